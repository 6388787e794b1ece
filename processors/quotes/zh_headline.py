"""Speech attributed in a headline: `外交部：…`, `普京说…`."""

from __future__ import annotations

import re
from functools import cache

from processors.lexicons.loader import load_entries
from processors.quotes.zh_kinds import kind_of_span
from processors.quotes.zh_passage import Passage
from processors.quotes.zh_sources import find_source, is_speaker
from processors.records import Quote, QuoteKind, Span

COLON = re.compile(r"([^：:，。]{1,30})[：:]\s*(?=.{2})")


@cache
def _verbs() -> re.Pattern[str]:
    words = {*load_entries("zh/inline_cues.txt"), *load_entries("zh/headline_cues.txt")}
    return re.compile("(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")[，,：:]?(?=.{3})")


@cache
def _labels() -> tuple[str, ...]:
    return load_entries("zh/headline_labels.txt")


def find_headline_quotes(passage: Passage) -> tuple[Quote, ...]:
    """At most one quote: what stands behind the speaker's colon or verb."""
    colon = COLON.match(passage.shown)
    if colon is not None:
        return _behind_colon(passage, colon)
    for verb in _verbs().finditer(passage.shown):
        cue = Span(start=passage.span.start + verb.start(1), stop=passage.span.start + verb.end(1))
        source = find_source(passage, passage.span.start, cue.start)
        if source is not None and is_speaker(passage, source) and passage.is_word(cue.start, cue.stop):
            quote = _quote(passage, passage.span.start + verb.end(), cue, source)
            return (quote,) if passage.says_something(quote.content[0]) else ()
        break
    return ()


def _behind_colon(passage: Passage, colon: re.Match[str]) -> tuple[Quote, ...]:
    if colon[1].endswith(_labels()):
        return ()
    stop = passage.span.start + colon.end(1)
    cue = None
    for verb in _verbs().finditer(passage.text, passage.span.start, stop + 4):
        if verb.end(1) == stop:
            cue = Span(start=verb.start(1), stop=stop)
    source = find_source(passage, passage.span.start, cue.start if cue else stop)
    if source is None or not is_speaker(passage, source) or (cue is None and source.stop != stop):
        return ()
    return (_quote(passage, passage.span.start + colon.end(), cue, source),)


def _quote(passage: Passage, start: int, cue: Span | None, source: Span) -> Quote:
    while start < passage.span.stop and passage.text[start].isspace():
        start += 1
    span = Span(start=start, stop=passage.span.stop)
    kind: QuoteKind = kind_of_span(passage, span)
    for quoted in passage.quoted:
        if quoted.outer == span:
            span, kind = quoted.inner, "direct"
    return Quote(id="", kind=kind, content=(span,), cue=cue, source=source)
