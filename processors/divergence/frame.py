"""What is known when the divergences of one event are looked for, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from processors.alignment.carried import ArticleWindows
from processors.alignment.instruments import Instruments
from processors.alignment.utterances import Matrix, Rendering
from processors.coverage import OutletFacts, Watermarks
from processors.divergence.alteration import Pair, Version
from processors.divergence.edited import Edit
from processors.entities.knowledge import KnowledgeBase
from processors.records import Alignment, Analysis, Divergence, EventCluster, Finding, SetPhrase, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFrame:
    event: EventCluster
    articles: tuple[Analysis, ...]  # every revision up to the clock
    windows: Mapping[tuple[str, int], ArticleWindows]  # (article id, revision) → what an utterance could stand in
    renderings: tuple[Rendering, ...]
    edits: tuple[Edit, ...]
    later: Mapping[int, int]  # rendering → the one that it replaced in the revision before
    clock: datetime
    outlets: OutletFacts
    instruments: Instruments
    knowledge: KnowledgeBase | None
    window: timedelta
    watermarks: Watermarks | None  # None: every edition counts as read up to the clock

    def voice_of(self, entity_id: str | None) -> str | None:
        """Whose voice an entity is."""
        if entity_id is None or self.knowledge is None:
            return entity_id
        return self.knowledge.voice(entity_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One utterance while it is worked on; indexes into the frame's renderings, in order of publication."""

    id: str
    members: tuple[int, ...]
    versions: tuple[Version, ...]
    findings: Mapping[Pair, tuple[Finding, ...]]
    scores: Matrix
    set_phrase: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventComparison:
    utterances: tuple[Utterance, ...]
    aligned: tuple[Alignment, ...]
    divergences: tuple[Divergence, ...]
    set_phrases: tuple[SetPhrase, ...]


def renderings_of(frame: EventFrame, members: Sequence[int]) -> list[Rendering]:
    return [frame.renderings[index] for index in members]
