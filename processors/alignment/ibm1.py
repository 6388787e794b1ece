"""IBM Model 1: which word translates which, learned from pairs of word lists by expectation maximisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 8
SMOOTHING = 0.05  # added to each expected count's denominator, per known partner: rare words are believed less
KEPT = 0.005  # probabilities below are dropped
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitext:
    """Pairs of word lists as numbers; word 0 on the source side is the empty word."""

    source: Sequence[Sequence[int]]
    target: Sequence[Sequence[int]]
    weight: Sequence[float]  # how much one pair counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """p(target | source) as three columns, sorted by source, then target."""

    source: Ints
    target: Ints
    probability: Floats


def learn_lexicon(bitext: Bitext, rounds: int = ROUNDS) -> Lexicon:
    """The translation probabilities after some rounds, those of at least 0.005."""
    source, target, position, weight = _cells(bitext)
    width = int(target.max()) + 1
    pairs, cell_pair = np.unique(source * width + target, return_inverse=True)
    pair_source = pairs // width
    probability = np.full(len(pairs), 1.0 / width)
    for _ in range(rounds):
        chance = probability[cell_pair]
        share = chance / np.bincount(position, weights=chance)[position] * weight
        counts = np.bincount(cell_pair, weights=share, minlength=len(pairs))
        totals = np.bincount(pair_source, weights=counts) + SMOOTHING * np.bincount(pair_source).astype(np.float64) ** 0.5
        probability = counts / totals[pair_source]
    kept = (probability >= KEPT) & (pair_source > 0)
    return Lexicon(source=pair_source[kept], target=pairs[kept] % width, probability=probability[kept])


def _cells(bitext: Bitext) -> tuple[Ints, Ints, Ints, Floats]:
    """Every source word, the empty one too, against every target word of its pair."""
    source: list[Ints] = []
    target: list[Ints] = []
    position: list[Ints] = []
    weight: list[Floats] = []
    seen = 0
    for words, others, worth in zip(bitext.source, bitext.target, bitext.weight, strict=True):
        left = np.asarray([0, *words], dtype=np.int64)
        right = np.asarray(others, dtype=np.int64)
        source.append(np.repeat(left, len(right)))
        target.append(np.tile(right, len(left)))
        position.append(np.tile(np.arange(seen, seen + len(right)), len(left)))
        weight.append(np.full(len(left) * len(right), worth))
        seen += len(right)
    return np.concatenate(source), np.concatenate(target), np.concatenate(position), np.concatenate(weight)
