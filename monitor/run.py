"""One monitoring pass: take finished crawl files, understand, compare, and hand what became open to the alerts."""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from crawler.crawlfile import finished_files
from crawler.outlets import Outlets
from monitor.bench import Bench, lay_bench
from monitor.compare_store import compare_store, ripe_events
from monitor.ingest import analyse_waiting, ingest_file, open_lines
from monitor.settings import Settings
from monitor.store import passes
from monitor.store.analyses import count_unanalysed
from monitor.store.engine import Store
from monitor.store.events import waiting_articles
from monitor.store.lock import only_pass
from monitor.store.watermarks import record_health

CRAWL_FILE = re.compile(r"(?P<time>\d{8}T\d{6}Z)-(?P<outlet>[a-z][a-z0-9-]*)-(?P<edition>[a-z]+)\.jsonl")


@dataclass(kw_only=True)
class Summary:
    """What a pass did; `lines` is what a person reads of it."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def run_pass(
    store: Store,
    settings: Settings,
    *,
    folder: Path,
    clock: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
    notes: Sequence[str] = (),
    bench: Bench | None = None,
) -> Summary:
    """One pass over the finished crawl files of that folder; what it finds new is mailed, with the notes at its foot."""
    bench = bench or lay_bench(settings, notes)
    summary = Summary()
    with only_pass(store.path):
        with store.writing() as connection:
            number = passes.begin_pass(connection, "run", clock, now())
        take_files(store, folder, settings.outlets, summary, clock=clock, now=now, only=only)
        understand(store, bench, settings.outlets, summary, clock=clock, now=now)
        _alert(store, bench, summary, clock)
        with store.writing() as connection:
            passes.finish_pass(connection, number, summary.counts, now())
    return summary


def understand(
    store: Store, bench: Bench, outlets: Outlets, summary: Summary, *, clock: datetime, now: Callable[[], datetime]
) -> None:
    """Analyses what waits and compares the events that it touches."""
    with store.reading() as connection:
        unread = count_unanalysed(connection)
    if unread:
        with _bar("understanding", unread) as bar:
            counts = analyse_waiting(store, bench.analyser(), outlets, now=now, progress=bar.update)
        summary.counts += counts
        failed = f", failed: {counts['failed']}" if counts["failed"] else ""
        summary.lines.append(f"understood: {counts['analysed']} texts{failed}")
    with store.reading() as connection:
        waiting = len(waiting_articles(connection, clock))
    if waiting or ripe_events(store, clock):
        with _bar("comparing", waiting) as bar:
            counts = compare_store(store, bench.comparer(), clock=clock, now=now, progress=bar.update)
        summary.counts += counts
        changes = f"{counts['opened']} divergences became open, {counts['changes']} changed in all"
        summary.lines.append(f"compared: {counts['events']} events; {changes}")


def _bar(what: str, total: int) -> tqdm[NoReturn]:
    return tqdm(total=total, desc=what, unit=" articles", disable=not sys.stderr.isatty(), leave=False)


def _alert(store: Store, bench: Bench, summary: Summary, clock: datetime) -> None:
    report = bench.alert(store, clock)
    summary.counts += Counter(mailed=len(report.sent), told=report.new, ended=report.ended)
    summary.lines.append(_mail_line(len(report.sent), report.new, report.ended, len(report.waiting)))
    summary.troubles += report.troubles


def _mail_line(sent: int, new: int, ended: int, waiting: int) -> str:
    if not sent and not waiting:
        return "mailed: nothing new"
    told = f"{new} new divergences" + (f", {ended} that ended" if ended else "")
    return f"mailed: {sent} messages, {told}" + (f"; {waiting} wait for the next pass" if waiting else "")


# --- crawl files --------------------------------------------------------------------------------------------------------


def take_files(
    store: Store,
    folder: Path,
    outlets: Outlets,
    summary: Summary,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
) -> None:
    """Ingests each crawl file that was not taken as it is now; a closing health record moves the edition's watermark."""
    for file in _concerned(finished_files(folder), clock, only):
        try:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as wrong:
            summary.troubles.append(f"{file}: {wrong.strerror or wrong}; the next pass tries it again")
            continue
        with store.reading() as connection:
            if passes.taken_file(connection, file.name) == digest:
                summary.counts["files known"] += 1
                continue
        _take_file(store, file, digest, outlets, summary, now)


def _concerned(files: Iterable[Path], clock: datetime, only: Sequence[str]) -> list[Path]:
    """The files of those outlets that exist by the clock: a crawl that begins later has not been made yet."""
    concerned = []
    for file in files:
        name = CRAWL_FILE.fullmatch(file.name)
        if only and (name is None or name["outlet"] not in only):
            continue
        if name is None or _crawl_time(name["time"]) <= clock:
            concerned.append(file)
    return concerned


def _crawl_time(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:  # 20181399T…: a name that only looks like one
        return datetime.min.replace(tzinfo=UTC)


def _take_file(store: Store, file: Path, digest: str, outlets: Outlets, summary: Summary, now: Callable[[], datetime]) -> None:
    with open_lines(str(file)) as lines:
        tally = ingest_file(store, str(file), lines, outlets, origin="crawl", now=now)
    if tally.trouble:
        summary.troubles.append(tally.trouble)
        return
    with store.writing() as connection:
        passes.record_file(connection, file.name, digest, closed=tally.health is not None, count=tally.outcomes.total(), at=now())
        if tally.health is not None:
            record_health(connection, tally.health)
    summary.counts += tally.outcomes + Counter(refused=tally.refused.total(), files=1)
    summary.lines.append(f"{file.name}: {tally}" + _health_words(tally.health.status if tally.health else None))
    summary.troubles += tally.refusals[:5]


def _health_words(status: str | None) -> str:
    if status is None:
        return "; no closing record: the crawl died, its edition counts as not read"
    return "" if status == "complete" else f"; the crawl was {status}: its edition's watermark stays"
