"""One monitoring pass: take finished crawl files, understand, compare, and hand what became open to the alerts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from monitor.bench import Bench, lay_bench
from monitor.crawl_files import take_files
from monitor.index.keeping_up import keep_up
from monitor.logs import run_id
from monitor.pass_crawls import Crawls as Crawls
from monitor.pass_crawls import crawl_all
from monitor.settings import Settings
from monitor.steps import step
from monitor.store import passes
from monitor.store.engine import Store
from monitor.store.lock import only_pass
from monitor.summary import Summary as Summary
from monitor.taking import take_ended
from monitor.understanding import nothing, understand

LOG = logging.getLogger(__name__)


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
        with step(LOG, "taking crawl files", summary.counts):
            take_ended(store, settings, summary, names, now)
        go_on()
        understand(store, bench, settings.outlets, summary, clock=now(), now=now, go_on=go_on)
        _alert(store, bench, summary, now())
    keep_up(store, settings, summary, now)
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


def _alert(store: Store, bench: Bench, summary: Summary, clock: datetime) -> None:
    with step(LOG, "alerting", summary.counts):
        report = bench.alert(store, clock)
        summary.counts += Counter(mailed=len(report.sent), told=report.new, ended=report.ended)
        summary.lines.append(_mail_line(len(report.sent), report.new, report.ended, len(report.waiting)))
        summary.troubles += report.troubles


def _mail_line(sent: int, new: int, ended: int, waiting: int) -> str:
    if not sent and not waiting:
        return "mailed: nothing new"
    messages = "1 message" if sent == 1 else f"{sent} messages"
    told = f"{new} new divergences" + (f", {ended} that ended" if ended else "")
    return f"mailed: {messages}, {told}" + (f"; {waiting} wait for the next pass" if waiting else "")
