"""What became of the quotes of an article from one revision to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from processors.alignment.instruments import Instruments
from processors.alignment.utterances import Rendering
from processors.divergence.ids import normalise_words

Change = Literal["removed", "added", "reworded"]
SAME_LETTERS = 62.0  # rapidfuzz ratio from which two quotes are one that was reworded
SAME_MEANING = 0.6  # or this cosine
LONGEST = 4_000  # characters of a quote that are compared letter by letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    change: Change
    before: Rendering | None
    after: Rendering | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    kept: tuple[tuple[int, int], ...]  # the same words: (index before, index after)
    changed: tuple[Edit, ...]
    reworded: tuple[tuple[int, int], ...]  # (index before, index after)


def find_edits(before: Sequence[Rendering], after: Sequence[Rendering], texts: tuple[str, str], instruments: Instruments) -> Edits:
    """The changes between two neighbouring revisions; `texts` are their whole texts.

    Words that the other revision prints anyhow, quoted or not, are no change.
    """
    words = [[normalise_words(rendering.text.text) for rendering in side] for side in (before, after)]
    kept, gone, new = _pair_equal(*words)
    whole = [normalise_words(text) for text in texts]
    gone = [i for i in gone if words[0][i] not in whole[1]]
    new = [j for j in new if words[1][j] not in whole[0]]
    reworded = _pair_reworded(gone, new, before, after, instruments)
    changed = [Edit(change="reworded", before=before[i], after=after[j]) for i, j in reworded]
    changed += [Edit(change="removed", before=before[i], after=None) for i in gone if i not in {pair[0] for pair in reworded}]
    changed += [Edit(change="added", before=None, after=after[j]) for j in new if j not in {pair[1] for pair in reworded}]
    return Edits(kept=tuple(kept), changed=tuple(changed), reworded=tuple(reworded))


def _pair_equal(before: Sequence[str], after: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Quotes with the same words in both, and what is left on either side."""
    kept: list[tuple[int, int]] = []
    left = list(range(len(after)))
    gone = []
    for i, words in enumerate(before):
        match = next((j for j in left if after[j] == words), None)
        if match is None:
            gone.append(i)
        else:
            kept.append((i, match))
            left.remove(match)
    return kept, gone, left


def _pair_reworded(
    gone: Sequence[int], new: Sequence[int], before: Sequence[Rendering], after: Sequence[Rendering], instruments: Instruments
) -> list[tuple[int, int]]:
    """The likeliest pairs of what went and what came, one to one."""
    scored = sorted((-_likeness(before[i], after[j], instruments), i, j) for i in gone for j in new)
    pairs: list[tuple[int, int]] = []
    for likeness, i, j in scored:
        if -likeness >= 1.0 and i not in {pair[0] for pair in pairs} and j not in {pair[1] for pair in pairs}:
            pairs.append((i, j))
    return pairs


def _likeness(one: Rendering, other: Rendering, instruments: Instruments) -> float:
    """1 and more where the two are one quote in other words."""
    texts = [rendering.text.text[:LONGEST] for rendering in (one, other)]
    letters = fuzz.ratio(*texts) / SAME_LETTERS
    if instruments.encoder is None:
        return letters
    first, second = instruments.encoder.encode(texts)
    return max(letters, float(first @ second) / SAME_MEANING)
