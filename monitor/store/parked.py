"""Documents that the search engine refused, each with what it said; gone again when they are taken later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from monitor.store.schema import parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    name: str  # "quotes/<id>"
    error: str
    version: int  # of the store, when it was refused
    at: datetime


def park(connection: Connection, name: str, error: str, version: int, at: datetime) -> None:
    row = {"name": name, "error": error, "version": version, "at": at}
    connection.execute(insert_or_update(parked).values(row).on_conflict_do_update(index_elements=["name"], set_=row))


def unpark(connection: Connection, names: Collection[str]) -> None:
    """They were taken, or have gone."""
    if names:
        query = delete(parked).where(parked.c.name == bindparam("taken"))
        connection.execute(query, [{"taken": name} for name in names])


def parked_names(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(parked.c.name)).scalars())


def count_parked(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(parked)).scalar_one()


def last_parked(connection: Connection, most: int = 10) -> tuple[Parked, ...]:
    """The latest ones first."""
    query = select(parked).order_by(parked.c.at.desc(), parked.c.name).limit(most)
    return tuple(Parked(**row) for row in connection.execute(query).mappings())
