"""The shipped translation table as arrays: vocabularies, word weights, and for each two languages which words match how well."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LANGUAGES = ("en", "ru", "zh")
PAIRS = (("en", "ru"), ("en", "zh"), ("ru", "zh"))
GRAIN = 255  # strengths are stored in one byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    words: tuple[str, ...]  # sorted
    weight: NDArray[np.float32]  # inverse document frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """sqrt(max(p(v|w), p(w|v))) of the pairs that are kept; rows are words of the first language, as in a sparse matrix."""

    start: NDArray[np.int64]  # where the row of each word begins
    partner: NDArray[np.int64]
    strength: NDArray[np.float32]


def vocabulary_to_bytes(vocabulary: Vocabulary) -> bytes:
    words = np.frombuffer("\n".join(vocabulary.words).encode(), dtype=np.uint8)
    return _packed({"words": words, "weight": np.round(vocabulary.weight * 16).astype(np.uint8)})


def vocabulary_from_bytes(data: bytes) -> Vocabulary:
    with np.load(io.BytesIO(data)) as arrays:
        words = tuple(arrays["words"].tobytes().decode().split("\n"))
        return Vocabulary(words=words, weight=arrays["weight"].astype(np.float32) / 16)


def matches_to_bytes(matches: Matches) -> bytes:
    """Rows as lengths and partners as steps within a row: small numbers press together well."""
    step = np.diff(matches.partner, prepend=0)
    first = matches.start[:-1][np.diff(matches.start) > 0]
    step[first] = matches.partner[first]
    strength = np.round(matches.strength * GRAIN).astype(np.uint8)
    length = np.diff(matches.start).astype(np.uint16)
    return _packed(
        {"length": length, "low": (step & 255).astype(np.uint8), "high": (step >> 8).astype(np.uint16), "strength": strength}
    )


def matches_from_bytes(data: bytes) -> Matches:
    with np.load(io.BytesIO(data)) as arrays:
        start = np.concatenate([[0], np.cumsum(arrays["length"], dtype=np.int64)])
        step = arrays["low"].astype(np.int64) + (arrays["high"].astype(np.int64) << 8)
        strength = arrays["strength"].astype(np.float32) / GRAIN
    total = np.concatenate([[0], np.cumsum(step)])
    partner = total[1:] - np.repeat(total[start[:-1]], np.diff(start))
    return Matches(start=start, partner=partner, strength=strength)


def transposed(matches: Matches, columns: int) -> Matches:
    """The same matches with rows for the words of the second language."""
    rows = np.repeat(np.arange(len(matches.start) - 1), np.diff(matches.start))
    order = np.argsort(matches.partner, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(matches.partner, minlength=columns))])
    return Matches(start=start.astype(np.int64), partner=rows[order], strength=matches.strength[order])


def _packed(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """The arrays in one compressed file that holds no time of day."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **dict(arrays))
    return packed.getvalue()
