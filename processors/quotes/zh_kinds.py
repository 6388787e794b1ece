"""Tells words in quotation marks that are somebody's own from names and titles in quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from processors.quotes.zh_passage import Passage
from processors.records import QuoteKind, Span

SPOKEN = {"v", "vd", "d", "ad", "a", "u", "r", "xc", "c"}
SHORTEST_WORDS = 4


def kind_of_span(passage: Passage, span: Span) -> QuoteKind:
    """Mixed when words in quotation marks stand inside; a programme's name does not make it so."""
    first = bisect_left(passage.quoted, span.start, key=lambda quoted: quoted.outer.start)
    last = bisect_right(passage.quoted, span.stop, key=lambda quoted: quoted.outer.stop)
    return "mixed" if any(_are_words(passage, quoted.inner) for quoted in passage.quoted[first:last]) else "indirect"


def _are_words(passage: Passage, inner: Span) -> bool:
    """“看法一致” are words; “东方-2018” and “中俄文化年” are names."""
    words = passage.tokens_within(inner.start, inner.stop)
    printed = passage.text[inner.start : inner.stop]
    if len(printed) < SHORTEST_WORDS or any(character.isdigit() for character in printed):
        return False
    return any(word.tag in SPOKEN for word in words)
