"""The word-by-word gloss, loaded when something is shown and not before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from monitor.reports.evidence import Desk, Gloss
from monitor.reports.places import mentions_at, text_at
from monitor.reports.templating import one_line
from processors.records import Analysis, Mention, QuoteRef, Span

LONGEST_GLOSSED = 600  # characters of one part of a quote


@cache
def load_gloss() -> Gloss:
    """Gives a text and its language an English word for each word; a rendering stands in several divergences, so it remembers."""
    from processors.alignment.gloss import gloss  # brings the translation tables

    return lru_cache(maxsize=5_000)(gloss)


def gloss_passage(analysis: Analysis, place: QuoteRef, desk: Desk) -> str:
    """The passage word by word in English, with people by name; empty when it is English already, or nobody can gloss it."""
    language = analysis.language.code
    if desk.gloss is None or language == "en":
        return ""
    text, known = text_at(analysis, place), [m for m in mentions_at(analysis, place) if m.type == "PER" and m.entity_id]
    parts = (_with_names(text, _shortened(span), known, desk, desk.gloss, language) for span in sorted(place.content))
    return one_line(" … ".join(parts), 4 * LONGEST_GLOSSED)


def _with_names(text: str, span: Span, known: Sequence[Mention], desk: Desk, gloss: Gloss, language: str) -> str:
    """The words between the names are glossed; a name taken for words would read as nonsense."""
    inside = sorted((m for m in known if span.start <= m.span.start and m.span.stop <= span.stop), key=lambda m: m.span)
    pieces, at = [], span.start
    for mention in inside:
        pieces += [gloss(text[at : mention.span.start], language), desk.names(mention.entity_id or "").en]
        at = mention.span.stop
    return " ".join(piece for piece in (*pieces, gloss(text[at : span.stop], language)) if piece.strip())


def _shortened(span: Span) -> Span:
    return Span(start=span.start, stop=min(span.stop, span.start + LONGEST_GLOSSED))
