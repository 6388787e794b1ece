"""The name itself out of what a recogniser marked: without article, possessive, quotation marks, office or shared noun."""

from __future__ import annotations

import re

from processors.entities.chinese_names import trim_chinese
from processors.records import MentionType, Span

EDGE = " \t\n\r\u00a0\u3000\"«»“”„'‘’《》「」『』()（）,，.;；:：、-–—•"
PAIRS = {"»": "«", "”": "“", ")": "(", "）": "（", "》": "《", "」": "「", "』": "『"}
LEADING = {"en": re.compile(r"(?:the|a|an|s|'s|’s)\s+", re.IGNORECASE)}
INSERTED = re.compile(r"\s[(（\[]")  # Барри Лоуенкрон (Barry Lowenkron)
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
    if (found := INSERTED.search(text, start, stop)) and found.start() > start:
        stop = found.start()
    start, stop = _edges(text, start, stop)
    if language == "zh":
        return trim_chinese(text, Span(start=start, stop=stop), kind)
    if stop - start > LONGEST or not LETTER.search(text[start:stop]) or "\n" in text[start:stop]:
        return None
    if kind == "PER" and text[start:stop].islower():
        return None
    return Span(start=start, stop=stop) if stop - start > 1 else None


def _edges(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in EDGE:
        start += 1
    while start < stop and text[stop - 1] in EDGE and not _abbreviation(text, start, stop) and not _closes(text, start, stop):
        stop -= 1
    return start, stop


def _closes(text: str, start: int, stop: int) -> bool:
    """The last mark closes one inside the name: РИА «Новости»."""
    return PAIRS.get(text[stop - 1], "\0") in text[start : stop - 1] or (text[stop - 1] == '"' and '"' in text[start : stop - 1])


def _abbreviation(text: str, start: int, stop: int) -> bool:
    """The last point of U.S. and of an initial belongs to the name."""
    return text[stop - 1] == "." and stop - start >= 4 and text[stop - 3] == "."
