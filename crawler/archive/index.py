"""`index.sqlite`: where each record stands, what is remembered of each page, which crawls there were; made again at need."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from processors.errors import InputError, TryLater

SCHEMA = """
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, known INTEGER NOT NULL) STRICT;  -- known: how far its members are indexed
CREATE TABLE IF NOT EXISTS records (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, asked INTEGER,
    url TEXT NOT NULL, canonical TEXT NOT NULL, method TEXT NOT NULL, status INTEGER NOT NULL, fetched_at TEXT NOT NULL,
    crawl TEXT NOT NULL, outlet TEXT NOT NULL, edition TEXT NOT NULL, role TEXT NOT NULL, article_url TEXT, sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS records_by_page ON records (canonical, fetched_at);
CREATE INDEX IF NOT EXISTS records_by_crawl ON records (crawl, fetched_at);
CREATE INDEX IF NOT EXISTS records_by_place ON records (file, offset);
CREATE TABLE IF NOT EXISTS pages (
    canonical TEXT PRIMARY KEY, url TEXT NOT NULL, outlet TEXT NOT NULL, edition TEXT NOT NULL, first_at TEXT NOT NULL,
    last_at TEXT NOT NULL, looks INTEGER NOT NULL, outcome TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    text_hash TEXT NOT NULL, failed_since TEXT, published_after TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS pages_by_age ON pages (outlet, edition, first_at);
CREATE TABLE IF NOT EXISTS crawls (
    crawl TEXT PRIMARY KEY, outlet TEXT NOT NULL, edition TEXT NOT NULL, started_at TEXT NOT NULL, status TEXT NOT NULL,
    complete_from TEXT, complete_to TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS crawls_by_edition ON crawls (outlet, edition, started_at);
"""
WAIT_SECONDS = 30  # for another process's write


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer, as the index knows it."""

    id: str
    file: str
    offset: int
    length: int
    asked: int | None  # where the request's member begins, which ends where the answer's begins; None: there is no request
    url: str
    canonical: str  # of the article's address, for pages and further pages; else of its own
    method: str
    status: int
    fetched_at: str
    crawl: str
    outlet: str
    edition: str
    role: str
    article_url: str | None
    sha256: str


NAMES = tuple(field.name for field in fields(Row))
COLUMNS = ", ".join(NAMES)


def open_index(file: Path) -> sqlite3.Connection:
    """The index, made when it is not there; `InputError` when the file is something else."""
    with translated(file):
        connection = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(SCHEMA)
            _add_columns(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _add_columns(connection: sqlite3.Connection) -> None:
    """To an index that was made before there were these."""
    if "published_after" not in {row[1] for row in connection.execute("PRAGMA table_info(pages)")}:
        connection.execute("ALTER TABLE pages ADD COLUMN published_after TEXT")


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """SQLite's errors by their fate: away for the moment, or no index."""
    try:
        yield
    except sqlite3.OperationalError as wrong:
        if re.search("disk is full|disk I/O", str(wrong)):
            raise TryLater(f"{file}: the disk is full or failing; what was kept is kept, make room and start again") from wrong
        if "readonly" in str(wrong):
            raise TryLater(f"{file}: cannot be written; give yourself the right to write to it and to its folder") from wrong
        raise TryLater(f"{file}: {wrong}; nothing is lost, the next attempt may go through") from wrong
    except sqlite3.DatabaseError as wrong:
        raise InputError(f"{file}: {wrong}; `readout archive rebuild` makes the index again from the WARC files") from wrong


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction; what fails in it leaves nothing behind."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def known_end(connection: sqlite3.Connection, name: str) -> int:
    """Up to where the file's members are indexed."""
    found = connection.execute("SELECT known FROM files WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found else 0


def add_rows(connection: sqlite3.Connection, name: str, rows: Iterable[Row], end: int) -> None:
    """The file's rows, and how far it is known now."""
    connection.executemany(
        f"INSERT OR REPLACE INTO records ({COLUMNS}) VALUES ({', '.join('?' * len(NAMES))})",
        map(astuple, rows),
    )
    connection.execute("INSERT OR REPLACE INTO files (name, known) VALUES (?, ?)", (name, end))


def forget_file(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM records WHERE file = ?", (name,))
    connection.execute("DELETE FROM files WHERE name = ?", (name,))


def forget_other_files(connection: sqlite3.Connection, names: Collection[str]) -> None:
    """Drops what is known of files that are not among these."""
    for (name,) in connection.execute("SELECT name FROM files UNION SELECT file FROM records").fetchall():
        if name not in names:
            forget_file(connection, name)


def row_of(connection: sqlite3.Connection, record_id: str) -> Row | None:
    return next(rows_where(connection, "id = ?", (record_id,)), None)


def rows_where(connection: sqlite3.Connection, condition: str, values: Sequence[object]) -> Iterator[Row]:
    """The rows in the order of time; of the same moment, as they stand in the files."""
    query = f"SELECT {COLUMNS} FROM records WHERE {condition} ORDER BY fetched_at, file, offset"
    for found in connection.execute(query, tuple(values)):
        yield Row(**dict(zip(NAMES, found, strict=True)))
