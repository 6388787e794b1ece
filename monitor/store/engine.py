"""Opening the store: one SQLite file, brought up to date, with writers that wait for one another."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from monitor.store.upgrade import upgrade
from processors.errors import InputError, ReadoutError, TryLater

BUSY_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    path: Path
    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that changes something; nothing of it stays when it fails."""
        with explained(self.path), self.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the store."""
        with explained(self.path), self.engine.execution_options(begin="BEGIN").begin() as connection:
            yield connection

    def settle(self) -> None:
        """Everything that was written is on the disk now, through a power cut too."""
        with explained(self.path), self.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def open_store(path: Path, *, create: bool = True, durable: bool = True, busy_seconds: float | None = None) -> Iterator[Store]:
    """The store at that path, its tables made or brought up to date; `InputError` says in a line why not.

    Whatever kills the process, what was written is kept; a power cut may undo the last transactions of a store that is not
    `durable`, until it is settled. That makes an archive's import three times as fast.
    """
    if not create and not path.exists():
        raise InputError(f"{path}: there is no store yet; `readout import FILE` or `readout run --from FOLDER` makes one")
    if not path.parent.is_dir():
        raise InputError(f"{path}: its folder does not exist; make it, or change `store:` in readout.yml")
    store = Store(path=path, engine=_make_engine(path, BUSY_SECONDS if busy_seconds is None else busy_seconds, durable))
    try:
        with explained(path):
            upgrade(store.engine, path)
        yield store
    finally:
        store.close()


def _make_engine(path: Path, busy_seconds: float, durable: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", json_serializer=_to_json, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", partial(_prepare, durable))
    event.listen(engine, "begin", _begin)
    return engine


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare(durable: bool, connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's `begin` event opens transactions, the driver none
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as refused:  # a database that cannot be written may still be read
        if "readonly" not in str(refused):
            raise
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what the database says into one line: where, what, what to do."""
    try:
        yield
    except DBAPIError as wrong:
        raise _explain(path, wrong) from wrong


def _explain(path: Path, wrong: DBAPIError) -> ReadoutError | DBAPIError:
    words = str(wrong.orig)
    for pattern, error in FAULTS:
        if re.search(pattern, words):
            return type(error)(f"{path}: {error}")  # a new one: an exception carries its traceback
    return InputError(f"{path}: {words}; nothing of this step was kept") if isinstance(wrong, OperationalError) else wrong


FAULTS: tuple[tuple[str, ReadoutError], ...] = (
    ("locked|busy", TryLater("another process is writing to it; what was finished is kept, try again later")),
    ("readonly|read-only", InputError("cannot be written; give yourself the right to write to it and to its folder")),
    ("disk is full|disk I/O", TryLater("the disk is full or failing; what was finished is kept, make room and start again")),
    ("unable to open", InputError("cannot be opened; look at its name, its folder and your rights")),
    ("not a database|malformed|corrupt", InputError("is not a usable Readout database; put it aside and restore the last backup")),
)
