"""What a divergence rests on, directly or as evidence: none of it is ever taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.lives import Life
from monitor.store.divergences import load_lives
from monitor.store.schema import articles, divergences, event_articles, page_events, quarantine, revisions, to_compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    articles: frozenset[str]
    records: frozenset[str]  # ids of WARC records


def needed(connection: Connection) -> Needed:
    """The articles of every event in which something diverges, of every event of several articles, those that a divergence
    names, those that wait to be compared, and the copies of all these; the records that prove what stood in them, and of pages
    that nobody could read yet.

    An event of several articles is evidence even where nothing diverges: whoever joins it later is compared with all of it.
    """
    named = {name for life in load_lives(connection) for name in _named(life)}
    ids = named | _of_telling_events(connection) | set(connection.execute(select(to_compare.c.article_id)).scalars())
    with_copies = frozenset(ids | _copies(connection, ids))
    return Needed(articles=with_copies, records=frozenset(_records(connection, with_copies)))


def _named(life: Life) -> Iterator[str]:
    divergence = life.divergence
    yield from (reference.article_id for reference in (divergence.anchor, *divergence.quotes, *life.renderings))
    yield from divergence.coverage
    yield from filter(None, (life.ended_by, divergence.nearest and divergence.nearest.article_id))


def _of_telling_events(connection: Connection) -> set[str]:
    diverging = select(divergences.c.event_id)
    shared = select(event_articles.c.event_id).group_by(event_articles.c.event_id).having(func.count() > 1)
    query = select(event_articles.c.article_id).where(
        event_articles.c.event_id.in_(diverging) | event_articles.c.event_id.in_(shared)
    )
    return set(connection.execute(query).scalars())


def _copies(connection: Connection, ids: set[str]) -> set[str]:
    """The copies of these articles, and the articles that these are copies of."""
    pairs = connection.execute(select(articles.c.id, articles.c.same_as).where(articles.c.same_as.is_not(None))).all()
    return {other for pair in pairs if ids & set(pair) for other in pair}


def _records(connection: Connection, ids: frozenset[str]) -> Iterator[str]:
    for table in (revisions, page_events):
        rows = connection.execute(select(table.c.article_id, table.c.warc).where(table.c.warc.is_not(None)))
        yield from (record for article_id, record in rows if article_id in ids)
    unread = select(quarantine.c.warc).where(quarantine.c.warc.is_not(None), quarantine.c.solved_at.is_(None))
    yield from connection.execute(unread).scalars()
