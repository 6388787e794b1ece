"""Printed words cut into pieces with a mark each, so that a template can colour them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from processors.records import Span

Mark = Literal["plain", "matched", "unmatched", "insertion", "phrase", "outside"]
STRENGTH: tuple[Mark, ...] = ("plain", "matched", "phrase", "unmatched", "insertion", "outside")  # a later one covers an earlier
LONGEST_PASSAGE = 1500  # characters shown; the article itself is linked
LONGEST_GAP = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    text: str
    mark: Mark


def cut_passage(text: str, content: Sequence[Span], marks: Iterable[tuple[Span, Mark]]) -> tuple[Piece, ...]:
    """The content of a quote as pieces; what stands between its parts (`, — сказал он. —` "he said") is `outside`."""
    spans = sorted(content)
    if not spans:
        return ()
    start, stop = spans[0].start, min(spans[-1].stop, spans[0].start + LONGEST_PASSAGE, len(text))
    letters = [0] * max(0, stop - start)
    for span, mark in marks:
        _paint(letters, span, start, STRENGTH.index(mark))
    for before, after in pairwise(spans):
        _paint(letters, Span(start=before.stop, stop=after.start), start, STRENGTH.index("outside"))
    pieces = []
    at = start
    for strength, group in groupby(letters):
        size = len(list(group))
        pieces.append(Piece(text=_shortened(text[at : at + size], STRENGTH[strength]), mark=STRENGTH[strength]))
        at += size
    if spans[-1].stop > stop:
        pieces.append(Piece(text=f" … ({spans[-1].stop - stop} characters more)", mark="outside"))
    return tuple(pieces)


def printed(text: str, content: Iterable[Span]) -> str:
    """The words of a quote as one line, its parts joined by an ellipsis."""
    return " … ".join(" ".join(text[span.start : span.stop].split()) for span in sorted(content))


def _paint(letters: list[int], span: Span, start: int, strength: int) -> None:
    for place in range(max(0, span.start - start), min(len(letters), span.stop - start)):
        letters[place] = max(letters[place], strength)


def _shortened(words: str, mark: Mark) -> str:
    return " … " if mark == "outside" and len(words) > LONGEST_GAP else words
