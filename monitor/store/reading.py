"""The store for those who only look: nothing that happens through it can change the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from monitor.store.engine import Store
from monitor.store.upgrade import NEWEST, version
from processors.errors import TryLater

BUSY_SECONDS = 5.0


def store_to_read(path: Path) -> Store:
    """The store at that path, each reading with a connection of its own; nothing is opened yet.

    SQLite itself refuses to write through it. A connection is made for each reading because a store that was restored from
    a backup is another file under the same name.
    """
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return Store(path=path, engine=engine)


def check_tables(connection: Connection) -> None:
    """`TryLater` when the tables are not those of this program: who writes brings them up to date, who reads waits."""
    found = version(connection)
    if found != NEWEST:
        raise TryLater(
            f"the store has tables of version {found or 'none'}, this program reads {NEWEST}; "
            "`readout status` brings an older one up to date"
        )


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():  # SQLite would say "unable to open", which helps nobody
        raise TryLater(f"{path}: there is no store yet; the first pass or import makes it")
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.isolation_level = None  # `begin` opens the transaction, the driver none
    connection.execute("PRAGMA query_only = ON")
    return connection
