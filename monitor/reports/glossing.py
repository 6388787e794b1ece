"""The word-by-word gloss, loaded when something is shown and not before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from monitor.reports.evidence import Desk, Gloss
from monitor.reports.places import mentions_at, text_at
from monitor.reports.templating import one_line
from processors.records import Analysis, QuoteRef, Span

LONGEST_GLOSSED = 600  # characters of one part of a quote


@cache
def load_gloss() -> Gloss:
    """Gives a text and its language an English word for each word; a rendering stands in several divergences, so it remembers."""
    from processors.alignment.gloss import gloss  # brings the translation tables

    return lru_cache(maxsize=5_000)(gloss)


def gloss_passage(analysis: Analysis, place: QuoteRef, desk: Desk) -> str:
    """The passage word by word in English, with names as names; empty when he reads it, or nobody can gloss it."""
    parts = (gloss_words(analysis, place, _shortened(span), desk) for span in sorted(place.content))
    return one_line(" … ".join(part for part in parts if part), 4 * LONGEST_GLOSSED)


def gloss_words(analysis: Analysis, place: QuoteRef, span: Span, desk: Desk) -> str:
    """The same of some words of the text, or headline, that the place is in."""
    language = analysis.language.code
    if desk.gloss is None or language == "en" or language in desk.reads:
        return ""
    return desk.gloss(text_at(analysis, place)[span.start : span.stop], language, tuple(_names_in(analysis, place, span, desk)))


def _names_in(analysis: Analysis, place: QuoteRef, span: Span, desk: Desk) -> Iterator[tuple[Span, str]]:
    """The names that stand in the span, counted from its start: a name taken for words would read as nonsense."""
    for mention in mentions_at(analysis, place):
        if mention.entity_id and span.start <= mention.span.start and mention.span.stop <= span.stop:
            inside = Span(start=mention.span.start - span.start, stop=mention.span.stop - span.start)
            yield inside, desk.names(mention.entity_id).en


def _shortened(span: Span) -> Span:
    return Span(start=span.start, stop=min(span.stop, span.start + LONGEST_GLOSSED))
