"""How two renderings of one utterance differ, and which renderings say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from processors.alignment.instruments import Instruments
from processors.alignment.utterances import Matrix, Rendering, in_order
from processors.divergence.idiom import compare_idiom
from processors.divergence.modality import compare_modality
from processors.divergence.negation import compare_negation
from processors.divergence.numbers import compare_numbers
from processors.divergence.parties import compare_parties, find_parties
from processors.divergence.passages import keep_corresponding, mark_matches, read_passage
from processors.divergence.strength import compare_strength
from processors.divergence.tense import compare_tense
from processors.records import Finding

Pair = tuple[int, int]
AGREE, CONFLICT = 1.0, -1.4  # what a pair without and with a finding weighs when versions are formed

JOINED = 0.2  # mean probability from which two groups may be one, when a check says how they differ
MOST_CHECKED = 30  # renderings of one utterance that are checked against each other, the earliest ones
ALONE = 0.48  # and from which they are one in any case
JOINING = ("strength", "modality", "tense", "number", "negation")  # a party named elsewhere says nothing of likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Renderings of one utterance that say the same; indexes in order of publication."""

    members: tuple[int, ...]


def compare_renderings(
    a: Rendering, b: Rendering, instruments: Instruments, siblings_a: Sequence[Rendering] = (), siblings_b: Sequence[Rendering] = ()
) -> tuple[Finding, ...]:
    """How `b` differs from `a`; siblings are other renderings of the utterance in the same article."""
    passage_a, passage_b = keep_corresponding(read_passage(a), read_passage(b), instruments)
    passage_a, passage_b = mark_matches(passage_a, passage_b, a.text.words, b.text.words, instruments)
    known_a, known_b = _parties(siblings_a), _parties(siblings_b)
    return (
        *compare_parties(passage_a, passage_b, known_a, known_b),
        *compare_numbers(passage_a, passage_b),
        *compare_negation(passage_a, passage_b),
        *(compare_modality(passage_a, passage_b) or compare_tense(passage_a, passage_b)),
        *compare_strength(passage_a, passage_b),
        *compare_idiom(passage_a, passage_b),
    )


def _parties(renderings: Sequence[Rendering]) -> frozenset[str]:
    return frozenset(party for rendering in renderings for party in find_parties(read_passage(rendering)))


def compare_group(
    group: Sequence[int], renderings: Sequence[Rendering], instruments: Instruments
) -> dict[Pair, tuple[Finding, ...]]:
    """The findings of every pair of an utterance's renderings, the earlier one first."""
    found: dict[Pair, tuple[Finding, ...]] = {}
    checked = group[:MOST_CHECKED]
    for position, i in enumerate(checked):
        for j in checked[position + 1 :]:
            found[i, j] = compare_renderings(
                renderings[i], renderings[j], instruments, _siblings(i, group, renderings), _siblings(j, group, renderings)
            )
    return found


def _siblings(index: int, group: Sequence[int], renderings: Sequence[Rendering]) -> list[Rendering]:
    own = renderings[index].reference
    return [
        renderings[other]
        for other in group
        if other != index
        and (renderings[other].reference.article_id, renderings[other].reference.revision) == (own.article_id, own.revision)
    ]


def split_versions(group: Sequence[int], findings: Mapping[Pair, tuple[Finding, ...]]) -> tuple[Version, ...]:
    """The renderings parted so that as few pairs as may be disagree with their findings; in order of publication."""
    parts = [[index] for index in group]
    while len(parts) > 1:
        weight, i, j = max(
            (_agreement(parts[i], parts[j], findings), -i, -j) for i in range(len(parts)) for j in range(i + 1, len(parts))
        )
        if weight <= 0:
            break
        parts[-i] += parts.pop(-j)
    order = {index: position for position, index in enumerate(group)}
    versions = [Version(members=tuple(sorted(part, key=order.__getitem__))) for part in parts]
    return tuple(sorted(versions, key=lambda version: order[version.members[0]]))


def _agreement(one: Sequence[int], other: Sequence[int], findings: Mapping[Pair, tuple[Finding, ...]]) -> float:
    weights = [CONFLICT if is_altered(between(i, j, findings)) else AGREE for i in one for j in other]
    return sum(weights) / len(weights)


def between(i: int, j: int, findings: Mapping[Pair, tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """The findings of a pair, said of `j` against `i`."""
    if (i, j) in findings:
        return findings[i, j]
    return tuple(turn_round(finding) for finding in findings.get((j, i), ()))


def is_altered(findings: Sequence[Finding]) -> bool:
    return any(finding.certain for finding in findings)


def join_altered(
    groups: Sequence[tuple[int, ...]],
    renderings: Sequence[Rendering],
    scores: Matrix,
    phrases: Sequence[str | None],
    instruments: Instruments,
) -> list[tuple[int, ...]]:
    """The groups; two that no edition has both of become one if they are likest to each other, and very like or apart by a check.

    One side has "we agreed", the other "is willing to discuss": two omissions to a measure of likeness, one alteration to a reader.
    """
    likeness = {
        (i, j): float(scores[np.ix_(groups[i], groups[j])].mean())
        for i in range(len(groups))
        for j in range(i + 1, len(groups))
        if are_complementary(groups[i], groups[j], renderings) and not any(phrases[index] for index in (*groups[i], *groups[j]))
    }
    joined = list(groups)
    taken: set[int] = set()
    for (i, j), value in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        if value < JOINED:
            break
        set_phrase = any(phrases[index] for index in (*groups[i], *groups[j]))
        if not taken & {i, j} and (
            value >= ALONE or (not set_phrase and _bears_load(groups[i], groups[j], renderings, instruments))
        ):
            joined[i], joined[j] = (*groups[i], *groups[j]), ()
        taken |= {i, j}
    return [tuple(sorted(group, key=lambda index: in_order(renderings[index]))) for group in joined if group]


def are_complementary(one: Sequence[int], other: Sequence[int], renderings: Sequence[Rendering]) -> bool:
    """Whether one speaker has said both and no edition carries both: then one may be the other in altered words."""
    editions = [{renderings[index].edition for index in group} for group in (one, other)]
    voices = [{renderings[index].voice for index in group} - {None} for group in (one, other)]
    return bool(voices[0] & voices[1]) and not editions[0] & editions[1]


def _bears_load(one: Sequence[int], other: Sequence[int], renderings: Sequence[Rendering], instruments: Instruments) -> bool:
    findings = compare_renderings(renderings[one[0]], renderings[other[0]], instruments)
    return any(finding.certain and finding.type in JOINING for finding in findings)


def turn_round(finding: Finding) -> Finding:
    """The same finding seen from the other side."""
    reversed_type = {"party-dropped": "party-added", "party-added": "party-dropped"}.get(finding.type, finding.type)
    swap = {"first": "second", "second": "first"}
    note = " ".join(
        swap.get(word.rstrip(","), word.rstrip(",")) + ("," if word.endswith(",") else "") for word in finding.note.split(" ")
    )
    return Finding(type=reversed_type, a=finding.b, b=finding.a, note=note, certain=finding.certain)  # type: ignore[arg-type]  # from the literal's own values
