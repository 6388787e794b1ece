"""What a projection of the store (a search engine, a chart) has still to hear of, written with the change itself.

A row names what to look at again, not what became of it: who projects reads the store as it is then. What is not there any
more is to be taken out of the projection. A row "everything" says that rows are missing, so that only the whole store tells it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select, text

from monitor.store.schema import outbox

Kind = Literal["article", "analysis", "quote", "event", "divergence", "pass", "crawl", "everything"]
KEPT_WITHOUT_INDEX = 10_000  # rows; enough that who sets up an index soon has it filled by the next sync
MUST_REBUILD = "what the index lacks was not kept, or the store was restored; `readout index rebuild` makes it again"
VERSION = 1  # of the form of a row, so that a later program can tell the rows of an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    number: int
    kind: Kind
    key: str  # "tass-1#2" of a revision or its analysis, "tass-1#0" of a whole article, "tass/ru/2018-…Z" of a crawl, else an id
    version: int
    at: datetime


def announce(connection: Connection, kind: Kind, key: str, at: datetime) -> None:
    connection.execute(insert(outbox).values(kind=kind, key=key, version=VERSION, at=at))


def announce_articles(connection: Connection, article_ids: Iterable[str], at: datetime) -> None:
    """What is told of these articles, and of everything in them, changed; no text of theirs did."""
    for article_id in sorted(set(article_ids)):
        announce(connection, "article", f"{article_id}#0", at)


def waiting(connection: Connection, limit: int = 1000, *, after: int = 0) -> tuple[Change, ...]:
    """The oldest changes that nobody has taken, in order."""
    rows = connection.execute(select(outbox).where(outbox.c.number > after).order_by(outbox.c.number).limit(limit)).mappings()
    return tuple(Change(**row) for row in rows)


def count_waiting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


def forget(connection: Connection, up_to: int) -> None:
    """The projection holds everything up to that number."""
    connection.execute(delete(outbox).where(outbox.c.number <= up_to))


def is_whole(connection: Connection) -> bool:
    """Whether the rows tell every change since the store was made."""
    return count_waiting(connection) == store_version(connection) and not must_tell_everything(connection)


def must_tell_everything(connection: Connection) -> bool:
    """Whether rows were thrown away, so that a projection has to be made again from the store."""
    return connection.execute(select(outbox.c.number).where(outbox.c.kind == "everything").limit(1)).first() is not None


def tell_everything(connection: Connection, at: datetime) -> None:
    """One row in place of all."""
    announce(connection, "everything", "", at)
    connection.execute(delete(outbox).where(outbox.c.number < store_version(connection)))


def bound(connection: Connection, at: datetime, most: int = KEPT_WITHOUT_INDEX) -> bool:
    """Keeps the outbox of a store without an index from growing for ever; whether rows had to go."""
    if count_waiting(connection) <= most:
        return False
    tell_everything(connection, at)
    return True


def store_version(connection: Connection) -> int:
    """The number of the last change that was ever announced, 0 before the first: it never goes back.

    What is read in the same transaction is at least as new as it was at any smaller number, so that it serves as the external
    version of a document.
    """
    return int(connection.execute(text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'")).scalar_one())
