"""What the comparison needs to know of similarity, as two small protocols; `tables.py` and `encoder.py` stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from processors.records import Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One content word: `norm` is the simplified word (zh), the lemma (ru, en), a number, `@` + entity, `%` + set phrase."""

    norm: str
    span: Span  # in the text that was given
    weight: float  # inverse document frequency in the frozen corpus
    parts: tuple[str, ...] = ()  # the plain words of a linked mention: Россия [Russia] also meets российский [Russian]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    language: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How much of `x` the words of `y` can stand for: weight of what is matched over the whole weight, 0 to 1."""

    score: float
    matched: tuple[tuple[Word, Word, float], ...]  # (word of x, its best word of y, strength 0 to 1)
    unmatched: tuple[Word, ...]  # words of x that nothing in y stands for


class WordTables(Protocol):
    """Says which words match; the verdict is shown with them."""

    def words(self, text: str, language: str, spans: Sequence[Span], mentions: Sequence[Mention]) -> Words:
        """The content words inside `spans` of `text`; a linked mention is one word with its entity id."""

    def cover(self, x: Words, y: Words) -> Cover: ...

    def strengths(self, x: Words, y: Words) -> NDArray[np.float32]:
        """How well each word of `x` (row) and each of `y` (column) stand for each other, 0 to 1."""


class SentenceEncoder(Protocol):
    """Says whether two passages mean the same; blind to negation, numbers, and who did it."""

    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row; the same text always gives the same bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    tables: WordTables
    encoder: SentenceEncoder | None  # None: the tables alone, and the answer says so
