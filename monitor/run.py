"""One monitoring pass: take finished crawl files, understand, compare, and hand what became open to the alerts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from crawler.outlets import Outlets
from monitor.bench import Bench, lay_bench
from monitor.compare_store import compare_store, ripe_events
from monitor.crawl_files import take_files
from monitor.crawl_round import do_crawls
from monitor.crawling import Stretch, crawlable, plan_crawl
from monitor.index.keeping_up import keep_up
from monitor.ingest import analyse_waiting
from monitor.logs import run_id
from monitor.progress import bar
from monitor.recovering import recover_crawls
from monitor.schedule.beside import ended_files
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
MADE = datetime.max.replace(tzinfo=UTC)


def nothing() -> None:
    """Nobody asks the pass to stop."""


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
    with _one_pass(store, "run", clock, now) as summary:
        if folder is not None:
            with step(LOG, "taking crawl files", summary.counts):
                take_files(store, folder, settings.outlets, summary, clock=clock, now=now, only=only)
        if crawls is not None:
            with step(LOG, "crawling", summary.counts):
                crawl_all(store, settings, crawls, summary, clock=clock, now=now, only=only)
            clock = clock if crawls.as_if else now()
        understand(store, bench, settings.outlets, summary, clock=clock, now=now)
        _alert(store, bench, summary, clock)
    keep_up(store, settings, summary, now)
    return summary


def follow_crawls(
    store: Store,
    settings: Settings,
    *,
    names: Collection[str],
    now: Callable[[], datetime],
    bench: Bench | None = None,
    go_on: Callable[[], object] = nothing,
) -> Summary:
    """The pass after crawls that others did: takes those of their files, and does the rest as ever.

    `go_on` is called after each article that was understood and each event that was compared; what it raises ends the pass there.
    """
    bench = bench or lay_bench(settings)
    with _one_pass(store, "schedule", now(), now) as summary:
        take_ended(store, settings, summary, names, now)
        go_on()
        understand(store, bench, settings.outlets, summary, clock=now(), now=now, go_on=go_on)
        _alert(store, bench, summary, now())
    return summary


@contextmanager
def _one_pass(store: Store, command: str, clock: datetime, now: Callable[[], datetime]) -> Iterator[Summary]:
    """Nobody else's pass meanwhile; it stands in the log of passes as finished when nothing was raised."""
    summary = Summary()
    with only_pass(store.path):
        with store.writing() as connection:
            number = passes.begin_pass(connection, command, clock, now())
        summary.run = f"pass-{number}"
        with run_id(summary.run), step(LOG, "the pass", summary.counts):
            LOG.info("pass %d begins, by the clock %s", number, clock)
            yield summary
            with store.writing() as connection:
                passes.finish_pass(connection, number, summary.counts, now())


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
    take_all(store, settings, summary, clock, now)
    fixed = clock if crawls.as_if else None
    jobs = [plan_crawl(settings, place, clock, clock=fixed, stretch=crawls.stretch) for place in places]
    done = do_crawls(store, settings, jobs, summary)
    take_all(store, settings, summary, clock, now, [job.file.name for job in done])


def take_all(
    store: Store,
    settings: Settings,
    summary: Summary,
    clock: datetime,
    now: Callable[[], datetime],
    names: Collection[str] | None = None,
) -> None:
    """Takes the files of our own crawls, of those names alone if there are any, and reads what died from the archive.

    Crawls may go on beside us: one whose file is there and was not among the names is left to the next time.
    """
    crawls, taken = settings.crawl.crawls, names
    if crawls.is_dir():
        taken = ended_files(store, crawls) if names is None else names
        take_files(store, crawls, settings.outlets, summary, clock=clock, now=now, names=taken)
    recover_crawls(
        store, settings, summary, now=now, spared=lambda name: name.file not in (taken or ()) and (crawls / name.file).exists()
    )


def take_ended(store: Store, settings: Settings, summary: Summary, names: Collection[str], now: Callable[[], datetime]) -> None:
    """The same for the crawls of a schedule; what has ended was made, even when the clock was set back since."""
    with step(LOG, "taking crawl files", summary.counts):
        take_all(store, settings, summary, MADE, now, names)


def understand(
    store: Store,
    bench: Bench,
    outlets: Outlets,
    summary: Summary,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    go_on: Callable[[], object] = nothing,
) -> None:
    """Analyses what waits and compares the events that it touches."""
    with store.reading() as connection:
        unread = count_unanalysed(connection)
    if unread:
        with step(LOG, "understanding", summary.counts), bar("understanding", unread, " articles") as shown:
            counts = analyse_waiting(store, bench.analyser(), outlets, now=now, progress=_telling(shown, go_on))
            summary.counts += counts
        failed = f", failed: {counts['failed']}" if counts["failed"] else ""
        summary.lines.append(f"understood: {counts['analysed']} texts{failed}")
    with store.reading() as connection:
        waiting = len(waiting_articles(connection, clock))
    if waiting or ripe_events(store, clock):
        with step(LOG, "comparing", summary.counts), bar("comparing", waiting, " articles") as shown:
            counts = compare_store(store, bench.comparer(), clock=clock, now=now, progress=_telling(shown, go_on))
            summary.counts += counts
        changes = f"{counts['opened']} divergences became open, {counts['changes']} changed in all"
        summary.lines.append(f"compared: {counts['events']} events; {changes}")


def _telling(shown: tqdm[NoReturn], go_on: Callable[[], object]) -> Callable[[int], object]:
    def progress(count: int) -> None:
        shown.update(count)
        go_on()

    return progress


def _alert(store: Store, bench: Bench, summary: Summary, clock: datetime) -> None:
    with step(LOG, "alerting", summary.counts):
        report = bench.alert(store, clock)
        summary.counts += Counter(mailed=len(report.sent), told=report.new, ended=report.ended)
        summary.lines.append(_mail_line(len(report.sent), report.new, report.ended, len(report.waiting)))
        summary.troubles += report.troubles


def _mail_line(sent: int, new: int, ended: int, waiting: int) -> str:
    if not sent and not waiting:
        return "mailed: nothing new"
    told = f"{new} new divergences" + (f", {ended} that ended" if ended else "")
    return f"mailed: {sent} messages, {told}" + (f"; {waiting} wait for the next pass" if waiting else "")
