"""The middle of a pass: what waits is understood, and the events that it touches are compared."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from tqdm import tqdm

from crawler.outlets import Outlets
from monitor.bench import Bench
from monitor.compare_store import compare_store, ripe_events
from monitor.ingest import analyse_waiting
from monitor.progress import bar
from monitor.steps import step
from monitor.store.analyses import count_unanalysed
from monitor.store.engine import Store
from monitor.store.events import waiting_articles
from monitor.summary import Summary

LOG = logging.getLogger(__name__)


def nothing() -> None:
    """Nobody asks the pass to stop."""


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
