"""Cuts English wire text into sentences: abbreviations, datelines, and no cut inside closed quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from processors.lexicons.loader import load_entries
from processors.records import Span
from processors.text.quotation import find_quoted, paragraphs

ENDING = re.compile(r"[.!?…]+[\"”’»)\]]{0,3}(\s+)(?=[\"“‘«(\[<]{0,3}[A-Z0-9À-ÞА-Я$€£])")
WORD_BEFORE = re.compile(r"[^\s\"“”‘’«»(\[\])/—–-]{1,12}\Z")
NEXT_WORD = re.compile(r"[\"“‘«(\[<]{0,3}([\w$€£]{1,30})")
# "MOSCOW, April 3. /TASS/." · "IGORA /Leningrad Region/, December 26. /TASS/." · "TSUGOL, Russia, Sept. 12 (Xinhua) --"
DATELINE = re.compile(
    r"[A-ZÀ-Þ][^\n\"“]{1,70}?\d{1,2}(?:\.\s{0,2}/[A-Z][\w./ -]{1,30}/\.|\s{0,2}\([A-Z][\w ]{1,30}\)\s{0,2}(?:--|[-–—]))(?=\s|\Z)"
)
LONGEST_QUOTED = 6000  # characters; a longer span between marks is more likely a lost mark than one sentence


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences in order; a dateline is one of its own, words in closed quotation marks are never cut."""
    closed = [q.outer for q in find_quoted(text) if q.closed and q.depth == 0 and q.outer.stop - q.outer.start <= LONGEST_QUOTED]
    return tuple(_sentences(text, closed))


def dateline_end(text: str, start: int = 0) -> int:
    """Where the dateline that opens the paragraph at `start` ends; `start` itself where there is none."""
    match = DATELINE.match(text, start, min(len(text), start + 140))
    return match.end() if match else start


def _sentences(text: str, quoted: Sequence[Span]) -> Iterator[Span]:
    at = 0  # the first quoted span that may still reach a boundary
    for begin, stop in paragraphs(text):
        start = begin
        after_dateline = dateline_end(text, begin)
        if after_dateline > begin:
            yield Span(start=begin, stop=after_dateline)
            start = _skip_space(text, after_dateline, stop)
        for match in ENDING.finditer(text, start, stop):
            cut = match.start(1)
            while at < len(quoted) and quoted[at].stop <= match.start():
                at += 1
            inside = at < len(quoted) and quoted[at].start < cut < quoted[at].stop
            if not inside and _ends_sentence(text, match.start(), match.end(), start):
                yield Span(start=start, stop=cut)
                start = match.end()
        if start < stop:
            yield Span(start=start, stop=stop)


def _skip_space(text: str, start: int, stop: int) -> int:
    while start < stop and text[start].isspace():
        start += 1
    return start


def _ends_sentence(text: str, dot: int, following: int, start: int) -> bool:
    """Whether the mark at `dot` ends a sentence: not after "Gen.", "J.", "No." before a number, "U.S." inside one."""
    if text[dot] != "." or text[dot : dot + 2] in ("..", ".…"):
        return True
    word = WORD_BEFORE.search(text, max(start, dot - 12), dot)
    if not word:
        return True
    before = word.group()
    next_word = NEXT_WORD.match(text, following)
    after = next_word.group(1) if next_word else ""
    if before == "No":
        return not after[:1].isdigit()
    if before in load_entries("en/abbreviations_final.txt"):
        return after in load_entries("en/sentence_openers.txt")
    initial = len(before) == 1 and before.isalpha() and before.isupper() and before != "I"
    return not initial and before not in load_entries("en/abbreviations.txt")
