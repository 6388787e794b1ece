"""Whether the archive still holds what was put into it: every record whole, its digests right, the index agreeing both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from crawler.archive import warc_files
from crawler.archive.answers import Found, read_answers
from crawler.archive.archive import Archive
from crawler.archive.index import Row, known_end, rows_where
from crawler.archive.members import digest_trouble
from crawler.archive.moments import moment_to_text
from processors.errors import TryLater


@dataclass(kw_only=True)
class Verified:
    """What was looked at; the problems come one by one."""

    files: int = 0
    records: int = 0
    answers: int = 0
    indexed: set[str] = field(default_factory=set)


def verify(
    archive: Archive,
    done: Verified,
    progress: Callable[[int], object] = lambda size: None,
    *,
    names: Collection[str] | None = None,
) -> Iterator[str]:
    """One line for each thing that is not as it should be, while `done` counts what was read; with `names` only these files."""
    for name in archive.file_names() if names is None else names:
        yield from _verify_file(archive, name, done, progress)
        done.files += 1
    with archive.indexed() as connection:
        there = set(archive.file_names())
        missing = [row for row in rows_where(connection, "1", ()) if row.file not in there]
    for file in sorted({row.file for row in missing}):
        count = sum(row.file == file for row in missing)
        yield f"{file}: the file is not there; the index knows {count} answers in it"


def _verify_file(archive: Archive, name: str, done: Verified, progress: Callable[[int], object]) -> Iterator[str]:
    path = archive.folder / name
    try:
        # While nobody is writing to it; up to that size the file does not change any more.
        with warc_files.locked(path, shared=True) as descriptor, archive.indexed() as connection:
            size, known = warc_files.size_of(descriptor), known_end(connection, name)
            rows = {row.id: row for row in rows_where(connection, "file = ?", (name,))}
        if known != size:
            yield f"{name}: the index knows {known} of its {size} bytes; `readout archive rebuild` reads it anew"
        with path.open("rb") as file:
            for found in read_answers(file, 0, size):
                yield from (f"{name}: at byte {found.offset}: {trouble}" for trouble in _troubles(found, rows, done))
                progress(found.length)
    except (OSError, TryLater) as wrong:
        yield f"{name}: cannot be read: {wrong}"
        return
    for row in rows.values():
        yield f"{name}: at byte {row.offset}: the index knows {row.id} there, the file has none"


def _troubles(found: Found, rows: dict[str, Row], done: Verified) -> Iterator[str]:
    if found.trouble:
        yield found.trouble
    if found.member is None:
        return
    done.records += 1
    if trouble := digest_trouble(found.member):
        yield f"{found.member.record_id}: {trouble}"
    if found.exchange is None:
        return
    done.answers += 1
    record_id = found.member.record_id
    row = rows.pop(record_id, None)
    if row is None:
        yield f"{record_id}: {'twice in the archive' if record_id in done.indexed else 'not in the index'}"
    elif wrong := ", ".join(_differences(found, row)):
        yield f"{record_id}: the index has another {wrong}"
    done.indexed.add(record_id)


def _differences(found: Found, row: Row) -> Iterator[str]:
    exchange = found.exchange
    assert exchange is not None  # the caller looked
    pairs = {
        "place": ((row.offset, row.length, row.asked), (found.offset, found.length, found.asked)),
        "sha256": (row.sha256, hashlib.sha256(exchange.body).hexdigest()),
        "url": (row.url, exchange.url),
        "status": (row.status, exchange.status),
        "time": (row.fetched_at, moment_to_text(exchange.fetched_at)),
        "crawl": (row.crawl, exchange.crawl),
    }
    yield from (name for name, (known, read) in pairs.items() if known != read)
