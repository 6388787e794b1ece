"""What the schedule does in processes of their own: the pass after crawls, the index, what is kept no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor import clock
from monitor.index.keeping_up import keep_up
from monitor.schedule.apart import Task, Told, Work, go_on
from monitor.store.engine import open_store
from monitor.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    tidy: Work
    follow: Work
    index: Work
    prune: Work


def tidy(task: Task) -> Told:
    """Takes what was left behind, before anything crawls: a crawl that died is read from the archive with its edition locked."""
    from monitor.store.lock import only_pass
    from monitor.taking import take_ended

    summary = Summary()
    with open_store(task.settings.store) as store, only_pass(store.path):
        take_ended(store, task.settings, summary, task.names, lambda: _now(task))
    return _told(summary)


def follow(task: Task) -> Told:
    """The pass after crawls, and what it changed to the search engine."""
    from monitor.run import follow_crawls

    with open_store(task.settings.store) as store:
        summary = follow_crawls(store, task.settings, names=task.names, now=lambda: _now(task), go_on=go_on)
    return _told(summary)


def index(task: Task) -> Told:
    """Ships what waits to the search engine."""
    summary = Summary()
    with open_store(task.settings.store) as store:
        keep_up(store, task.settings, summary, lambda: _now(task))
    return Told(outcome="; ".join(summary.lines), troubles=tuple(summary.troubles), failed=bool(summary.troubles))


def prune(task: Task) -> Told:
    """Takes away what is kept no longer."""
    from monitor.operation.pruning import prune

    with open_store(task.settings.store) as store:
        return Told(outcome=str(prune(store, task.settings, _now(task))))


WORKS = Works(tidy=tidy, follow=follow, index=index, prune=prune)


def _now(task: Task) -> datetime:
    return clock.now() + task.ahead


def _told(summary: Summary) -> Told:
    counts = ", ".join(f"{count} {name}" for name, count in sorted(summary.counts.items()) if count)
    return Told(outcome=counts or "nothing new", lines=tuple(summary.lines), troubles=tuple(summary.troubles), run=summary.run)
