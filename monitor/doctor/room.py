"""The disks that store and archive stand on, and how long their room lasts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive.warc_files import size_at, warc_files
from monitor.doctor.finding import Finding, Visit

WEEK = timedelta(days=7)
LEAST = 200 * 2**20  # bytes: less is used up by one pass of a busy day
SHORT, TIGHT = 7, 30  # days
DAY = re.compile(r"-(\d{8})-\d+\.warc\.gz$")


def room(visit: Visit) -> Iterator[Finding]:
    """Free room against what the archive grew in the last week, for each disk that is written to."""
    settings = visit.settings
    store, archive = settings.store.absolute().parent, settings.crawl.archive.absolute()
    files = warc_files(archive)
    grown = sum(size_at(file) for file in files if _is_of_last_week(file, visit.now)) / WEEK.days
    used = f"store {_size(size_at(settings.store))}, archive {_size(sum(map(size_at, files)))}"
    if grown:
        used += f", which grows by {_size(round(grown))} a day"
    yield judge_room(store, _free(store), used, grown if _disk(archive) == _disk(store) else 0)
    if _disk(archive) != _disk(store):
        yield judge_room(archive, _free(archive), used, grown)


def judge_room(folder: Path, free: int, used: str, grown: float) -> Finding:
    """A week's room is too little, a month's worth knowing."""
    days = free / grown if grown else float("inf")
    words = f"{folder}: {_size(free)} free; {used}"
    if free < LEAST or days < SHORT:
        return Finding(
            what="room", words=f"{words}; make room, or let `retention:` and `readout prune` take old files away", good=False
        )
    if days < TIGHT:
        return Finding(what="room", words=f"{words}: enough for {days:.0f} days", good=None)
    return Finding(what="room", words=words)


def _is_of_last_week(file: Path, now: datetime) -> bool:
    found = DAY.search(file.name)
    try:
        return found is not None and datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC) > now - WEEK
    except ValueError:
        return False


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _free(folder: Path) -> int:
    return shutil.disk_usage(_existing(folder)).free


def _disk(folder: Path) -> int:
    return _existing(folder).stat().st_dev


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
