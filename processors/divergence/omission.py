"""Whether an utterance stands anywhere in what an edition printed, and where it comes nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processors.alignment.instruments import Instruments
from processors.alignment.score import Carried, find_carried
from processors.alignment.utterances import Rendering
from processors.records import Analysis, Nearest, Span

Verdict = Literal["carried", "uncertain", "absent"]
CARRIED = 0.6  # probability from which the edition carries it
UNCERTAIN = 0.35  # probability from which its silence is not certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    verdict: Verdict
    probability: float  # that it is carried
    nearest: Nearest | None
    unmatched: tuple[Span, ...]  # weighty words of the first rendering that the nearest window lacks
    rendering: int  # which of the renderings comes nearest


def look_for(renderings: Sequence[Rendering], articles: Sequence[Analysis], instruments: Instruments) -> Presence:
    """The best place over all articles and their revisions."""
    texts = [rendering.text for rendering in renderings]
    best: tuple[Carried, Analysis] | None = None
    for analysis in articles:
        found = find_carried(texts, analysis, instruments)
        if best is None or found.probability > best[0].probability:
            best = found, analysis
    if best is None or best[0].window is None:
        return Presence(verdict="absent", probability=0.0, nearest=None, unmatched=(), rendering=0)
    found, analysis = best
    nearest = Nearest(
        article_id=analysis.article.id, revision=analysis.article.revision, window=best[0].window, score=found.probability,
        matched=found.matched,
    )  # fmt: skip
    return Presence(
        verdict=_verdict(found.probability), probability=found.probability, nearest=nearest, unmatched=found.unmatched,
        rendering=found.rendering,
    )  # fmt: skip


def _verdict(probability: float) -> Verdict:
    if probability >= CARRIED:
        return "carried"
    return "uncertain" if probability >= UNCERTAIN else "absent"
