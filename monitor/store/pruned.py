"""Revisions whose time is over: taken away with all that was made of them; that they had been there is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, text

from monitor.store import outbox
from monitor.store.schema import analyses, entity_mentions, failures, pruned, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class OldRevision:
    article_id: str
    revision: int
    number: int
    text_hash: str


def was_pruned(connection: Connection, article_id: str, text_hash: str) -> bool:
    """Whether that article once had that text."""
    query = select(pruned.c.revision).where(pruned.c.article_id == article_id, pruned.c.text_hash == text_hash)
    return connection.execute(query).first() is not None


def pruned_revisions(connection: Connection, article_id: str) -> tuple[int, ...]:
    query = select(pruned.c.revision).where(pruned.c.article_id == article_id).order_by(pruned.c.revision)
    return tuple(connection.execute(query).scalars())


def old_revisions(connection: Connection, before: datetime) -> Iterator[OldRevision]:
    """The revisions that came before that moment and that a newer one has followed, in the order of arrival."""
    newest = (
        select(revisions.c.article_id, func.max(revisions.c.revision).label("newest")).group_by(revisions.c.article_id).subquery()
    )
    query = (
        select(revisions.c.article_id, revisions.c.revision, revisions.c.number, revisions.c.text_hash)
        .join(newest, newest.c.article_id == revisions.c.article_id)
        .where(revisions.c.added_at < before, revisions.c.revision < newest.c.newest)
        .order_by(revisions.c.number)
    )
    return (OldRevision(**row) for row in connection.execute(query).mappings().all())


def take_away(connection: Connection, old: OldRevision, at: datetime) -> None:
    """The revision, its words in the full-text index and what was understood of it; tells the outbox what went."""
    key = {"article_id": old.article_id, "revision": old.revision}
    for quote_id in _quote_ids(connection, old):
        outbox.announce(connection, "quote", quote_id, at)
    outbox.announce_articles(connection, [old.article_id], at)
    connection.execute(insert(pruned).values(**key, text_hash=old.text_hash, pruned_at=at))
    connection.execute(text("DELETE FROM words WHERE rowid = :number"), {"number": old.number})
    for table in (analyses, entity_mentions, failures, revisions):
        connection.execute(delete(table).where(table.c.article_id == old.article_id, table.c.revision == old.revision))


def _quote_ids(connection: Connection, old: OldRevision) -> list[str]:
    query = select(analyses.c.document).where(analyses.c.article_id == old.article_id, analyses.c.revision == old.revision)
    document = connection.execute(query).scalar() or {}
    return [quote["id"] for field in ("quotes", "headline_quotes") for quote in document.get(field, [])]
