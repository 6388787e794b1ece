"""What a projection of the store (a search engine, a chart) has still to hear of, written with the change itself.

A row names what to look at again, not what became of it: who projects reads the store as it is then. What is not there any
more is to be taken out of the projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select, text

from monitor.store.schema import outbox

Kind = Literal["article", "analysis", "quote", "event", "divergence", "pass", "crawl"]
VERSION = 1  # of the form of the payload; a projector that knows another one rebuilds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    number: int
    kind: Kind
    key: str  # "tass-1#2" for a revision or its analysis, "tass/ru/2018-04-03T12:00:00.000000Z" for a crawl, else the id
    version: int
    at: datetime


def announce(connection: Connection, kind: Kind, key: str, at: datetime) -> None:
    connection.execute(insert(outbox).values(kind=kind, key=key, version=VERSION, at=at))


def waiting(connection: Connection, limit: int = 1000) -> tuple[Change, ...]:
    """The oldest changes that nobody has taken, in order."""
    rows = connection.execute(select(outbox).order_by(outbox.c.number).limit(limit)).mappings()
    return tuple(Change(**row) for row in rows)


def count_waiting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


def forget(connection: Connection, up_to: int) -> None:
    """The projection holds everything up to that number."""
    connection.execute(delete(outbox).where(outbox.c.number <= up_to))


def store_version(connection: Connection) -> int:
    """The number of the last change that was ever announced, 0 before the first: it never goes back.

    What is read in the same transaction is at least as new as it was at any smaller number, so that it serves as the external
    version of a document.
    """
    return int(connection.execute(text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'")).scalar_one())
