"""When each watch of a daily digest was last looked at for its mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from monitor.store.schema import looks


def last_look(connection: Connection, watch: str) -> datetime | None:
    return connection.execute(select(looks.c.looked_at).where(looks.c.watch == watch)).scalar()


def record_look(connection: Connection, watch: str, at: datetime) -> None:
    """In the transaction of the claims that were made of it, also when there was nothing to claim."""
    row = {"watch": watch, "looked_at": at}
    connection.execute(insert(looks).values(row).on_conflict_do_update(index_elements=["watch"], set_=row))
