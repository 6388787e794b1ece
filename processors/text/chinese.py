"""Chinese text: simplified characters at the same positions, and sentences that keep a quotation whole."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from processors.records import Span

TERMINAL = "。！？!?…"
OPENING, CLOSING = "“「『《（(", "”」』》）)"
CLOSING_OF = dict(zip(OPENING, CLOSING, strict=True))
# a quotation longer than this is cut like any other text: somebody may have forgotten to close it
LONGEST_QUOTATION = 240
BREAK = re.compile(r"[\n\r\u2028\u2029]|\s{2,}")
SENTENCE_MARK = re.compile(r"[。！？!?…\n\r\u2028\u2029“「『《（(]|(?<=[\u4e00-\u9fff])\.(?=\s|[\u4e00-\u9fff]|\Z)")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """The text in simplified characters, as long as before; a line whose length would change stays as it is."""
    return "".join(map(_simplify_line, text.splitlines(keepends=True)))


def _simplify_line(line: str) -> str:
    if line.isascii():
        return line
    try:
        converted: str = _converter().convert(line)
    except UnicodeEncodeError:  # a lone surrogate
        return line
    if len(converted) == len(line):
        return converted
    return "".join(map(_simplify_character, line))


def _simplify_character(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences without the space around them; `“……。”` stays together with what leads up to it."""
    sentences = []
    start = 0
    for stop in (*_sentence_ends(text), len(text)):
        span = _strip(text, start, stop)
        if span is not None:
            sentences.append(span)
        start = stop
    return tuple(sentences)


def _sentence_ends(text: str) -> list[int]:
    ends = []
    position = 0
    while (mark := SENTENCE_MARK.search(text, position)) is not None:
        position = mark.end()
        character = mark.group()
        if character in CLOSING_OF:
            close = _closing(text, mark.start())
            if close is None:
                continue
            position = close + 1
            if text[close - 1] not in TERMINAL or character in "《（(":
                continue
        while position < len(text) and text[position] in TERMINAL + "”」』":
            position += 1
        ends.append(position)
    return ends


def _closing(text: str, opening: int) -> int | None:
    """Where the mark is closed again, near and in the same paragraph."""
    close = text.find(CLOSING_OF[text[opening]], opening + 1, opening + LONGEST_QUOTATION)
    if close < 0 or BREAK.search(text, opening, close):
        return None
    return close


def _strip(text: str, start: int, stop: int) -> Span | None:
    piece = text[start:stop]
    stripped = piece.strip()
    if not stripped:
        return None
    lead = len(piece) - len(piece.lstrip())
    return Span(start=start + lead, stop=start + lead + len(stripped))
