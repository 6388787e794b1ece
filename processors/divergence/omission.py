"""Whether an utterance stands anywhere in what an edition printed, and where it comes nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processors.alignment.carried import ArticleWindows, find_carried
from processors.alignment.instruments import Instruments
from processors.alignment.utterances import Rendering
from processors.records import Nearest, Span

Verdict = Literal["carried", "uncertain", "absent"]
CARRIED = 0.65  # probability from which the edition carries it
UNCERTAIN = 0.45  # probability from which its silence is not certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    verdict: Verdict
    probability: float  # that it is carried
    nearest: Nearest | None
    unmatched: tuple[Span, ...]  # weighty words of the first rendering that the nearest window lacks
    rendering: int  # which of the renderings comes nearest


def look_for(renderings: Sequence[Rendering], articles: Sequence[ArticleWindows], instruments: Instruments) -> Presence:
    """The best place over all articles and their revisions."""
    texts = [rendering.text for rendering in renderings]
    places = [(find_carried(texts, article, instruments), article) for article in articles]
    found, article = max(places, key=lambda place: place[0].probability, default=(None, None))
    if found is None or article is None or found.window is None:
        return Presence(verdict="absent", probability=0.0, nearest=None, unmatched=(), rendering=0)
    nearest = Nearest(
        article_id=article.article_id,
        revision=article.revision,
        window=found.window,
        score=found.probability,
        matched=found.matched,
    )
    return Presence(
        verdict=_verdict(found.probability), probability=found.probability, nearest=nearest, unmatched=found.unmatched,
        rendering=found.rendering,
    )  # fmt: skip


def _verdict(probability: float) -> Verdict:
    if probability >= CARRIED:
        return "carried"
    return "uncertain" if probability >= UNCERTAIN else "absent"
