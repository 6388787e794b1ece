"""What the rows of the outbox name, each thing once; and what else shows something of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.store.articles import BATCH
from monitor.store.crawls import crawl_key
from monitor.store.events import events_of
from monitor.store.outbox import Change
from monitor.store.schema import articles, crawls, divergences, event_articles, events, passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Ids of what has to be looked at again."""

    articles: tuple[str, ...] = ()  # with all their quotes
    quotes: tuple[str, ...] = ()  # that vanished, if nothing brought them back
    events: tuple[str, ...] = ()
    divergences: tuple[str, ...] = ()
    passes: tuple[int, ...] = ()
    crawls: tuple[str, ...] = ()  # by the keys under which they are announced


def read_changes(connection: Connection, changes: Iterable[Change]) -> Subjects:
    """Sorted; an event shows something of each of its articles and divergences, and so is named with them."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        keys[change.kind].add(change.key)
    named = {key.rpartition("#")[0] for key in keys["article"] | keys["analysis"]}
    touched = set(events_of(connection, named).values()) | _events_of_divergences(connection, keys["divergence"])
    return Subjects(
        articles=tuple(sorted(named)),
        quotes=tuple(sorted(keys["quote"])),
        events=tuple(sorted(keys["event"] | touched)),
        divergences=tuple(sorted(keys["divergence"])),
        passes=tuple(sorted(map(int, keys["pass"]))),
        crawls=tuple(sorted(keys["crawl"])),
    )


def _events_of_divergences(connection: Connection, divergence_ids: Iterable[str]) -> set[str]:
    wanted = sorted(divergence_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        query = select(divergences.c.event_id).where(divergences.c.id.in_(wanted[start : start + BATCH])).distinct()
        found |= set(connection.execute(query).scalars())
    return found


def all_subjects(connection: Connection) -> Subjects:
    """Everything in the store; articles of one event side by side, so that what was compared of it is read once."""
    by_event = select(articles.c.id).outerjoin(event_articles, event_articles.c.article_id == articles.c.id)
    by_edition = select(crawls.c.outlet, crawls.c.edition, crawls.c.started_at)
    crawled = connection.execute(by_edition.order_by(crawls.c.outlet, crawls.c.edition, crawls.c.started_at))
    return Subjects(
        articles=tuple(connection.execute(by_event.order_by(event_articles.c.event_id, articles.c.id)).scalars()),
        events=tuple(connection.execute(select(events.c.id).order_by(events.c.id)).scalars()),
        divergences=tuple(connection.execute(select(divergences.c.id).order_by(divergences.c.id)).scalars()),
        passes=tuple(connection.execute(select(passes.c.number).order_by(passes.c.number)).scalars()),
        crawls=tuple(crawl_key(row.outlet, row.edition, row.started_at) for row in crawled),
    )


def count_subjects(connection: Connection) -> int:
    """Articles, events, divergences, passes and crawls: what a progress bar over all documents counts."""
    return sum(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (articles, events, divergences, passes, crawls)
    )
