"""The sentences as the rules for indirect speech read them: without what is said directly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from processors.quotes.russian.cues import VERBAL
from processors.quotes.russian.found import Found
from processors.quotes.russian.reading import Reading, feature
from processors.records import Span

ALL_CUES = ("cues_saying", "cues_beside_quotes", "cues_urging")
LONGEST_LINE = 400  # words; what is longer is no sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with the tokens that are not inside direct speech."""

    span: Span
    words: tuple[Token, ...]
    direct: tuple[Found, ...]  # the direct quotes that begin in it or hold part of it


@dataclass(slots=True)
class Clause:
    """A reporting word with where its content begins; where it ends is known when all are found."""

    cue: Token
    cue_span: Span
    source: Span | None
    start: int
    stop: int
    connector: int  # where its own clause begins: what comes before may belong to another


def read_lines(reading: Reading, direct: Sequence[Found]) -> tuple[Line, ...]:
    """The sentences in order; one that is too long to be a sentence has no words."""
    outers = sorted(((outer.start, outer.stop, item) for item in direct for outer in item.outer), key=lambda outer: outer[:2])
    starts = [start for start, _, _ in outers]
    return tuple(_line(reading, span, outers, starts) for span in reading.sentences)


def _line(reading: Reading, span: Span, outers: Sequence[tuple[int, int, Found]], starts: Sequence[int]) -> Line:
    first = max(bisect_left(starts, span.start + 1) - 1, 0)
    here = [outer for outer in outers[first : bisect_left(starts, span.stop)] if outer[1] > span.start]
    words = []
    at = 0
    for token in reading.between(span.start, span.stop):
        while at < len(here) and here[at][1] <= token.idx:
            at += 1
        if at == len(here) or token.idx < here[at][0]:
            words.append(token)
    return Line(span, tuple(words) if len(words) <= LONGEST_LINE else (), tuple(outer[2] for outer in here))


def has_predicate(words: Sequence[Token]) -> bool:
    """Whether a finite verb, a short adjective or a dash makes it a statement."""
    return any(
        (word.pos_ in VERBAL and feature(word, "VerbForm") not in ("Conv", "Part", "Inf"))
        or feature(word, "Variant") == "Short"
        or word.text in "—–"
        for word in words
    )
