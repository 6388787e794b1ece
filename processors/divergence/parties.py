"""Check: a third party stands in one rendering and not in the other, or the addressee is another."""

from __future__ import annotations

from collections.abc import Mapping

from processors.divergence.passages import Passage
from processors.divergence.patterns import class_patterns, entry_pattern, find_spans
from processors.lexicons.loader import load_fields
from processors.records import Finding, Span

UNNAMED = "unnamed"  # the lexicon's class for "certain countries", 有关方面


def find_parties(passage: Passage) -> Mapping[str, Span]:
    """The third parties in the passage, each with its first place: by the lexicon's words, or by a linked mention."""
    places: dict[str, Span] = {}
    for party, pattern in class_patterns("parties", passage.language).items():
        linked = [mention.span for mention in passage.mentions if mention.entity_id == party]
        spans = (*find_spans(pattern, passage.folded, passage.spans), *linked)
        if spans:
            places[party] = min(spans)
    return places


def compare_parties(a: Passage, b: Passage, known_a: frozenset[str], known_b: frozenset[str]) -> tuple[Finding, ...]:
    """Parties named on one side only; `known_…` are those that the same article names elsewhere in the same utterance."""
    in_a, in_b = find_parties(a), find_parties(b)
    only_a = [party for party in in_a if party not in in_b and party not in known_b and party != UNNAMED]
    only_b = [party for party in in_b if party not in in_a and party not in known_a and party != UNNAMED]
    if not only_a and not only_b:
        return ()
    if _is_asking(a) or _is_asking(b):
        return (_addressee(only_a, only_b, in_a, in_b),)
    dropped = tuple(
        Finding(type="party-dropped", a=in_a[party], b=in_b.get(UNNAMED), note=f"{party_name(party)} stands only in the first")
        for party in only_a
    )
    added = tuple(
        Finding(type="party-added", a=in_a.get(UNNAMED), b=in_b[party], note=f"{party_name(party)} stands only in the second")
        for party in only_b
    )
    return dropped + added


def _addressee(only_a: list[str], only_b: list[str], in_a: Mapping[str, Span], in_b: Mapping[str, Span]) -> Finding:
    place_a = in_a[only_a[0]] if only_a else in_a.get(UNNAMED)
    place_b = in_b[only_b[0]] if only_b else in_b.get(UNNAMED)
    names = [party_name(only[0]) if only else "nobody by name" for only in (only_a, only_b)]
    return Finding(type="addressee", a=place_a, b=place_b, note=f"asked of {names[0]} in the first, of {names[1]} in the second")


def _is_asking(passage: Passage) -> bool:
    cue = passage.cue
    return cue is not None and bool(find_spans(entry_pattern("asking", passage.language), passage.folded, [cue]))


def party_name(party: str) -> str:
    """The party's name as the English lexicon gives it first."""
    name: str = load_fields("en/parties.yml")[party][0]
    return name.title() if len(name) > 4 else name.upper()
