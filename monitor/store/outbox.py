"""What a projection of the store (a search engine, a chart) has still to hear of, written with the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from monitor.store.schema import outbox

Kind = Literal["article", "analysis", "event", "divergence"]
VERSION = 1  # of the form of the payload; a projector that knows another one rebuilds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    number: int
    kind: Kind
    key: str  # "tass-1#2" for a revision, the id for anything else
    version: int
    at: datetime


def announce(connection: Connection, kind: Kind, key: str, at: datetime) -> None:
    connection.execute(insert(outbox).values(kind=kind, key=key, version=VERSION, at=at))


def waiting(connection: Connection, limit: int = 1000) -> tuple[Change, ...]:
    """The oldest changes that nobody has taken, in order."""
    rows = connection.execute(select(outbox).order_by(outbox.c.number).limit(limit)).mappings()
    return tuple(Change(**row) for row in rows)


def forget(connection: Connection, up_to: int) -> None:
    """The projection holds everything up to that number."""
    connection.execute(delete(outbox).where(outbox.c.number <= up_to))
