"""Baidu's LAC-small: Chinese words, their classes and names in one pass, from the weights in jieba's package.

The network is characters → embedding → two layers of bidirectional GRU → linear → CRF. Only numpy runs it. The weights
are plain files of Paddle's tensor format, so that neither Paddle nor jieba's own code is imported.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

HIDDEN = 128
LONGEST = 256  # characters the network reads at once; hostile "sentences" are cut
BATCH = 8192  # characters in one batch, padding included
# U+FF01…U+FF5E are ASCII moved by this much; the small vocabulary lacks them
WIDE_FIRST, WIDE_LAST, WIDE_SHIFT = "！", "～", 0xFEE0


class LacToken(NamedTuple):
    start: int
    stop: int
    tag: str  # PER, LOC, ORG, TIME or a word class such as n, v, vn, w


class Layer(NamedTuple):
    """Both directions of one bidirectional GRU, stacked: forward first, backward second."""

    gates: Floats  # 2 × 128 × 256: update, reset
    candidate: Floats  # 2 × 128 × 128


class LacTagger:
    """The network with its tables; holds no state between calls, so that threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._ids = _read_vocabulary(folder / "word.dic")
        self._tags = _read_tags(folder / "tag.dic")
        weights = folder / "model_baseline"

        def tensor(name: str) -> Floats:
            return read_tensor(weights / name)

        def bias(direction: int) -> Floats:
            return tensor(f"fc_{direction}.b_0") + tensor(f"gru_{direction}.b_0").ravel()

        # what the first layer reads of a character never changes: looked up instead of multiplied
        embedding = tensor("word_emb")
        self._first = np.stack([embedding @ tensor(f"fc_{i}.w_0") + bias(i) for i in (0, 1)])
        self._second = np.stack([tensor(f"fc_{i}.w_0") for i in (2, 3)])
        self._second_bias = np.stack([bias(2), bias(3)])[:, None, None, :]
        self._layers = tuple(_stack_layer(tensor(f"gru_{i}.w_0"), tensor(f"gru_{i + 1}.w_0")) for i in (0, 2))
        self._out, self._out_bias = tensor("fc_4.w_0"), tensor("fc_4.b_0")
        crf = tensor("crfw")
        self._crf_start, self._crf_end = crf[0], crf[1]
        self._crf_into = np.ascontiguousarray(crf[2:].T)  # [to, from]

    def tag_sentences(self, sentences: Sequence[str]) -> list[tuple[LacToken, ...]]:
        """For each sentence its words, which cover it without a gap; equal sentences are computed once."""
        pieces = {sentence: _cut_long(sentence) for sentence in sentences}
        distinct = sorted({piece for cut in pieces.values() for piece in cut}, key=len)
        labelled: dict[str, list[int]] = {}
        for batch in _batches(distinct):
            labelled.update(zip(batch, self._label(batch), strict=True))
        words = {piece: _join_labels([self._tags[label] for label in labels]) for piece, labels in labelled.items()}
        whole = {sentence: _concatenate([(piece, words[piece]) for piece in cut]) for sentence, cut in pieces.items()}
        return [whole[sentence] for sentence in sentences]

    def _label(self, batch: Sequence[str]) -> list[list[int]]:
        lengths = np.array([len(text) for text in batch])
        order = _reversal(lengths)
        ids = np.zeros((len(batch), lengths.max()), dtype=np.int64)
        for row, text in enumerate(batch):
            ids[row, : len(text)] = [self._ids.get(_narrow(character), self._ids["OOV"]) for character in text]
        both = np.stack([ids, np.take_along_axis(ids, order, axis=1)])
        inputs = np.stack([self._first[0][both[0]], self._first[1][both[1]]])
        state = _turn_back(_run_gru(inputs, self._layers[0]), order)
        again = np.stack([state, np.take_along_axis(state, order[:, :, None], axis=1)])
        inputs = again @ self._second[:, None] + self._second_bias
        state = _turn_back(_run_gru(inputs, self._layers[1]), order)
        return self._decode(state @ self._out + self._out_bias, lengths)

    def _decode(self, scores: Floats, lengths: Ids) -> list[list[int]]:
        """The best label sequence of each row by Viterbi; what is behind a row's length is frozen."""
        rows, steps, labels = scores.shape
        best = scores[:, 0] + self._crf_start
        came_from = np.tile(np.arange(labels), (steps, rows, 1))
        for step in range(1, steps):
            alive = int(np.searchsorted(lengths, step, side="right"))  # rows are sorted by length
            paths = best[alive:, None, :] + self._crf_into
            came_from[step, alive:] = paths.argmax(axis=2)
            best[alive:] = paths.max(axis=2) + scores[alive:, step]
        label = (best + self._crf_end).argmax(axis=1)
        chosen = np.empty((steps, rows), dtype=np.int64)
        for step in range(steps - 1, -1, -1):
            chosen[step] = label
            label = came_from[step, np.arange(rows), label]
        return [chosen[:length, row].tolist() for row, length in enumerate(lengths)]


@cache
def load_lac() -> LacTagger:
    """The tagger with the weights of the installed jieba."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jieba, whose package carries the weights of LAC-small")
    return LacTagger(Path(spec.submodule_search_locations[0]) / "lac_small")


def read_tensor(path: Path) -> Floats:
    """One float32 tensor of Paddle's file format: version, levels, tensor version, description, data."""
    data = path.read_bytes()
    (levels,) = struct.unpack_from("<Q", data, 4)
    position = 12
    for _ in range(levels):
        position += 8 + struct.unpack_from("<Q", data, position)[0]
    (length,) = struct.unpack_from("<i", data, position + 4)
    position += 8
    shape = _read_dimensions(data[position : position + length])
    return np.frombuffer(data, dtype="<f4", offset=position + length).reshape(shape).astype(np.float32)


def _read_dimensions(message: bytes) -> list[int]:
    """The varints of field 2 of a TensorDesc message."""
    numbers, value, shift = [], 0, 0
    for byte in message:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(value)
            value, shift = 0, 0
    return [number for key, number in zip(numbers[::2], numbers[1::2], strict=True) if key >> 3 == 2]


def _read_vocabulary(path: Path) -> dict[str, int]:
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return {pair[1]: int(pair[0]) for pair in pairs if len(pair) == 2}


def _read_tags(path: Path) -> list[str]:
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)
    return [tag for _, tag in sorted((int(number), tag) for number, tag in pairs)]


def _stack_layer(forward: Floats, backward: Floats) -> Layer:
    """The weights are flat: first 128 × 256 for the gates, then 128 × 128 for the candidate."""
    split = HIDDEN * 2 * HIDDEN
    flat = [forward.ravel(), backward.ravel()]
    return Layer(
        gates=np.stack([weights[:split].reshape(HIDDEN, 2 * HIDDEN) for weights in flat]),
        candidate=np.stack([weights[split:].reshape(HIDDEN, HIDDEN) for weights in flat]),
    )


def _run_gru(inputs: Floats, layer: Layer) -> Floats:
    """States for inputs of shape 2 × rows × steps × 384."""
    _, rows, steps, _ = inputs.shape
    state: Floats = np.zeros((2, rows, HIDDEN), dtype=np.float32)
    states = np.empty((2, rows, steps, HIDDEN), dtype=np.float32)
    for step in range(steps):
        now = inputs[:, :, step]
        # sigmoid(x) as a tanh: no overflow
        gates = 0.5 + 0.5 * np.tanh(0.5 * (now[:, :, : 2 * HIDDEN] + state @ layer.gates))
        update, reset = gates[:, :, :HIDDEN], gates[:, :, HIDDEN:]
        candidate = np.tanh(now[:, :, 2 * HIDDEN :] + (state * reset) @ layer.candidate)
        state += update * (candidate - state)
        states[:, :, step] = state
    return states


def _reversal(lengths: Ids) -> Ids:
    """Per row the positions that turn its own characters round and leave the padding behind them."""
    steps = np.arange(lengths.max())[None, :]
    return np.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)


def _turn_back(states: Floats, order: Ids) -> Floats:
    """Forward and backward states side by side, both in reading order."""
    return np.concatenate([states[0], np.take_along_axis(states[1], order[:, :, None], axis=1)], axis=2)


def _batches(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Neighbours in length together, so that little is padding; `pieces` is sorted by length."""
    batch: list[str] = []
    for piece in pieces:
        if batch and (len(batch) + 1) * len(piece) > BATCH:
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _cut_long(sentence: str) -> list[str]:
    """Pieces of at most LONGEST characters, cut behind a comma where there is one."""
    pieces = []
    start = 0
    while len(sentence) - start > LONGEST:
        comma = max(sentence.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "，,；、")
        stop = comma + 1 if comma >= 0 else start + LONGEST
        pieces.append(sentence[start:stop])
        start = stop
    return [*pieces, sentence[start:]] if start < len(sentence) else pieces


def _narrow(character: str) -> str:
    return chr(ord(character) - WIDE_SHIFT) if WIDE_FIRST <= character <= WIDE_LAST else character


def _join_labels(labels: Sequence[str]) -> tuple[LacToken, ...]:
    """Words from labels such as PER-B PER-I v-B."""
    words: list[LacToken] = []
    for position, label in enumerate(labels):
        tag, _, place = label.partition("-")
        if place == "I" and words and words[-1].tag == tag:
            words[-1] = words[-1]._replace(stop=position + 1)
        else:
            words.append(LacToken(position, position + 1, tag))
    return tuple(words)


def _concatenate(pieces: Sequence[tuple[str, tuple[LacToken, ...]]]) -> tuple[LacToken, ...]:
    shifted: list[LacToken] = []
    offset = 0
    for piece, words in pieces:
        shifted.extend(LacToken(offset + word.start, offset + word.stop, word.tag) for word in words)
        offset += len(piece)
    return tuple(shifted)
