"""Events of the store, compared as far as something changed: link what is new, compare its events, keep the lives."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.lives import Life, Seen, reconcile
from monitor.store import events as event_store
from monitor.store.analyses import load_analyses
from monitor.store.divergences import load_lives, pending_lives, save_comparison, save_lives
from monitor.store.engine import Store
from monitor.store.origins import crawled_articles
from monitor.store.watermarks import read_stretches
from processors.alignment.instruments import Instruments
from processors.comparison import compare_event, gather_revisions
from processors.coverage import OutletFacts, Watermarks, edition_name, unread_editions
from processors.divergence.frame import EventComparison
from processors.divergence.ids import event_id
from processors.entities.knowledge import KnowledgeBase
from processors.events import TIME_WINDOW, EventProfile, event_keys, read_profile, same_event
from processors.records import Analysis, Comparison, Divergence, EventCluster, QuoteRef

LOG = logging.getLogger(__name__)
KEPT_IN_MEMORY = 5000  # analyses and profiles
Revisions = Mapping[str, Sequence[Analysis]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """What a comparison is given; the profiles of this pass are kept, because an encoder takes its time."""

    instruments: Instruments
    knowledge: KnowledgeBase | None
    outlets: OutletFacts
    window: timedelta
    profiles: dict[str, EventProfile] = field(default_factory=dict)

    def keys(self, analysis: Analysis) -> frozenset[str]:
        return event_keys(self._profile(analysis))

    def same(self, one: Analysis, other: Analysis) -> bool:
        return same_event(self._profile(one), self._profile(other)).same

    def compare(self, event: EventCluster, revisions: Revisions, clock: datetime, watermarks: Watermarks) -> EventComparison:
        return compare_event(
            event,
            revisions,
            clock=clock,
            outlets=self.outlets,
            instruments=self.instruments,
            knowledge=self.knowledge,
            window=self.window,
            watermarks=watermarks,
        )

    def _profile(self, analysis: Analysis) -> EventProfile:
        name = analysis.article.id
        if len(self.profiles) > KEPT_IN_MEMORY:
            self.profiles.clear()
        if name not in self.profiles:
            self.profiles[name] = read_profile(
                analysis,
                self.instruments,
                spokespersons=frozenset(self.knowledge.voices) if self.knowledge else frozenset(),
                of_analysis=not self.outlets.keeps_record(analysis.article.outlet or ""),
            )
        return self.profiles[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One component, to be compared; `kept` is the event it goes on from, `merged` those that it swallows."""

    article_ids: tuple[str, ...]
    event_id: str
    merged: tuple[str, ...]


def compare_store(
    store: Store,
    comparer: Comparer,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    progress: Callable[[int], object] = lambda count: None,
) -> Counter[str]:
    """Compares every event that something new belongs to, or in which a verdict waits; how many events and changes that were."""
    counts: Counter[str] = Counter()
    with store.reading() as connection:
        waiting = event_store.waiting_articles(connection, clock)
    firsts: dict[str, Analysis] = {}
    for article_id in waiting:
        _link(store, article_id, comparer, clock, firsts)
        progress(1)
    with store.reading() as connection:
        groups = _groups(connection, waiting, clock)
    for group in groups:
        counts += _compare_group(store, group, comparer, clock, now)
        progress(0)
    with store.writing() as connection:
        event_store.done_comparing(connection, set(waiting) - {name for group in groups for part in group for name in part}, clock)
    return counts


# --- linking ------------------------------------------------------------------------------------------------------------


def _link(store: Store, article_id: str, comparer: Comparer, clock: datetime, firsts: dict[str, Analysis]) -> None:
    """The pairs that this article makes with articles that were linked before; a copy makes none."""
    with store.reading() as connection:
        first = next(iter(load_analyses(connection, [article_id], clock)), None)
        comparable = first is not None and first.article.published_at is not None and not _is_copy(connection, first)
    keys: frozenset[str] = frozenset()
    others: list[str] = []
    if comparable and first is not None and first.article.published_at is not None:
        keys = comparer.keys(first)
        published = first.article.published_at
        with store.reading() as connection:
            near = event_store.candidates(connection, article_id, keys, (published - TIME_WINDOW, published + TIME_WINDOW))
            _load_firsts(connection, near, firsts)
        others = [other for other in near if other in firsts and comparer.same(first, firsts[other])]
        keys |= {f"={article_id}"}  # its own: it is comparable, though it may share no key
    with store.writing() as connection:
        event_store.save_keys(connection, article_id, keys)
        event_store.save_links(connection, article_id, others)


def _is_copy(connection: Connection, analysis: Analysis) -> bool:
    original = analysis.article.same_as
    return original not in (None, analysis.article.id) and bool(load_analyses(connection, [str(original)]))


def _load_firsts(connection: Connection, article_ids: Iterable[str], firsts: dict[str, Analysis]) -> None:
    """Adds the first revision of each; neighbours in time ask for the same ones again and again."""
    if len(firsts) > KEPT_IN_MEMORY:
        firsts.clear()
    for analysis in load_analyses(connection, set(article_ids) - set(firsts)):
        firsts.setdefault(analysis.article.id, analysis)


# --- which events -------------------------------------------------------------------------------------------------------


def _groups(connection: Connection, waiting: Sequence[str], clock: datetime) -> list[list[frozenset[str]]]:
    """Components to be compared, together those that were one event before: their lives are sorted out at once."""
    touched = set(event_store.events_of(connection, waiting).values()) | _ripe_events(connection, clock)
    seeds = dict.fromkeys([*waiting, *(name for event in sorted(touched) for name in event_store.members(connection, event))])
    components: list[frozenset[str]] = []
    placed: set[str] = set()
    for seed in seeds:
        if seed not in placed and event_store.has_keys(connection, seed):
            components.append(event_store.component(connection, seed))
            placed |= components[-1]
    groups: list[tuple[set[str], list[frozenset[str]]]] = []
    for part in components:
        events, parts = set(event_store.events_of(connection, part).values()), [part]
        for other in [group for group in groups if group[0] & events]:
            groups.remove(other)
            events |= other[0]
            parts = other[1] + parts
        groups.append((events, parts))
    return [parts for _, parts in groups]


def ripe_events(store: Store, clock: datetime) -> bool:
    """Whether the clock or a watermark has spoken somewhere since the last comparison."""
    with store.reading() as connection:
        return bool(_ripe_events(connection, clock))


def _ripe_events(connection: Connection, clock: datetime) -> set[str]:
    """The events with a verdict whose window is over, unless it is still a watermark that lacks."""
    marks = read_stretches(connection)
    ripe = set()
    for life in pending_lives(connection):
        closes = life.divergence.window_closes_at
        if closes is None or closes > clock:
            continue
        opened = life.divergence.opened_at or closes
        if life.known or not unread_editions(life.divergence.absent, opened, closes, marks):
            ripe.add(life.divergence.event_id)
    return ripe


def _name_parts(connection: Connection, parts: Sequence[Sequence[str]], revisions: Mapping[str, Sequence[Analysis]]) -> list[Part]:
    """An event goes with its earliest article; where two meet the earlier one's id stays; only what had none is named anew."""
    belonged = event_store.events_of(connection, [name for part in parts for name in part])
    earliest: dict[str, str] = {}
    for name in sorted(belonged, key=lambda name: _when(revisions[name])):
        earliest.setdefault(belonged[name], name)
    named = []
    for part in parts:
        claimed = [event for event, name in earliest.items() if name in part]  # in order of their earliest articles
        own = claimed[0] if claimed else _new_id(connection, part[0], set(earliest))
        named.append(Part(article_ids=tuple(part), event_id=own, merged=tuple(claimed[1:])))
    return named


def _new_id(connection: Connection, article_id: str, taken: set[str]) -> str:
    """A part that split off may begin with the very article that its old event is named for."""
    name = event_id(article_id)
    while name in taken or event_store.exists(connection, name):
        name = event_id(name)
    return name


def _when(versions: Sequence[Analysis]) -> tuple[datetime, str]:
    first = versions[0].article
    assert first.published_at is not None  # `gather_revisions` takes no other
    return first.published_at, first.id


# --- comparing ----------------------------------------------------------------------------------------------------------


def _compare_group(
    store: Store, group: Sequence[frozenset[str]], comparer: Comparer, clock: datetime, now: Callable[[], datetime]
) -> Counter[str]:
    """Reads, compares, and writes in one transaction; for an event, time never runs backwards."""
    with store.reading() as connection:
        before = set(event_store.events_of(connection, [name for part in group for name in part]).values())
        clock = max(filter(None, (clock, event_store.compared_at(connection, before))))
        analyses = load_analyses(connection, [name for part in group for name in part], clock)
        revisions = gather_revisions(analyses, clock)
        ordered = [sorted((name for name in part if name in revisions), key=lambda name: _when(revisions[name])) for part in group]
        parts = _name_parts(connection, [part for part in ordered if part], revisions)
        marks = read_stretches(connection)
        lives = load_lives(connection, before)
        crawled = crawled_articles(connection, revisions)
    compared = {part: comparer.compare(_cluster(part), revisions, clock, marks) for part in parts}
    seen = {name: _seen(versions, name in crawled) for name, versions in revisions.items()}
    after = _reconcile(lives, compared, seen, clock)
    with store.writing() as connection:
        at = now()
        for part, result in compared.items():
            event_store.save_event(connection, part.event_id, part.article_ids, clock, at)
            for merged in part.merged:
                event_store.merge_event(connection, merged, part.event_id, at)
            save_comparison(connection, part.event_id, _document(part, result), at)
        changed = save_lives(connection, lives, after, at)
        event_store.done_comparing(connection, revisions, clock)
    LOG.info("compared %s: %d changes", ", ".join(part.event_id for part in parts), changed)
    return Counter(events=len(parts), changes=changed, opened=_opened(lives, after))


def _reconcile(
    lives: Sequence[Life], compared: Mapping[Part, EventComparison], seen: Mapping[str, Seen], clock: datetime
) -> tuple[Life, ...]:
    computed: list[Divergence] = [divergence for result in compared.values() for divergence in result.divergences]
    renderings: dict[str, tuple[QuoteRef, ...]] = {
        utterance.id: tuple(quote for version in utterance.versions for quote in version)
        for result in compared.values()
        for utterance in result.utterances
    }
    moved = {merged: part.event_id for part in compared for merged in part.merged}
    settled = [_in_event(life, moved) for life in lives]
    return reconcile(settled, computed, renderings, seen, clock)


def _in_event(life: Life, moved: Mapping[str, str]) -> Life:
    event = moved.get(life.divergence.event_id, life.divergence.event_id)
    return replace(life, divergence=replace(life.divergence, event_id=event))


def _seen(versions: Sequence[Analysis], crawled: bool) -> Seen:
    moments = [version.article.published_at for version in versions if version.article.published_at]
    return Seen(edition=edition_name(versions[0].article), published_at=moments[0], revised_at=max(moments), crawled=crawled)


def _cluster(part: Part) -> EventCluster:
    return EventCluster(id=part.event_id, article_ids=part.article_ids, aliases=part.merged)


def _document(part: Part, result: EventComparison) -> Comparison:
    """What a dossier or a page needs of the event; its divergences have lives of their own."""
    return Comparison(
        events=(_cluster(part),),
        utterances=result.utterances,
        aligned=result.aligned,
        set_phrases=result.set_phrases,
    )


def _opened(before: Sequence[Life], after: Sequence[Life]) -> int:
    open_before = {life.divergence.id for life in before if life.status == "open"}
    return sum(life.status == "open" and life.divergence.certain and life.divergence.id not in open_before for life in after)
