"""Which articles are on the same event: keys, links between pairs, and the components that they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from monitor.store import outbox
from monitor.store.articles import BATCH
from monitor.store.schema import (
    analyses,
    articles,
    comparisons,
    divergences,
    event_aliases,
    event_articles,
    event_keys,
    event_links,
    events,
    revisions,
    to_compare,
)

COMMONEST = 2000  # articles: a key that more of them have tells nothing and costs the most


def waiting_articles(connection: Connection, clock: datetime) -> tuple[str, ...]:
    """Articles to be compared that exist by the clock, in the order of arrival; without outlet or date they wait for ever."""
    query = (
        select(to_compare.c.article_id)
        .join(articles, articles.c.id == to_compare.c.article_id)
        .join(revisions, revisions.c.article_id == articles.c.id)
        .where(articles.c.outlet.is_not(None), revisions.c.published_at <= clock)
        .group_by(to_compare.c.article_id)
        .order_by(func.min(revisions.c.number))
    )
    return tuple(connection.execute(query).scalars())


def done_comparing(connection: Connection, article_ids: Iterable[str], clock: datetime) -> None:
    """These were compared as they were at that clock; one that has a later revision waits for its day."""
    later = select(revisions.c.article_id).where(revisions.c.published_at > clock)
    for batch in _batches(article_ids):
        connection.execute(delete(to_compare).where(to_compare.c.article_id.in_(batch), to_compare.c.article_id.not_in(later)))


def save_keys(connection: Connection, article_id: str, keys: Iterable[str]) -> None:
    connection.execute(delete(event_keys).where(event_keys.c.article_id == article_id))
    rows = [{"key": key, "article_id": article_id} for key in sorted(set(keys))]
    if rows:
        connection.execute(insert(event_keys), rows)


def has_keys(connection: Connection, article_id: str) -> bool:
    """Whether it was linked: a copy, or an article without a date, is not."""
    return connection.execute(select(event_keys.c.key).where(event_keys.c.article_id == article_id).limit(1)).first() is not None


def exists(connection: Connection, event_id: str) -> bool:
    known = (
        select(events.c.id)
        .where(events.c.id == event_id)
        .union(select(event_aliases.c.alias).where(event_aliases.c.alias == event_id))
    )
    return connection.execute(known).first() is not None


def candidates(
    connection: Connection, article_id: str, keys: Iterable[str], published: tuple[datetime, datetime]
) -> tuple[str, ...]:
    """The articles of that time that share a key which is not everybody's."""
    telling = (
        select(event_keys.c.key)
        .where(event_keys.c.key.in_(sorted(set(keys))))
        .group_by(event_keys.c.key)
        .having(func.count() <= COMMONEST)
    )
    query = (
        select(event_keys.c.article_id)
        .join(revisions, revisions.c.article_id == event_keys.c.article_id)
        .where(event_keys.c.key.in_(telling), event_keys.c.article_id != article_id, revisions.c.published_at.between(*published))
        .distinct()
        .order_by(event_keys.c.article_id)
    )
    return tuple(connection.execute(query).scalars())


def save_links(connection: Connection, article_id: str, others: Iterable[str]) -> None:
    """The pairs that this article is in, in place of those that it was in."""
    connection.execute(delete(event_links).where(or_(event_links.c.article_id == article_id, event_links.c.other_id == article_id)))
    rows = [
        {"article_id": one, "other_id": two}
        for other in sorted(set(others))
        for one, two in ((article_id, other), (other, article_id))
    ]
    if rows:
        connection.execute(insert(event_links), rows)


def component(connection: Connection, article_id: str) -> frozenset[str]:
    """All articles that links lead to from here, itself included."""
    found = {article_id}
    edge = [article_id]
    while edge:
        query = select(event_links.c.other_id).where(event_links.c.article_id.in_(edge[:BATCH])).distinct()
        new = set(connection.execute(query).scalars()) - found
        found |= new
        edge = edge[BATCH:] + sorted(new)
    return frozenset(found)


def events_of(connection: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """Article → the event it belonged to until now."""
    found: dict[str, str] = {}
    for batch in _batches(article_ids):
        query = select(event_articles.c.article_id, event_articles.c.event_id).where(event_articles.c.article_id.in_(batch))
        found.update(connection.execute(query).all())
    return found


def members(connection: Connection, event_id: str) -> tuple[str, ...]:
    query = select(event_articles.c.article_id).where(event_articles.c.event_id == event_id).order_by(event_articles.c.article_id)
    return tuple(connection.execute(query).scalars())


def compared_at(connection: Connection, event_ids: Iterable[str]) -> datetime | None:
    """The latest clock at which one of these events was compared."""
    latest: datetime | None = None
    for batch in _batches(event_ids):
        found = connection.execute(select(func.max(events.c.compared_at)).where(events.c.id.in_(batch))).scalar()
        latest = max(filter(None, (latest, found)), default=None)
    return latest


def save_event(connection: Connection, event_id: str, article_ids: Iterable[str], clock: datetime, at: datetime) -> None:
    """The event with these articles, wherever they stood before."""
    row = {"id": event_id, "compared_at": clock}
    connection.execute(insert_or_update(events).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
    article_ids = tuple(article_ids)
    before = events_of(connection, article_ids)
    moved = [article_id for article_id in article_ids if before.get(article_id) != event_id]
    for batch in _batches(moved):
        connection.execute(delete(event_articles).where(event_articles.c.article_id.in_(batch)))
        connection.execute(insert(event_articles), [{"article_id": article_id, "event_id": event_id} for article_id in batch])
    outbox.announce_articles(connection, moved, at)
    for changed in sorted({event_id} | {before[article_id] for article_id in moved if article_id in before}):
        outbox.announce(connection, "event", changed, at)


def merge_event(connection: Connection, alias: str, event_id: str, at: datetime) -> None:
    """The event of that id is another one's from now on; the id still leads there."""
    outbox.announce_articles(connection, members(connection, alias), at)
    for changed in (alias, event_id):
        outbox.announce(connection, "event", changed, at)
    connection.execute(event_aliases.update().where(event_aliases.c.event_id == alias).values(event_id=event_id))
    row = {"alias": alias, "event_id": event_id}
    connection.execute(insert_or_update(event_aliases).values(row).on_conflict_do_update(index_elements=["alias"], set_=row))
    connection.execute(event_articles.update().where(event_articles.c.event_id == alias).values(event_id=event_id))
    connection.execute(divergences.update().where(divergences.c.event_id == alias).values(event_id=event_id))
    connection.execute(delete(comparisons).where(comparisons.c.event_id == alias))
    connection.execute(delete(events).where(events.c.id == alias))


def aliases_of(connection: Connection, event_id: str) -> tuple[str, ...]:
    query = select(event_aliases.c.alias).where(event_aliases.c.event_id == event_id).order_by(event_aliases.c.alias)
    return tuple(connection.execute(query).scalars())


def count_waiting(connection: Connection) -> int:
    comparable = select(func.count()).select_from(to_compare).join(articles, articles.c.id == to_compare.c.article_id)
    return connection.execute(
        comparable.join(analyses, analyses.c.article_id == articles.c.id).where(articles.c.outlet.is_not(None))
    ).scalar_one()


def _batches(ids: Iterable[str]) -> list[list[str]]:
    ordered = sorted(set(ids))
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
