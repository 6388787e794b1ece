"""Whether an utterance stands somewhere in an article, quoted or in its own prose, and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from processors.alignment.instruments import Instruments, Words
from processors.alignment.score import QuoteText, printed_length
from processors.alignment.weights import load_weights
from processors.records import Analysis, Span

CLAUSE_MARK = re.compile(r"[,;:，；：—–()（）“”«»\"\n]")
CLAUSES_TOGETHER = 3
MOST_WINDOWS = 6000
MOST_ENCODED = 64  # windows of an article that the encoder looks at for one rendering: those that the words bring nearest
WEIGHTY = 4.0  # words from this weight on are named when nothing stands for them
MATCHES = 0.3  # words that match at least so well are shown as matched
CARRIED_FEATURES = ("cosine", "rendering covered", "window covered", "shorter length", "length ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWindows:
    """One revision of an article, cut into what an utterance could stand in."""

    article_id: str
    revision: int
    language: str
    words: Words
    windows: tuple[Span, ...]
    ranges: tuple[tuple[int, int], ...]  # the words of each window
    lengths: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The place in one article that comes nearest to an utterance, and how probably it says the same."""

    probability: float
    window: Span | None  # None when the article has no words at all
    rendering: int  # which of the given renderings comes nearest
    cosine: float | None  # None without the encoder
    cover: float  # how much of the rendering's words the window stands for
    matched: tuple[tuple[Span, Span], ...]  # word pairs: (in the rendering's article, in this one)
    unmatched: tuple[Span, ...]  # weighty words of the rendering that the window lacks


def read_windows(analysis: Analysis, instruments: Instruments) -> ArticleWindows:
    """The article's windows: one and two sentences, runs of one to three clauses."""
    text, language = analysis.article.text, analysis.language.code
    words = instruments.tables.words(text, language, (Span(start=0, stop=len(text)),), analysis.mentions)
    starts = [word.span.start for word in words.words]
    ranged: dict[Span, tuple[int, int]] = {}
    for window in _windows(text, analysis.sentences):
        first, last = bisect_left(starts, window.start), bisect_left(starts, window.stop)
        if first < last and len(ranged) < MOST_WINDOWS:
            ranged[window] = (first, last)
    windows = tuple(sorted(ranged))
    texts = tuple(text[window.start : window.stop] for window in windows)
    return ArticleWindows(
        article_id=analysis.article.id,
        revision=analysis.article.revision,
        language=language,
        words=words,
        windows=windows,
        ranges=tuple(ranged[window] for window in windows),
        lengths=tuple(printed_length(shown, language) for shown in texts),
        texts=texts,
    )


def find_carried(renderings: Sequence[QuoteText], article: ArticleWindows, instruments: Instruments) -> Carried:
    """Where the article comes nearest to what the renderings of one utterance say."""
    found = [_find_one(number, rendering, article, instruments) for number, rendering in enumerate(renderings)]
    return max(found, key=lambda carried: carried.probability, default=_nowhere(0))


def carried_features(rendering: QuoteText, article: ArticleWindows, instruments: Instruments) -> NDArray[np.float64]:
    """Windows × features; see CARRIED_FEATURES. Where the encoder did not look, the cosine is 0."""
    strengths = instruments.tables.strengths(rendering.words, article.words)
    weights = np.array([word.weight for word in rendering.words.words])
    article_weights = np.array([word.weight for word in article.words.words])
    best = strengths.max(axis=0, initial=0.0) * article_weights
    gained, whole = np.concatenate([[0.0], np.cumsum(best)]), np.concatenate([[0.0], np.cumsum(article_weights)])
    first, last = np.array(article.ranges).T
    there = np.array([weights @ strengths[:, a:b].max(axis=1) for a, b in article.ranges]) / max(weights.sum(), 1e-9)
    back = (gained[last] - gained[first]) / (whole[last] - whole[first])
    length = log(max(1, printed_length(rendering.text, rendering.language)))
    lengths = np.log(np.maximum(1, article.lengths))
    features = np.stack([np.zeros(len(there)), there, back, np.minimum(length, lengths), np.abs(length - lengths)], axis=-1)
    if instruments.encoder is not None:
        by_words = load_weights("carried", with_encoder=False).probability(features)
        near = np.sort(np.argsort(-by_words, kind="stable")[:MOST_ENCODED])
        vectors = instruments.encoder.encode([article.texts[place] for place in near]).astype(np.float64)
        features[near, 0] = vectors @ instruments.encoder.encode([rendering.text])[0].astype(np.float64)
    return features


def _find_one(number: int, rendering: QuoteText, article: ArticleWindows, instruments: Instruments) -> Carried:
    if not article.windows or not rendering.words.words:
        return _nowhere(number)
    features = carried_features(rendering, article, instruments)
    with_encoder = instruments.encoder is not None
    probabilities = load_weights("carried", with_encoder=with_encoder).probability(features)
    place = int(np.argmax(probabilities))
    first, last = article.ranges[place]
    strengths = instruments.tables.strengths(
        rendering.words, Words(language=article.language, words=article.words.words[first:last])
    )
    pairs = [
        (word, article.words.words[first + int(row.argmax())], float(row.max()))
        for word, row in zip(rendering.words.words, strengths, strict=True)
    ]
    return Carried(
        probability=float(probabilities[place]),
        window=article.windows[place],
        rendering=number,
        cosine=float(features[place, 0]) if with_encoder else None,
        cover=float(features[place, 1]),
        matched=tuple((word.span, other.span) for word, other, strength in pairs if strength >= MATCHES),
        unmatched=tuple(word.span for word, _, strength in pairs if strength < MATCHES and word.weight >= WEIGHTY),
    )


def _nowhere(number: int) -> Carried:
    return Carried(probability=0.0, window=None, rendering=number, cosine=None, cover=0.0, matched=(), unmatched=())


def _windows(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    for place, sentence in enumerate(sentences):
        yield sentence
        if place + 1 < len(sentences):
            yield Span(start=sentence.start, stop=sentences[place + 1].stop)
        yield from _clause_runs(text, sentence)


def _clause_runs(text: str, sentence: Span) -> Iterator[Span]:
    marks = [mark.start() for mark in CLAUSE_MARK.finditer(text, sentence.start, sentence.stop)]
    starts = [sentence.start, *(mark + 1 for mark in marks)]
    stops = [*marks, sentence.stop]
    for first in range(len(starts)):
        for stop in stops[first : first + CLAUSES_TOGETHER]:
            while starts[first] < stop and text[starts[first]].isspace():
                starts[first] += 1
            if starts[first] < stop:
                yield Span(start=starts[first], stop=stop)
