"""Tells mixed speech from indirect: words in quotation marks that are the speaker's, not a name."""

from __future__ import annotations

from collections.abc import Sequence

from processors.quotes.russian.cues import VERBAL
from processors.quotes.russian.reading import Reading
from processors.records import QuoteKind, Span


def kind_of(reading: Reading, content: Sequence[Span]) -> QuoteKind:
    """mixed where words in quotation marks are the speaker's, not a name."""
    for part in content:
        for quoted in reading.quoted_in(part.start, part.stop):
            if (
                quoted.closed
                and part.start <= quoted.outer.start
                and quoted.outer.stop <= part.stop + 1
                and _are_words(reading, quoted.inner)
            ):
                return "mixed"
    return "indirect"


def _are_words(reading: Reading, inner: Span) -> bool:
    words = [word for word in reading.between(inner.start, inner.stop) if word.pos_ != "PUNCT"]
    if len(words) < 2:
        return False
    verb = any(word.pos_ in VERBAL for word in words)
    return words[0].text[:1].islower() or (len(words) > 3 and verb)
