"""The same words, given to another speaker."""

from __future__ import annotations

from itertools import combinations

from processors.alignment.utterances import Rendering
from processors.divergence.frame import EventFrame, Group, renderings_of


def pairs_of_speakers(frame: EventFrame, group: Group) -> list[tuple[Rendering, Rendering]]:
    """For each two voices that are given the utterance in different articles, the earliest rendering of each."""
    earliest: dict[str | None, Rendering] = {}
    for rendering in renderings_of(frame, group.members):
        if not rendering.headline:
            earliest.setdefault(rendering.voice, rendering)
    return [
        (one, other) for one, other in combinations(earliest.values(), 2) if one.reference.article_id != other.reference.article_id
    ]
