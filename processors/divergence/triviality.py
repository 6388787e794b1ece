"""Whether an utterance says so little that nobody need print it: thanks, a greeting, a set phrase, no word of weight."""

from __future__ import annotations

from collections.abc import Sequence

from processors.alignment.instruments import Word
from processors.alignment.utterances import Rendering
from processors.divergence.passages import read_passage
from processors.divergence.patterns import entry_pattern, find_spans
from processors.records import Span

WEIGHTY = 4.0  # words from this weight on say something
FEWEST = 1  # such words that a statement has: "we came to support you" has one, and is the case that must never be missed
FEWEST_WITH_COURTESY = 5  # and beside thanks or good wishes
MOSTLY = 0.5  # share of the weight from which set phrases are what is said


def is_trivial(renderings: Sequence[Rendering]) -> bool:
    """Whether no rendering says more than a courtesy, a set phrase, or words without weight."""
    return all(_says_little(rendering) for rendering in renderings)


def _says_little(rendering: Rendering) -> bool:
    passage = read_passage(rendering)
    courtesies = find_spans(entry_pattern("courtesies", passage.language), passage.folded, passage.spans)
    words = [word for word in rendering.text.words.words if word.weight >= WEIGHTY]
    phrases = sum(word.weight for word in words if word.norm.startswith("%"))
    if words and phrases >= MOSTLY * sum(word.weight for word in words):
        return True
    left = {word.norm for word in words if not word.norm.startswith("%") and not _inside(word, courtesies)}
    return len(left) < (FEWEST_WITH_COURTESY if courtesies else FEWEST)


def _inside(word: Word, places: Sequence[Span]) -> bool:
    return any(place.start <= word.span.start < place.stop for place in places)
