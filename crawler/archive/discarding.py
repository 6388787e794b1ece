"""Whole WARC files taken away when their time is over; what is remembered of their pages stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.archive import warc_files
from crawler.archive.archive import Archive
from crawler.archive.index import forget_file, writing
from crawler.archive.moments import moment_to_text
from processors.errors import TryLater

NAME = re.compile(rf"{warc_files.FOLDER}/(.+)-(\d{{8}})-\d+\.warc\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFile:
    name: str  # relative to the archive's folder
    size: int
    held: bool  # a record in it is needed, so that the file stays


def old_files(archive: Archive, before: datetime, records: Collection[str], crawls: Collection[str]) -> tuple[OldFile, ...]:
    """The files in which nothing is younger than that moment, by name; of each outlet the newest day stays, whatever its age.

    A file is held by a record that is needed, by any look at the page of one, and by a crawl of those named.
    """
    names = [name for name in archive.file_names() if _is_past(name, before)]
    newest = {_outlet(name): _day(name) for name in archive.file_names()}  # they come in the order of outlet and day
    with archive.indexed() as index:
        pages = {canonical for record, canonical in index.execute("SELECT id, canonical FROM records") if record in records}
        young = {
            name for (name,) in index.execute("SELECT DISTINCT file FROM records WHERE fetched_at >= ?", (moment_to_text(before),))
        }
        return tuple(
            OldFile(
                name=name,
                size=warc_files.size_at(archive.folder / name),
                held=any(
                    record in records or crawl in crawls or (role in ("page", "further") and canonical in pages)
                    for record, canonical, role, crawl in _records(archive, name)
                ),
            )
            for name in names
            if name not in young and _day(name) != newest[_outlet(name)]
        )


def discard_file(archive: Archive, name: str) -> None:
    """Takes the file away, and what the index knows of its records; killed between the two, the next start indexes it again."""
    path = archive.folder / name
    try:
        with warc_files.locked(path), archive.indexed() as index:
            with writing(index):
                forget_file(index, name)
            path.unlink()
        for torn in path.parent.glob(f"{path.name}.*.cut"):
            torn.unlink()
    except OSError as wrong:
        raise TryLater(f"{path}: cannot be taken away: {wrong.strerror or wrong}; give yourself the right to") from wrong


def _records(archive: Archive, name: str) -> Iterator[tuple[str, str, str, str]]:
    with archive.indexed() as index:
        yield from index.execute("SELECT id, canonical, role, crawl FROM records WHERE file = ?", (name,))


def _is_past(name: str, before: datetime) -> bool:
    """The whole day that its name tells lies before that moment."""
    if not NAME.fullmatch(name):
        return False
    try:
        day = datetime.strptime(_day(name), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return False
    return day + timedelta(days=1) <= before


def _outlet(name: str) -> str:
    found = NAME.fullmatch(name)
    return found[1] if found else ""


def _day(name: str) -> str:
    found = NAME.fullmatch(name)
    return found[2] if found else ""
