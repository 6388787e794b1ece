"""Renderings, and which of them are one utterance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from processors.alignment.instruments import Instruments
from processors.alignment.score import QuoteText, pair_probabilities, read_quote
from processors.coverage import edition_name
from processors.records import Analysis, Quote, QuoteRef

Matrix = NDArray[np.float64]
ALIGNED = 0.6  # mean probability from which renderings of one voice are one utterance
ACROSS_VOICES = 0.72  # the same for two voices: shared subjects make other speakers sound alike
WITHIN = 0.9  # what a likeness inside one article is worth: a speaker's next sentence is on the same subject
HEADLINE = 0.5  # mean probability from which a headline belongs to an utterance
HEADLINE_OWN = 0.4  # probability from which it belongs to what its own article quotes
UNNAMED = 0.6  # for words that one side gives to nobody by name
SAME_WORDS = 0.85, 0.6  # cosine and cover from which two voices say the same words in one language
SAME_WORDS_TRANSLATED = 0.68, 0.33  # and in two


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rendering:
    """A quote in the first revision in which it stood."""

    analysis: Analysis
    quote: Quote
    reference: QuoteRef
    text: QuoteText
    voice: str | None
    published_at: datetime
    edition: str
    reworded_from: int | None = None  # index of the rendering that stood here in the revision before
    headline: bool = False


def read_rendering(analysis: Analysis, quote: Quote, voice: str | None, instruments: Instruments) -> Rendering:
    """The quote with all that a comparison asks of it."""
    article = analysis.article
    assert article.published_at is not None  # an article without a date is not compared
    return Rendering(
        analysis=analysis,
        quote=quote,
        reference=QuoteRef(article_id=article.id, revision=article.revision, content=quote.content, field=quote.field),
        text=replace(read_quote(analysis, quote, instruments.tables), speaker_id=voice),
        voice=voice,
        published_at=article.published_at,
        edition=edition_name(article),
        headline=quote.field == "title",
    )


def in_order(rendering: Rendering) -> tuple[datetime, str, int, int]:
    """What renderings are sorted by: published, article id, start; a headline behind its body."""
    start = rendering.quote.content[0].start if rendering.quote.content else 0
    return rendering.published_at, rendering.reference.article_id, int(rendering.headline), start


def score_renderings(renderings: Sequence[Rendering], instruments: Instruments) -> Matrix:
    """n × n: how probably two renderings are one utterance; what two voices say alike is not enough unless the words are the same.

    Headlines repeat what the bodies say, so the bodies are scored without them.
    """
    if not renderings:
        return np.zeros((0, 0))
    texts = [rendering.text for rendering in renderings]
    scores = pair_probabilities(texts, instruments)
    body = [index for index, rendering in enumerate(renderings) if not rendering.headline]
    if len(body) < len(renderings):
        scores[np.ix_(body, body)] = pair_probabilities([texts[index] for index in body], instruments)
    for i, one in enumerate(renderings):
        for j in range(i):
            if one.headline or renderings[j].headline:
                continue  # who a headline gives the words to is often the office behind the speaker
            if one.voice != renderings[j].voice and scores[i, j] >= UNNAMED and not _same_words(one, renderings[j], instruments):
                scores[i, j] = scores[j, i] = 0.0
    return scores


def _same_words(one: Rendering, other: Rendering, instruments: Instruments) -> bool:
    """Whether two speakers are given the same words, and do not just speak of the same thing."""
    least_cosine, least_cover = SAME_WORDS if one.text.language == other.text.language else SAME_WORDS_TRANSLATED
    cover = instruments.tables.cover
    if (cover(one.text.words, other.text.words).score * cover(other.text.words, one.text.words).score) ** 0.5 < least_cover:
        return False
    if instruments.encoder is None:
        return True
    first, second = instruments.encoder.encode([one.text.text, other.text.text])
    return float(first @ second) >= least_cosine


def group_renderings(
    renderings: Sequence[Rendering], scores: Matrix, apart: Callable[[int, int], bool]
) -> tuple[tuple[int, ...], ...]:
    """The renderings grouped into utterances, the bodies first; each headline joins the utterance that it is likest to."""
    body = [index for index, rendering in enumerate(renderings) if not rendering.headline]
    chosen = [renderings[index] for index in body]
    inner = _group(chosen, scores[np.ix_(body, body)] if body else scores, lambda i, j: apart(body[i], body[j]))
    groups = [[body[index] for index in group] for group in inner]
    for index, rendering in enumerate(renderings):
        if rendering.headline:
            home = _home_of_headline(index, groups, renderings, scores)
            if home is None:
                groups.append([index])
            else:
                home.append(index)
    return tuple(tuple(sorted(group, key=lambda index: in_order(renderings[index]))) for group in groups)


def _home_of_headline(index: int, groups: Sequence[list[int]], renderings: Sequence[Rendering], scores: Matrix) -> list[int] | None:
    """The utterance that a headline repeats: rather one that its own article quotes than one that is like it elsewhere."""
    if not groups:
        return None
    article = renderings[index].reference.article_id
    own = [
        max((float(scores[index, j]) for j in group if renderings[j].reference.article_id == article), default=0.0)
        for group in groups
    ]
    if max(own) >= HEADLINE_OWN:
        return groups[int(np.argmax(own))]
    likeness = [float(scores[index, group].mean()) for group in groups]
    return groups[int(np.argmax(likeness))] if max(likeness) >= HEADLINE else None


def _group(renderings: Sequence[Rendering], scores: Matrix, apart: Callable[[int, int], bool]) -> list[list[int]]:
    """Average linkage, best pair first; `apart` forbids a pair."""
    groups = [[index] for index in range(len(renderings))]
    if not groups:
        return []
    names = np.array([rendering.reference.article_id for rendering in renderings])
    links = np.where(names[:, None] == names[None, :], WITHIN * scores, scores)
    links *= np.array([[float(i != j and not apart(i, j)) for j in range(len(groups))] for i in range(len(groups))])
    voices = [{rendering.voice} for rendering in renderings]
    sizes = np.ones(len(groups))
    excess = _excess(links, sizes, voices, range(len(groups)))
    while True:
        one, other = (int(place) for place in np.unravel_index(int(excess.argmax()), excess.shape))
        if excess[one, other] < 0:
            break
        one, other = min(one, other), max(one, other)
        groups[one] += groups[other]
        voices[one] |= voices[other]
        groups[other], voices[other] = [], set()
        links[one] += links[other]  # sums over pairs; the mean is taken with the sizes
        links[:, one] += links[:, other]
        sizes[one] += sizes[other]
        excess[other, :] = excess[:, other] = -1.0
        alive = [number for number, group in enumerate(groups) if group]
        row = _excess_row(one, links, sizes, voices, alive)
        excess[one, :] = excess[:, one] = row
    return [group for group in groups if group]


def _excess(links: Matrix, sizes: Matrix, voices: Sequence[set[str | None]], alive: Sequence[int]) -> Matrix:
    return np.array([_excess_row(number, links, sizes, voices, alive) for number in alive])


def _excess_row(one: int, links: Matrix, sizes: Matrix, voices: Sequence[set[str | None]], alive: Sequence[int]) -> Matrix:
    """How far the mean link of a group with each other one lies above what joining them asks for."""
    row = np.full(len(sizes), -1.0)
    for other in alive:
        if other != one:
            row[other] = links[one, other] / (sizes[one] * sizes[other]) - least_link(voices[one], voices[other])
    return row


def least_link(one: set[str | None], other: set[str | None]) -> float:
    """The mean probability that joining two groups asks for."""
    if one & other:
        return ALIGNED
    return UNNAMED if None in one | other else ACROSS_VOICES
