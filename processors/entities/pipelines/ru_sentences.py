"""Cuts Russian text into tokens and sentences: razdel's cuts, mended where it is known to cut too much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize, tokenize

from processors.lexicons.loader import load_entries
from processors.text.quotation import find_quoted, paragraphs
from processors.text.russian_dateline import dateline_stop

LONGEST_PIECE = 5_000  # razdel joins tokens by adding strings, which is quadratic in one piece
LONGEST_TOKEN = 60
NEW_QUOTE = re.compile(r"(?<=[\w»\"”)][.!?…])()\s+(?=[«“\"][А-ЯЁ])()")


def cut_tokens(text: str) -> Iterator[tuple[int, int]]:
    """The positions of the tokens, none longer than 60 characters."""
    for start, stop in _pieces(text):
        for token in tokenize(text[start:stop]):
            for at in range(start + token.start, start + token.stop, LONGEST_TOKEN):
                yield at, min(at + LONGEST_TOKEN, start + token.stop)


def cut_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The positions of the clauses that razdel calls sentences, datelines apart; quoted sentences are still separate."""
    found: list[tuple[int, int]] = []
    for start, stop in _pieces(text):
        body = dateline_stop(text, start) if not found else start
        if start < body < stop:
            found.append((start, start + len(text[start:body].rstrip())))
            start = body
        first = len(found)
        for begin, end in _parts(text, start, stop):
            if len(found) > first and _ends_in_abbreviation(text, found[-1], text[begin : begin + 1]):
                begin = found.pop()[0]
            found.append((begin, end))
    return tuple(found)


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """razdel's sentences, cut once more where words in quotation marks begin behind a full stop: `…и Су-35С. "При…`."""
    for part in sentenize(text[start:stop]):
        begin, end = start + part.start, start + part.stop
        for match in NEW_QUOTE.finditer(text, begin, end):
            yield begin, match.start(1)
            begin = match.start(2)
        yield begin, end


def join_quoted(text: str, cuts: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """The starts of the sentences when those inside one pair of quotation marks stay together."""
    closed = [quoted.outer for quoted in find_quoted(text) if quoted.depth == 0 and quoted.closed]
    starts: list[int] = []
    at = 0
    for start, _ in cuts:
        while at < len(closed) and closed[at].stop <= start:
            at += 1
        if not (starts and at < len(closed) and closed[at].start < start):
            starts.append(start)
    return tuple(starts)


def _ends_in_abbreviation(text: str, cut: tuple[int, int], following: str) -> bool:
    """Whether a cut came after `сент.` or `долл.`; before a capital letter only what never ends a sentence counts."""
    words = text[max(cut[0], cut[1] - 20) : cut[1]].split()
    last = words[-1].lower().lstrip('(«"„') if words else ""
    return last in _abbreviations() and not (following.isupper() and last in {"г.", "долл.", "руб."})


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load_entries("ru/abbreviations.txt"))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, the longest of them cut at a space."""
    for start, stop in paragraphs(text):
        while stop - start > LONGEST_PIECE:
            space = text.rfind(" ", start + LONGEST_PIECE // 2, start + LONGEST_PIECE)
            cut = space if space > 0 else start + LONGEST_PIECE
            yield start, cut
            start = cut
        yield start, stop
