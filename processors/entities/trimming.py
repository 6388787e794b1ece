"""The name itself out of what a recogniser marked: without article, possessive, quotation marks, office or shared noun."""

from __future__ import annotations

import re

from processors.records import MentionType, Span

EDGE = " \t\n\r\u00a0\u3000\"«»“”„'‘’《》「」『』()（）,，.;；:：、-–—"
LEADING = {"en": re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)}
TRAILING = {"en": re.compile(r"['’]s?$")}
LETTER = re.compile(r"[^\W\d_]")
LONGEST = 120  # characters: what is longer is no name


def trim(text: str, span: Span, kind: MentionType, language: str) -> Span | None:
    """The span of the name; None where nothing that could be a name is left."""
    start, stop = _edges(text, span.start, span.stop)
    if (lead := LEADING.get(language)) and (found := lead.match(text, start, stop)):
        start = found.end()
    if (tail := TRAILING.get(language)) and (found := tail.search(text[start:stop])):
        stop = start + found.start()
    start, stop = _edges(text, start, stop)
    if stop - start > LONGEST or not LETTER.search(text[start:stop]) or "\n" in text[start:stop]:
        return None
    if language != "zh" and kind == "PER" and text[start:stop].islower():
        return None
    return Span(start=start, stop=stop) if stop - start > 1 or language == "zh" else None


def _edges(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in EDGE:
        start += 1
    while start < stop and text[stop - 1] in EDGE and not _abbreviation(text, start, stop):
        stop -= 1
    return start, stop


def _abbreviation(text: str, start: int, stop: int) -> bool:
    """The last point of U.S. and of an initial belongs to the name."""
    return text[stop - 1] == "." and stop - start >= 4 and text[stop - 3] == "."
