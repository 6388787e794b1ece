"""A copy of an SQLite database as it is at one moment, while others go on writing to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from processors.errors import InputError, TryLater

PAGES = 4096  # at once, between two movements of the bar
WAIT_SECONDS = 30


def copy_database(source: Path, target: Path, progress: Callable[[int], object] = lambda size: None) -> None:
    """One consistent state of the database, whole by its own check, as one file; `TryLater` when there is no room for it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS)) as original,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on we see one moment of it
            size = original.execute("PRAGMA page_size").fetchone()[0]
            original.backup(copy, pages=PAGES, progress=_moved(progress, size))
            copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
            verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as wrong:
        raise TryLater(f"{source}: cannot be copied: {wrong}; make room or try again, no backup was made") from wrong
    except sqlite3.DatabaseError as wrong:
        raise InputError(f"{source}: {wrong}; it is damaged, keep the backups that you have, no new one was made") from wrong
    if verdict != "ok":
        raise InputError(f"{source}: {verdict}; it is damaged, keep the backups that you have, no new one was made")


def _moved(progress: Callable[[int], object], page_size: int) -> Callable[[int, int, int], None]:
    done = 0

    def moved(status: int, remaining: int, total: int) -> None:
        nonlocal done
        progress((total - remaining - done) * page_size)
        done = total - remaining

    return moved


def table_version(database: Path) -> str:
    """The version of the tables of a store that nobody else has open."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else ""
