"""Compares articles: events, utterances, and how the outlets' renderings diverge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from processors.alignment.carried import read_windows
from processors.alignment.instruments import Instruments
from processors.alignment.utterances import Rendering, read_rendering
from processors.coverage import WINDOW, OutletFacts, Watermarks, is_full
from processors.divergence.edited import Edit, find_edits
from processors.divergence.frame import EventComparison, EventFrame
from processors.divergence.report import report_event
from processors.entities.knowledge import KnowledgeBase
from processors.entities.unify import unify_people
from processors.events import cluster_events, read_profile
from processors.records import Analysis, Comparison, EventCluster, Quote


def compare_articles(
    analyses: Iterable[Analysis],
    *,
    clock: datetime,
    outlets: OutletFacts,
    instruments: Instruments,
    knowledge: KnowledgeBase | None = None,
    window: timedelta = WINDOW,
    watermarks: Watermarks | None = None,
) -> Comparison:
    """All events among the articles published up to the clock; without watermarks every edition counts as read up to it."""
    revisions = gather_revisions(analyses, clock)
    spokespersons = frozenset(knowledge.voices) if knowledge else frozenset()
    profiles = [
        read_profile(
            versions[0],
            instruments,
            spokespersons=spokespersons,
            of_analysis=not outlets.keeps_record(versions[0].article.outlet or ""),
        )
        for versions in revisions.values()
    ]
    events = cluster_events(profiles)
    parts = [
        compare_event(
            event, revisions, clock=clock, outlets=outlets, instruments=instruments, knowledge=knowledge, window=window,
            watermarks=watermarks,
        )
        for event in events
    ]  # fmt: skip
    return Comparison(
        events=events,
        utterances=tuple(utterance for part in parts for utterance in part.utterances),
        aligned=tuple(pair for part in parts for pair in part.aligned),
        divergences=tuple(divergence for part in parts for divergence in part.divergences),
        set_phrases=tuple(use for part in parts for use in part.set_phrases),
    )


def gather_revisions(analyses: Iterable[Analysis], clock: datetime) -> dict[str, tuple[Analysis, ...]]:
    """The comparable articles by id, each with its revisions in order; a copy counts where its original is not at hand."""
    by_id: defaultdict[str, dict[int, Analysis]] = defaultdict(dict)
    for analysis in analyses:
        article = analysis.article
        if article.outlet and article.published_at is not None and article.published_at <= clock:
            by_id[article.id].setdefault(article.revision, analysis)
    gathered = {name: tuple(found[number] for number in sorted(found)) for name, found in by_id.items()}
    return {
        name: found
        for name, found in gathered.items()
        if found[0].article.same_as not in gathered or found[0].article.same_as == name
    }


def compare_event(
    event: EventCluster,
    revisions: Mapping[str, Sequence[Analysis]],
    *,
    clock: datetime,
    outlets: OutletFacts,
    instruments: Instruments,
    knowledge: KnowledgeBase | None = None,
    window: timedelta = WINDOW,
    watermarks: Watermarks | None = None,
) -> EventComparison:
    """Utterances, aligned pairs and divergences of one event."""
    articles = tuple(analysis for name in event.article_ids for analysis in revisions[name])
    if knowledge is not None:
        articles = unify_people(articles, knowledge)
    members: defaultdict[str, list[Analysis]] = defaultdict(list)
    for analysis in articles:
        members[analysis.article.id].append(analysis)
    reading = _read_renderings(members.values(), instruments, knowledge)
    frame = EventFrame(
        event=event,
        articles=articles,
        windows={(found.article.id, found.article.revision): read_windows(found, instruments) for found in articles},
        renderings=reading.renderings,
        edits=reading.edits,
        later=reading.later,
        clock=clock,
        outlets=outlets,
        instruments=instruments,
        knowledge=knowledge,
        window=window,
        watermarks=watermarks,
    )
    return report_event(frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    renderings: tuple[Rendering, ...]
    edits: tuple[Edit, ...]
    later: Mapping[int, int]  # rendering → the rendering of the revision before that it replaced


def _voice(quote: Quote, knowledge: KnowledgeBase | None) -> str | None:
    if quote.speaker_id is None:
        return None
    return knowledge.voice(quote.speaker_id) if knowledge else quote.speaker_id


def _read_renderings(articles: Iterable[Sequence[Analysis]], instruments: Instruments, knowledge: KnowledgeBase | None) -> _Reading:
    """Every quote once, in the first revision in which it stood, and what became of it."""
    renderings: list[Rendering] = []
    edits: list[Edit] = []
    later: dict[int, int] = {}
    for versions in articles:
        read = [_read_revision(analysis, instruments, knowledge) for analysis in versions]
        places = list(range(len(renderings), len(renderings) + len(read[0])))
        renderings += read[0]
        for (before, after), (old, new) in zip(pairwise(versions), pairwise(read), strict=True):
            found = find_edits(old, new, (before.article.text, after.article.text), instruments)
            edits += [edit for edit in found.changed if _is_shown(edit, before, after)]
            kept = {j: places[i] for i, j in found.kept}
            replaced = {j: places[i] for i, j in found.reworded}
            fresh = []
            for j, rendering in enumerate(new):
                if j in kept:
                    fresh.append(kept[j])
                    continue
                fresh.append(len(renderings))
                if j in replaced:
                    later[len(renderings)] = replaced[j]
                renderings.append(rendering)
            places = fresh
        renderings += _headlines(versions, instruments, knowledge)
    return _Reading(renderings=tuple(renderings), edits=tuple(edits), later=later)


def _is_shown(edit: Edit, before: Analysis, after: Analysis) -> bool:
    """A partial reading shows neither that words were taken away nor, read before, that they were not there yet."""
    lacking = {"removed": after, "added": before}.get(edit.change)
    return lacking is None or is_full(lacking.article)


def _read_revision(analysis: Analysis, instruments: Instruments, knowledge: KnowledgeBase | None) -> list[Rendering]:
    return [read_rendering(analysis, quote, _voice(quote, knowledge), instruments) for quote in analysis.quotes if quote.content]


def _headlines(versions: Sequence[Analysis], instruments: Instruments, knowledge: KnowledgeBase | None) -> list[Rendering]:
    """The speech in headlines, once for each wording."""
    found: dict[str, Rendering] = {}
    for analysis in versions:
        for quote in analysis.headline_quotes:
            rendering = read_rendering(analysis, quote, _voice(quote, knowledge), instruments)
            found.setdefault(rendering.text.text, rendering)
    return list(found.values())
