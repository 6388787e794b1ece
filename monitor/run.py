"""One monitoring pass: take finished crawl files, understand, compare, and hand what became open to the alerts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.outlets import Outlets
from monitor.bench import Bench, lay_bench
from monitor.compare_store import compare_store, ripe_events
from monitor.crawl_files import file_digest, take_files
from monitor.crawling import Job, Stretch, crawl_editions, crawlable, plan_crawl
from monitor.ingest import analyse_waiting
from monitor.logs import run_id
from monitor.progress import bar
from monitor.recovering import recover_crawls
from monitor.settings import Settings
from monitor.steps import step
from monitor.store import passes
from monitor.store.analyses import count_unanalysed
from monitor.store.engine import Store
from monitor.store.events import waiting_articles
from monitor.store.lock import only_pass
from monitor.summary import Summary as Summary
from processors.errors import InputError

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawls:
    """What the pass crawls before it looks at anything."""

    as_if: bool = False  # every decision is taken by the pass's clock; otherwise by the time that it is
    stretch: Stretch | None = None  # a part of the past: what it brings is compared and never mailed


def run_pass(
    store: Store,
    settings: Settings,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    folder: Path | None = None,
    crawls: Crawls | None = None,
    only: Sequence[str] = (),
    notes: Sequence[str] = (),
    bench: Bench | None = None,
) -> Summary:
    """One pass over the finished crawl files of that folder, or over what it crawls itself; what it finds new is mailed, with
    the notes at its foot."""
    bench = bench or lay_bench(settings, notes)
    summary = Summary()
    with only_pass(store.path):
        with store.writing() as connection:
            number = passes.begin_pass(connection, "run", clock, now())
        with run_id(f"pass-{number}"), step(LOG, "the pass", summary.counts):
            LOG.info("pass %d begins, by the clock %s", number, clock)
            if folder is not None:
                with step(LOG, "taking crawl files", summary.counts):
                    take_files(store, folder, settings.outlets, summary, clock=clock, now=now, only=only)
            if crawls is not None:
                with step(LOG, "crawling", summary.counts):
                    crawl_all(store, settings, crawls, summary, clock=clock, now=now, only=only)
                clock = clock if crawls.as_if else now()
            understand(store, bench, settings.outlets, summary, clock=clock, now=now)
            with step(LOG, "alerting", summary.counts):
                _alert(store, bench, summary, clock)
            with store.writing() as connection:
                passes.finish_pass(connection, number, summary.counts, now())
    return summary


def crawl_all(
    store: Store,
    settings: Settings,
    crawls: Crawls,
    summary: Summary,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
) -> None:
    """Crawls the editions and takes what comes; first what an earlier pass that died has left."""
    settings.crawl.user_agent()  # without a contact nothing is fetched
    places = crawlable(settings.outlets, only)
    if not places:
        raise InputError(f"run: no edition can be crawled; {settings.folder / 'outlets'} has to say where articles are listed")
    _take_all(store, settings, summary, clock, now)
    fixed = clock if crawls.as_if else None
    jobs = [plan_crawl(settings, place, clock, clock=fixed, stretch=crawls.stretch) for place in places]
    free = [job for job in jobs if _may_write(store, job, summary)]
    summary.troubles += crawl_editions(free, settings)
    _take_all(store, settings, summary, clock, now, [job.file.name for job in free])


def _take_all(
    store: Store,
    settings: Settings,
    summary: Summary,
    clock: datetime,
    now: Callable[[], datetime],
    names: Sequence[str] | None = None,
) -> None:
    if settings.crawl.crawls.is_dir():
        take_files(store, settings.crawl.crawls, settings.outlets, summary, clock=clock, now=now, names=names)
    recover_crawls(store, settings, summary, now=now)


def _may_write(store: Store, job: Job, summary: Summary) -> bool:
    """Whether the crawl's file is not there yet, or was taken as it is."""
    if not job.file.exists():
        return True
    with store.reading() as connection:
        taken = passes.taken_file(connection, job.file.name) == file_digest(job.file)
    if not taken:
        summary.troubles.append(f"crawl of {job.place}: {job.file} is there and was not taken; look at it and move it away")
    return taken


def understand(
    store: Store, bench: Bench, outlets: Outlets, summary: Summary, *, clock: datetime, now: Callable[[], datetime]
) -> None:
    """Analyses what waits and compares the events that it touches."""
    with store.reading() as connection:
        unread = count_unanalysed(connection)
    if unread:
        with step(LOG, "understanding", summary.counts), bar("understanding", unread, " articles") as shown:
            counts = analyse_waiting(store, bench.analyser(), outlets, now=now, progress=shown.update)
            summary.counts += counts
        failed = f", failed: {counts['failed']}" if counts["failed"] else ""
        summary.lines.append(f"understood: {counts['analysed']} texts{failed}")
    with store.reading() as connection:
        waiting = len(waiting_articles(connection, clock))
    if waiting or ripe_events(store, clock):
        with step(LOG, "comparing", summary.counts), bar("comparing", waiting, " articles") as shown:
            counts = compare_store(store, bench.comparer(), clock=clock, now=now, progress=shown.update)
            summary.counts += counts
        changes = f"{counts['opened']} divergences became open, {counts['changes']} changed in all"
        summary.lines.append(f"compared: {counts['events']} events; {changes}")


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
