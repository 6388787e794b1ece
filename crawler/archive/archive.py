"""The archive as its users see it: answers in and out, what is remembered of pages and crawls."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.archive import memory, warc_files
from crawler.archive.exchange import Exchange, Role, Stored
from crawler.archive.index import (
    Row,
    add_rows,
    forget_file,
    forget_other_files,
    known_end,
    open_index,
    row_of,
    rows_where,
    translated,
    writing,
)
from crawler.archive.members import BadMember, exchange_of, pack_exchange, pack_file_head, pack_metadata, read_member, tidy
from crawler.archive.memory_records import Known, PastCrawl
from crawler.archive.settling import CRAWL_NOTE, Settled, make_row, settle
from crawler.canonical_url import canonical_url
from crawler.outlets import Outlets
from processors.errors import InputError, TryLater

LOG = logging.getLogger(__name__)
INDEX = "index.sqlite"


def open_archive(folder: Path, warc_mb: float = 512, outlets: Outlets | None = None) -> Archive:
    """The archive in that folder, made when there is none, repaired when a writer was killed.

    `outlets` tell which hosts are one; without them a page and its copy on a mirror count as two."""
    try:
        (folder / warc_files.FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise InputError(f"{folder}: {wrong.strerror or wrong}; name a folder for the archive that can be written") from wrong
    archive = Archive(folder, warc_mb, outlets or Outlets(outlets=()))
    try:
        archive.settle()
    except BaseException:
        archive.close()
        raise
    return archive


class Archive:
    """Several processes may have the same archive open and append to it at once.

    A killed process loses nothing that `append` returned for. Before a power cut only what `sync` has returned for is safe: the
    archive syncs at the end of a crawl, because the watermark moves only then and because a sync for each page would cost more
    than writing it."""

    def __init__(self, folder: Path, warc_mb: float, outlets: Outlets) -> None:
        self.folder = folder
        self.outlets = outlets
        self.connection = open_index(folder / INDEX)
        self._most = int(warc_mb * 2**20)
        self._numbers: dict[tuple[str, date], int] = {}
        self._unsynced: set[str] = set()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        try:
            self.sync()
        except TryLater as wrong:
            LOG.warning("%s", wrong)
        self.connection.close()

    def canonical(self, url: str) -> str:
        return canonical_url(url, self.outlets)

    # --- answers --------------------------------------------------------------------------------------------------------

    def append(self, exchange: Exchange) -> Stored:
        """Keeps the answer; `TryLater` when it cannot be kept whole, and then nothing of it is."""
        exchange = tidy(exchange)
        packed = pack_exchange(exchange, self._refers_to(exchange))
        with self._added(exchange.outlet, exchange.fetched_at, packed.request + packed.response) as (name, asked):
            offset, length = asked + len(packed.request), len(packed.response)
            row = make_row(exchange, packed.record_id, name, offset, length, asked, self.canonical)
            add_rows(self.connection, name, [row], offset + length)
        return _stored(row)

    def read(self, record_id: str) -> Exchange:
        """The answer with that record id; `InputError` when the archive has none or its bytes are not what they were."""
        with self.indexed():
            row = row_of(self.connection, record_id)
        if row is None:
            raise InputError(f"{self.folder}: no record {record_id}; `readout archive list` shows what there is")
        return self.read_row(row)

    def exchanges(self, *, crawl: str | None = None, roles: Collection[Role] = ()) -> Iterator[tuple[Stored, Exchange]]:
        """The answers (of that crawl, of those roles) in the order of time; `InputError` at one that cannot be read."""
        for row in self.rows(crawl=crawl, roles=roles):
            yield _stored(row), self.read_row(row)

    def rows(self, *, crawl: str | None = None, roles: Collection[Role] = (), canonical: str | None = None) -> tuple[Row, ...]:
        """What the index says of those answers, in the order of time."""
        wanted = {"crawl": crawl, "canonical": canonical}
        terms = [f"{name} = ?" for name, value in wanted.items() if value is not None]
        values: list[object] = [value for value in wanted.values() if value is not None]
        if roles:
            terms.append(f"role IN ({', '.join('?' * len(roles))})")
            values += roles
        with self.indexed():
            return tuple(rows_where(self.connection, " AND ".join(terms) or "1", values))

    def read_row(self, row: Row) -> Exchange:
        """The answer that the index has there; `InputError` when it cannot be read."""
        begin = row.offset if row.asked is None else row.asked
        try:
            with (self.folder / row.file).open("rb") as file:
                file.seek(begin)
                packed = file.read(row.offset + row.length - begin)
            request = None if row.asked is None else read_member(packed[: row.offset - begin])
            return exchange_of(read_member(packed[row.offset - begin :]), request)
        except OSError as wrong:
            raise InputError(f"{self.folder / row.file}: {wrong.strerror or wrong}; {row.id} cannot be read") from wrong
        except BadMember as wrong:
            raise InputError(f"{self.folder / row.file}: at byte {begin}: {wrong}; `readout archive verify` tells more") from wrong

    def _refers_to(self, exchange: Exchange) -> dict[str, str]:
        """For a 304: the record of the page that it says is still the same."""
        if exchange.status != 304:
            return {}
        with self.indexed():
            rows = rows_where(self.connection, "canonical = ? AND url = ? AND status = 200", (
                self.canonical(exchange.article_url or exchange.url), exchange.url,
            ))  # fmt: skip
            last = max(rows, key=lambda row: row.fetched_at, default=None)
        if last is None:
            return {}
        return {
            "WARC-Refers-To": last.id, "WARC-Refers-To-Target-URI": last.url, "WARC-Refers-To-Date": last.fetched_at,
        }  # fmt: skip

    @contextmanager
    def _added(self, outlet: str, at: datetime, data: bytes) -> Iterator[tuple[str, int]]:
        """The file that now holds the members, and where they begin; the body is the index's transaction.

        When the index cannot be written, the file is cut back: both know the answer, or neither."""
        with self._file_for(outlet, at) as (name, descriptor):
            before = warc_files.size_of(descriptor)
            head = pack_file_head(Path(name).name, at) if before == 0 else b""
            warc_files.add_at_end(descriptor, self.folder / name, head + data)
            try:
                with self.indexed(), writing(self.connection):
                    yield name, before + len(head)
            except BaseException:
                warc_files.cut_back(descriptor, before)
                raise
        self._unsynced.add(name)

    @contextmanager
    def _file_for(self, outlet: str, at: datetime) -> Iterator[tuple[str, int]]:
        """The locked, settled file of that outlet and day, with room in it."""
        key = (outlet, at.astimezone(UTC).date())
        if key not in self._numbers:
            self._numbers[key] = warc_files.last_number(self.folder, *key)
        while True:
            name = warc_files.file_name(*key, self._numbers[key])
            with warc_files.locked(self.folder / name) as descriptor:
                with self.indexed():
                    settle(self.connection, self.folder, name, descriptor, self.canonical)
                if warc_files.size_of(descriptor) < self._most:
                    yield name, descriptor
                    return
            self._numbers[key] += 1

    # --- the state of the files -----------------------------------------------------------------------------------------

    def settle(self) -> Settled:
        """Brings files and index together where they differ, but for files that a living process is writing to."""
        total = Settled()
        with self.indexed():
            fresh = self.connection.execute("SELECT count(*) FROM files").fetchone()[0] == 0
            for name in self.file_names():
                if warc_files.size_at(self.folder / name) == known_end(self.connection, name):
                    continue
                with contextlib.suppress(TryLater), warc_files.locked(self.folder / name, wait=0) as descriptor:
                    total += settle(self.connection, self.folder, name, descriptor, self.canonical)
            if fresh and total.indexed:
                memory.remember_from_records(self.connection)
        return total

    def rebuild(self, progress: Callable[[int], object] = lambda size: None) -> Settled:
        """Reads every file anew into the index; what is remembered of pages and crawls stays, and is filled in."""
        total = Settled()
        with self.indexed():
            for name in self.file_names():
                with warc_files.locked(self.folder / name) as descriptor:
                    forget_file(self.connection, name)
                    total += settle(self.connection, self.folder, name, descriptor, self.canonical)
                progress(warc_files.size_at(self.folder / name))
            forget_other_files(self.connection, self.file_names())
            memory.remember_from_records(self.connection)
        return total

    def file_names(self) -> tuple[str, ...]:
        """The WARC files, relative to the archive's folder."""
        return tuple(f"{warc_files.FOLDER}/{path.name}" for path in warc_files.warc_files(self.folder))

    def sync(self) -> None:
        """Returns when the disk has everything that was appended."""
        for name in sorted(self._unsynced):
            warc_files.to_disk(self.folder / name)
        self._unsynced.clear()

    # --- memory ---------------------------------------------------------------------------------------------------------

    def known(self, canonical: str) -> Known | None:
        """What is remembered of the page with that canonical address."""
        with self.indexed():
            return memory.known(self.connection, canonical)

    def remember(self, page: Known) -> None:
        with self.indexed():
            memory.remember(self.connection, page)

    def due(self, outlet: str, edition: str, now: datetime, hours: Sequence[float]) -> tuple[Known, ...]:
        """The edition's articles whose next look by that schedule has come, the longest known first."""
        with self.indexed():
            return memory.due(self.connection, outlet, edition, now, hours)

    def failing(self, outlet: str, edition: str) -> tuple[Known, ...]:
        """The edition's pages that are still to be read: the last attempt failed or ended in the quarantine."""
        with self.indexed():
            return memory.failing(self.connection, outlet, edition)

    def record_crawl(self, crawl: PastCrawl) -> None:
        """Ends a crawl: noted among the answers, too, so that an index made again knows of it; all is on the disk then."""
        note = pack_metadata(f"{CRAWL_NOTE}{crawl.crawl}", crawl.started_at, memory.crawl_to_json(crawl))
        with self._added(crawl.outlet, crawl.started_at, note) as (name, begin):
            add_rows(self.connection, name, [], begin + len(note))
            memory.record_crawl(self.connection, crawl)
        self.sync()

    def past_crawls(self, outlet: str, edition: str) -> tuple[PastCrawl, ...]:
        """The edition's finished crawls, the latest first."""
        with self.indexed():
            return memory.past_crawls(self.connection, outlet, edition)

    def last_complete(self, outlet: str, edition: str) -> PastCrawl | None:
        """The latest crawl of the edition that was complete."""
        return next((crawl for crawl in self.past_crawls(outlet, edition) if crawl.status == "complete"), None)

    @contextmanager
    def indexed(self) -> Iterator[sqlite3.Connection]:
        """The index, its errors told by their fate."""
        with translated(self.folder / INDEX):
            yield self.connection


def _stored(row: Row) -> Stored:
    return Stored(record_id=row.id, file=row.file, offset=row.offset, length=row.length, sha256=row.sha256)
