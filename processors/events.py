"""Which articles are on the same event: one pairwise, symmetric test, and its connected components."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from processors.alignment.instruments import Instruments
from processors.divergence.ids import event_id
from processors.records import Analysis, EventCluster, MentionType

TIME_WINDOW = timedelta(days=14)
LEAD = 400  # characters that tell what an article is about
RARE: Mapping[MentionType, float] = {"PER": 0.8, "EVENT": 1.2, "EQUIP": 0.9}  # what two articles on one event share
OTHER: Mapping[MentionType, float] = {"ORG": 0.3, "LOC": 0.1}
MOST: Mapping[MentionType, int] = {"PER": 3, "EVENT": 2, "EQUIP": 3, "ORG": 2, "LOC": 4}
SPOKESPERSON = 0.3  # who speaks on everything: the weight of a spokesperson
IN_BOTH_TITLES = 0.5
LEADS, TITLES = 4.0, 1.0  # weights of the cosines, over these:
USUAL_LEADS, USUAL_TITLES = 0.5, 0.3
DAY, LATE_DAY, SOON = 0.12, 0.2, 3.0  # what a day apart costs, and a day beyond the third
ANALYSIS_DAY = 0.06  # a weekly of analysis comes late
LEAST_RARE, SAME = 0.8, 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventProfile:
    """What the test looks at in one article."""

    article_id: str
    published_at: datetime
    entities: Mapping[str, tuple[MentionType, float]]  # id → type and weight
    in_title: frozenset[str]
    of_analysis: bool  # a text that comes days later, under a headline of its own
    title: NDArray[np.float32] | None
    lead: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTest:
    score: float
    same: bool
    reasons: tuple[str, ...]


def read_profile(
    analysis: Analysis, instruments: Instruments, *, spokespersons: frozenset[str] = frozenset(), of_analysis: bool = False
) -> EventProfile:
    """The profile of a dated article."""
    article = analysis.article
    assert article.published_at is not None
    entities = {
        mention.entity_id: (mention.type, _weight(mention.entity_id, mention.type, spokespersons))
        for mention in (*analysis.mentions, *analysis.headline_mentions)
        if mention.entity_id
    }
    texts = [article.title, article.text[:LEAD]]
    title, lead = instruments.encoder.encode(texts) if instruments.encoder else (None, None)
    return EventProfile(
        article_id=article.id,
        published_at=article.published_at,
        entities=entities,
        in_title=frozenset(m.entity_id for m in analysis.mentions if m.entity_id and m.text in article.title),
        of_analysis=of_analysis,
        title=title,
        lead=lead,
    )


def _weight(entity_id: str, kind: MentionType, spokespersons: frozenset[str]) -> float:
    return SPOKESPERSON if entity_id in spokespersons else RARE.get(kind, OTHER.get(kind, 0.0))


def event_keys(profile: EventProfile) -> frozenset[str]:
    """Keys of an inverted index: two articles on the same event share at least one."""
    bucket = int(profile.published_at.astimezone(UTC).timestamp() // TIME_WINDOW.total_seconds())
    rare = [entity for entity, (kind, weight) in profile.entities.items() if kind in RARE and weight > SPOKESPERSON]
    return frozenset(f"{entity}|{number}" for entity in rare for number in (bucket, bucket + 1))


def same_event(a: EventProfile, b: EventProfile) -> EventTest:
    """Whether two articles are on the same event; looks at nothing but the two."""
    apart = abs(a.published_at - b.published_at)
    shared = sorted(set(a.entities) & set(b.entities))
    rare = _shared_weight(shared, a, RARE)
    if apart > TIME_WINDOW or rare < LEAST_RARE:
        return EventTest(score=0.0, same=False, reasons=("too far apart" if apart > TIME_WINDOW else "no rare name in common",))
    in_titles = bool({entity for entity in shared if a.entities[entity][0] in RARE} & a.in_title & b.in_title)
    score = rare + _shared_weight(shared, a, OTHER) + IN_BOTH_TITLES * in_titles + _likeness(a, b) - _distance(a, b, apart)
    named = [entity for entity in shared if a.entities[entity][0] in RARE]
    return EventTest(
        score=round(score, 4),
        same=score >= SAME,
        reasons=(f"both name {', '.join(named)}", f"{apart.total_seconds() / 86400:.1f} days apart"),
    )


def _shared_weight(shared: Sequence[str], a: EventProfile, kinds: Mapping[MentionType, float]) -> float:
    total = 0.0
    for kind in kinds:
        weights = sorted((a.entities[entity][1] for entity in shared if a.entities[entity][0] == kind), reverse=True)
        total += sum(weights[: MOST[kind]])
    return total


def _likeness(a: EventProfile, b: EventProfile) -> float:
    if a.title is None or b.title is None or a.lead is None or b.lead is None:
        return 0.0
    leads, titles = float(a.lead @ b.lead), float(a.title @ b.title)
    return LEADS * (leads - USUAL_LEADS) + TITLES * max(0.0, titles - USUAL_TITLES)


def _distance(a: EventProfile, b: EventProfile, apart: timedelta) -> float:
    days = apart.total_seconds() / 86400
    if a.of_analysis or b.of_analysis:
        return ANALYSIS_DAY * days
    return DAY * min(days, SOON) + LATE_DAY * max(0.0, days - SOON)


def cluster_events(profiles: Iterable[EventProfile]) -> tuple[EventCluster, ...]:
    """The connected components, each named for its earliest article, in order of publication."""
    ordered = sorted(profiles, key=lambda profile: (profile.published_at, profile.article_id))
    parent = list(range(len(ordered)))
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(ordered):
        keys = event_keys(profile)
        for other in sorted({other for key in keys for other in index[key]}):
            if _root(parent, other) != _root(parent, number) and same_event(ordered[other], profile).same:
                parent[_root(parent, number)] = _root(parent, other)
        for key in keys:
            index[key].append(number)
    members: defaultdict[int, list[EventProfile]] = defaultdict(list)
    for number, profile in enumerate(ordered):
        members[_root(parent, number)].append(profile)
    clusters = sorted(members.values(), key=lambda part: (part[0].published_at, part[0].article_id))
    return tuple(
        EventCluster(id=event_id(part[0].article_id), article_ids=tuple(profile.article_id for profile in part))
        for part in clusters
    )


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
