"""Crawl files into the store: each is taken once as it is, and its closing records say how far its editions were read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from crawler.crawlfile import finished_files
from crawler.outlets import Outlets
from monitor.crawl_names import read_crawl_name
from monitor.ingest import Tally, ingest_file, open_lines
from monitor.store import passes
from monitor.store.crawls import save_crawl
from monitor.store.engine import Store
from monitor.store.watermarks import record_health
from monitor.summary import Summary

SHOWN_REFUSALS = 5


def take_files(
    store: Store,
    folder: Path,
    outlets: Outlets,
    summary: Summary,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
    names: Collection[str] | None = None,
) -> None:
    """Ingests each crawl file (of those names) that was not taken as it is now; a closing record moves its edition's watermark."""
    for file in _concerned(finished_files(folder), clock, only):
        if names is not None and file.name not in names:
            continue
        try:
            digest = file_digest(file)
        except OSError as wrong:
            summary.troubles.append(f"{file}: {wrong.strerror or wrong}; the next pass tries it again")
            continue
        with store.reading() as connection:
            if passes.taken_file(connection, file.name) == digest:
                summary.counts["files known"] += 1
                continue
        _take_file(store, file, digest, outlets, summary, now)


def file_digest(file: Path) -> str:
    """The SHA-256 by which a file that was taken is known again."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _concerned(files: Iterable[Path], clock: datetime, only: Sequence[str]) -> list[Path]:
    """The files of those outlets that exist by the clock: a crawl that begins later has not been made yet."""
    concerned = []
    for file in files:
        name = read_crawl_name(file.name)
        if only and (name is None or name.outlet not in only):
            continue
        if name is None or name.started_at <= clock:
            concerned.append(file)
    return concerned


def _take_file(store: Store, file: Path, digest: str, outlets: Outlets, summary: Summary, now: Callable[[], datetime]) -> None:
    name = read_crawl_name(file.name)
    with open_lines(str(file)) as lines:
        tally = ingest_file(store, str(file), lines, outlets, origin="import" if name and name.backfill else "crawl", now=now)
    if tally.trouble:
        summary.troubles.append(tally.trouble)
        return
    with store.writing() as connection:
        passes.record_file(connection, file.name, digest, closed=_closed(file, tally), count=tally.outcomes.total(), at=now())
        record_ends(connection, tally, backfill=name is not None and name.backfill)
    summary.counts += tally.outcomes + tally.pages + Counter(refused=tally.refused.total(), files=1)
    summary.lines.append(f"{file.name}: {tally}{_health_words(tally)}")
    summary.troubles += tally.refusals[:SHOWN_REFUSALS]


def record_ends(connection: Connection, tally: Tally, *, backfill: bool = False) -> None:
    """What the closing records of a file say of their editions; what was listed of the past is no measure of a healthy day."""
    for health in tally.healths:
        if not backfill:
            save_crawl(connection, health)
        if tally.refused:  # a line that is no article may have been one: nothing is claimed of what was read with it
            health = replace(health, complete_from=None, complete_to=None)
        record_health(connection, health, backfill=backfill)


def _closed(file: Path, tally: Tally) -> bool:
    """Whether every edition that the file is about has its closing record."""
    ended = {(health.outlet, health.edition) for health in tally.healths}
    name = read_crawl_name(file.name)
    if name is not None:
        return (name.outlet, name.edition) in ended
    return bool(ended) and tally.editions <= ended


def _health_words(tally: Tally) -> str:
    if not tally.healths:
        return "; no closing record: the crawl died, its edition counts as not read"
    ended = [
        f"; the crawl of {health.outlet}/{health.edition} was {health.status}{_held_words(health.complete_to)}"
        for health in tally.healths
        if health.status != "complete"
    ]
    return "".join(ended)


def _held_words(complete_to: datetime | None) -> str:
    return "" if complete_to else ": its edition's watermark stays"
