"""For each line of one text the line of another that translates it, by margins over both instruments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.alignment.encoder import prepare_text
from processors.alignment.instruments import Instruments, Words
from processors.alignment.tables import LEAST_STRENGTH, TranslationTables
from processors.records import Span

NEIGHBOURS = 4
LEAST_MEAN = 0.05  # so that lines without any near neighbour do not win by dividing by nothing
WORDS_SHARE = 0.5  # of the fused margin, beside the encoder's
Matrix = NDArray[np.floating[Any]]
Progress = Callable[[str, Sequence[Any]], Sequence[Any]]  # wraps what is gone through, as tqdm does


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMatch:
    first: int  # both counted from 0
    second: int
    score: float  # similarity before the margin: cosine and words together, 0 to 1
    margin: float  # over the four nearest on both sides; about 1 where nothing stands out


def match_lines(
    first: Sequence[str], second: Sequence[str], languages: tuple[str, str], tables: TranslationTables, instruments: Instruments,
    progress: Progress = lambda _, items: items,
) -> tuple[LineMatch, ...]:  # fmt: skip
    """The best line of `second` for each line of `first` that has one; empty lines have none."""
    words = word_similarity(_read(first, languages[0], tables), _read(second, languages[1], tables), tables, progress)
    score, margin = words, margins(words)
    if instruments.encoder is not None:
        left = [instruments.encoder.encode([text])[0] for text in progress(languages[0], first)]
        right = [instruments.encoder.encode([text])[0] for text in progress(languages[1], second)]
        cosine = np.array(left).reshape(len(first), -1) @ np.array(right).reshape(len(second), -1).T
        margin = (1 - WORDS_SHARE) * margins(cosine) + WORDS_SHARE * margin
        score = (cosine + words) / 2
    margin = margins(margin)  # a second time, over what both say
    margin[:, [not prepare_text(text) for text in second]] = -np.inf
    return tuple(
        _best(row, score, margin) for row, text in enumerate(first) if prepare_text(text) and np.isfinite(margin[row]).any()
    )


def word_similarity(first: Sequence[Words], second: Sequence[Words], tables: TranslationTables, progress: Progress) -> Matrix:
    """sqrt(cover · cover) of each two lines, word by word instead of pair by pair."""
    there = _covers("words", first, second, tables, progress)
    back = _covers("words back", second, first, tables, progress)
    both: Matrix = np.sqrt(there * back.T)
    return both


def margins(similarity: Matrix) -> Matrix:
    """Similarity over the mean of the four nearest on both sides."""
    rows, columns = _nearest_mean(similarity), _nearest_mean(similarity.T)
    ratio: Matrix = similarity / np.maximum((rows[:, None] + columns[None, :]) / 2, LEAST_MEAN)
    return ratio


def _read(lines: Sequence[str], language: str, tables: TranslationTables) -> list[Words]:
    return [tables.words(line, language, (Span(start=0, stop=len(line)),), ()) for line in lines]


def _covers(name: str, x: Sequence[Words], y: Sequence[Words], tables: TranslationTables, progress: Progress) -> Matrix:
    """cover(x → y): each word of `x` is looked up once against all lines of `y`."""
    lines_of = _lines_by_norm(y)
    gained = np.zeros((len(x), len(y)), dtype=np.float32)
    whole = np.zeros(len(x), dtype=np.float32)
    if not x or not y:
        return gained
    for norm, occurrences in progress(name, list(_occurrences(x).items())):
        best = np.zeros(len(y), dtype=np.float32)
        for partner, strength in [*tables.partners(norm, x[0].language, y[0].language).items(), (norm, 1.0)]:
            if strength >= LEAST_STRENGTH and partner in lines_of:
                best[lines_of[partner]] = np.maximum(best[lines_of[partner]], strength)
        for line, weight in occurrences.items():
            whole[line] += weight
            gained[line] += weight * best
    covered: Matrix = gained / np.maximum(whole, 1e-9)[:, None]
    return covered


def _occurrences(lines: Sequence[Words]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for number, line in enumerate(lines):
        for word in line.words:
            weights = found.setdefault(word.norm, {})
            weights[number] = weights.get(number, 0.0) + word.weight
    return found


def _lines_by_norm(lines: Sequence[Words]) -> dict[str, NDArray[np.int64]]:
    return {norm: np.array(list(numbers), dtype=np.int64) for norm, numbers in _occurrences(lines).items()}


def _nearest_mean(similarity: Matrix) -> NDArray[np.float32]:
    near = min(NEIGHBOURS, similarity.shape[1])
    if near == 0:
        return np.zeros(len(similarity), dtype=np.float32)
    mean: NDArray[np.float32] = np.partition(similarity, -near, axis=1)[:, -near:].mean(axis=1)
    return mean


def _best(row: int, score: Matrix, margin: Matrix) -> LineMatch:
    column = int(np.argmax(margin[row]))
    return LineMatch(first=row, second=column, score=float(score[row, column]), margin=float(margin[row, column]))
