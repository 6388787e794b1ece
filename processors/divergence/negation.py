"""Check: one rendering says that it is so, the other that it is not."""

from __future__ import annotations

from processors.divergence.passages import Passage, is_matched_near
from processors.divergence.patterns import entry_pattern, find_spans
from processors.lexicons.loader import load_entries
from processors.records import Finding, Span
from processors.text.chinese_words import cut_words

REACH = {"en": 22, "ru": 22, "zh": 6}  # characters from a negation to the word that it negates


def find_negations(passage: Passage) -> tuple[Span, ...]:
    """The words that negate; "not only", 不断 (unceasingly), не прекращают (do not cease) do not count."""
    free = find_spans(entry_pattern("negation_free", passage.language), passage.folded, passage.spans)
    if passage.language == "zh":
        found = _whole_words(passage)
    else:
        found = find_spans(entry_pattern("negation", passage.language), passage.folded, passage.spans)
    return tuple(span for span in found if not any(span.start < other.stop and other.start < span.stop for other in free))


def _whole_words(passage: Passage) -> tuple[Span, ...]:
    """Chinese negations that are words of their own: the 不 of 不同 (different) and 不少 (quite a few) negates nothing."""
    entries = frozenset(load_entries("zh/negation.txt"))
    found: list[Span] = []
    for span in passage.spans:
        start = span.start
        for word in cut_words(passage.text[span.start : span.stop]):
            if word in entries:
                found.append(Span(start=start, stop=start + len(word)))
            start += len(word)
    return tuple(found)


def _is_negative_otherwise(passage: Passage) -> bool:
    """Whether the passage negates by another word: refuse, lack, без (without), 避免 (avoid)."""
    return bool(find_spans(entry_pattern("negation_implicit", passage.language), passage.folded, passage.spans))


def compare_negation(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """A finding when exactly one side negates, and negates words that the other side has too."""
    in_a, in_b = find_negations(a), find_negations(b)
    if bool(in_a) == bool(in_b):
        return ()
    side, passage, found, other = ("first", a, in_a, b) if in_a else ("second", b, in_b, a)
    if _is_negative_otherwise(other):
        return ()
    shared = next((span for span in found if is_matched_near(passage, span, REACH[passage.language])), None)
    if shared is None:
        return ()
    return (Finding(type="negation", a=shared if in_a else None, b=shared if in_b else None, note=f"negated only in the {side}"),)
