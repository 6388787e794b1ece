"""Set phrases in renderings: charted, never reported."""

from __future__ import annotations

from collections.abc import Sequence

from processors.alignment.set_phrases import find_set_phrases, is_charted
from processors.alignment.utterances import Rendering
from processors.divergence.passages import read_passage
from processors.records import SetPhrase, Span

GOVERNS = 0.3  # share of the rendering's characters from which the phrase is what is said


def charted_phrases(rendering: Rendering) -> tuple[tuple[str, Span], ...]:
    """The set phrases in the rendering, each with its place in the text that it stands in."""
    passage = read_passage(rendering)
    found = find_set_phrases(passage.text, passage.language, passage.spans)
    return tuple((phrase, span) for phrase, span in found if is_charted(phrase))


def governing_phrase(rendering: Rendering) -> str | None:
    """The set phrase that a rendering is made of, if it is made of one or more."""
    phrases = charted_phrases(rendering)
    whole = sum(span.stop - span.start for span in read_passage(rendering).spans)
    if not phrases or sum(span.stop - span.start for _, span in phrases) < GOVERNS * whole:
        return None
    return max(phrases, key=lambda use: (use[1].stop - use[1].start, use[0]))[0]


def find_uses(renderings: Sequence[Rendering]) -> tuple[SetPhrase, ...]:
    """Every printed use, in order of publication."""
    return tuple(
        SetPhrase(phrase=phrase, quote=rendering.reference, span=span, speaker_id=rendering.quote.speaker_id)
        for rendering in renderings
        for phrase, span in charted_phrases(rendering)
    )
