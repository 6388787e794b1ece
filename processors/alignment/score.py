"""How probable it is that two quotes of one event are one utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.alignment.instruments import Instruments, Words, WordTables
from processors.alignment.weights import load_weights
from processors.records import Analysis, Quote, Span

Matrix = NDArray[np.float64]
NEIGHBOURS = 4  # what a margin is taken over
HAN_WIDTH = 3  # a Chinese character says about as much as three letters
LINKED = 0.5  # a third quote speaks for two others only when it is one utterance with one of them
PAIR_FEATURES = ("cosine", "words", "cosine margin", "words margin", "length ratio", "shorter length")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteText:
    """A quote as it is compared: its words without editor's brackets; positions stay those of the article's field."""

    text: str
    language: str
    words: Words
    speaker_id: str | None
    article_id: str


def read_quote(analysis: Analysis, quote: Quote, tables: WordTables) -> QuoteText:
    """The quote as `pair_probabilities` and `find_carried` take it."""
    in_title = quote.field == "title"
    text = analysis.article.title if in_title else analysis.article.text
    mentions = analysis.headline_mentions if in_title else analysis.mentions
    spans = without_insertions(quote)
    return QuoteText(
        text=" ".join(text[span.start : span.stop].strip() for span in spans),
        language=analysis.language.code,
        words=tables.words(text, analysis.language.code, spans, mentions),
        speaker_id=quote.speaker_id,
        article_id=analysis.article.id,
    )


def without_insertions(quote: Quote) -> tuple[Span, ...]:
    """The content's spans with the editor's brackets cut out."""
    spans = list(quote.content)
    for hole in quote.insertions:
        spans = [piece for span in spans for piece in _cut(span, hole)]
    return tuple(spans)


def pair_probabilities(quotes: Sequence[QuoteText], instruments: Instruments) -> Matrix:
    """For the quotes of one event, n × n: how probably two of them are one utterance; 1 on the diagonal."""
    if not quotes:
        return np.zeros((0, 0))
    first = load_weights("alignment", with_encoder=instruments.encoder is not None).probability(pair_features(quotes, instruments))
    np.fill_diagonal(first, 1.0)
    return second_order(first, [quote.speaker_id for quote in quotes])


def pair_features(quotes: Sequence[QuoteText], instruments: Instruments) -> NDArray[np.float64]:
    """n × n × features; see PAIR_FEATURES. Without an encoder the cosines are 0."""
    articles = np.array([quote.article_id for quote in quotes])
    elsewhere = articles[:, None] != articles[None, :]
    words = _word_similarity(quotes, instruments)
    cosine = np.zeros_like(words)
    if instruments.encoder is not None:
        vectors = instruments.encoder.encode([quote.text for quote in quotes]).astype(np.float64)
        cosine = vectors @ vectors.T
    length = np.log([max(1, printed_length(quote.text, quote.language)) for quote in quotes])
    ratio = np.abs(length[:, None] - length[None, :])
    shorter = np.minimum(length[:, None], length[None, :])
    return np.stack([cosine, words, _margin(cosine, elsewhere), _margin(words, elsewhere), ratio, shorter], axis=-1)


def second_order(first: Matrix, speakers: Sequence[str | None]) -> Matrix:
    """Each probability half by itself, half by the third quotes of the same speaker that are one utterance with either side."""
    names = np.array([speaker or "" for speaker in speakers])
    same_speaker = names[:, None] == names[None, :]
    result = first.copy()
    for i in range(len(first)):
        for j in range(i):
            lower, upper = np.minimum(first[i], first[j]), np.maximum(first[i], first[j])
            third = same_speaker[i] & same_speaker[j] & (upper > LINKED)
            third[[i, j]] = False
            if third.any():
                result[i, j] = result[j, i] = 0.5 * first[i, j] + 0.5 * float(np.mean(lower[third] / upper[third]))
    return result


def printed_length(text: str, language: str) -> int:
    """Length in letters, comparable over scripts."""
    return len(text) * (HAN_WIDTH if language == "zh" else 1)


def _word_similarity(quotes: Sequence[QuoteText], instruments: Instruments) -> Matrix:
    """sqrt(cover · cover) of each two quotes."""
    covers = np.array([[instruments.tables.cover(x.words, y.words).score for y in quotes] for x in quotes])
    both: Matrix = np.sqrt(covers * covers.T)
    return both


def _margin(similarity: Matrix, elsewhere: NDArray[np.bool_]) -> Matrix:
    """Similarity over the mean of both sides' best ones in the event's other articles."""
    ranked = -np.sort(-np.where(elsewhere, similarity, -np.inf), axis=1)[:, :NEIGHBOURS]
    known = np.isfinite(ranked)
    best = np.where(known, ranked, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    margin: Matrix = similarity / np.maximum((best[:, None] + best[None, :]) / 2, 0.05)
    return margin


def _cut(span: Span, hole: Span) -> list[Span]:
    if hole.stop <= span.start or span.stop <= hole.start:
        return [span]
    pieces = (Span(start=span.start, stop=min(span.stop, hole.start)), Span(start=max(span.start, hole.stop), stop=span.stop))
    return [piece for piece in pieces if piece.start < piece.stop]
