"""Whether the watch is awake, and reads what it should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.alarms import alarm_lines, current_alarms
from monitor.doctor.finding import Finding, Visit
from monitor.freshness import is_unread
from monitor.store.engine import open_store
from monitor.store.jobs import last_runs
from monitor.store.passes import last_passes
from monitor.store.watermarks import load_watermarks

LONG_AGO = timedelta(days=8)  # for a backup: a weekly one, and a day


def watch(visit: Visit) -> Iterator[Finding]:
    settings, now = visit.settings, visit.now
    if not settings.store.exists():
        return
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        for found in last_passes(connection, 1):
            if found.finished_at is None:
                words = f"number {found.number} is running or died; the next one goes on"
                yield Finding(what="last pass", words=words, good=None)
        yield from _clock(connection, now)
        yield freshness(connection, settings.outlets, now)
        for line in alarm_lines(current_alarms(connection, settings.outlets, now), settings.outlets):
            yield Finding(what="alarm", words=line, good=None)
        yield from _schedule(connection, visit)
        yield _backup(connection, now)


def freshness(connection: Connection, outlets: Outlets, now: datetime) -> Finding:
    unwatched = {outlet.id for outlet in outlets if not outlet.enabled}
    stale = [
        f"{outlet}/{edition}"
        for (outlet, edition), mark in load_watermarks(connection).items()
        if outlet not in unwatched and is_unread(mark, now)
    ]
    words = f"not read for a day: {', '.join(stale)}" if stale else "fresh"
    return Finding(what="watermarks", words=words, good=None if stale else True)


def _clock(connection: Connection, now: datetime) -> Iterator[Finding]:
    """A pass that began in our future says that the clock was set back."""
    for found in last_passes(connection, 1):
        if found.started_at > now + timedelta(minutes=1):
            words = f"pass {found.number} began at {found.started_at:%Y-%m-%d %H:%M} UTC, which is not yet; set the clock right"
            yield Finding(what="clock", words=words, good=False)


def _schedule(connection: Connection, visit: Visit) -> Iterator[Finding]:
    from monitor.schedule.health import overdue_jobs
    from monitor.schedule.holding import find_holder

    if not any(name.startswith("crawl ") for name in last_runs(connection)):
        yield Finding(what="schedule", words="`readout schedule` never ran here; passes are made by hand", good=None)
        return
    late = overdue_jobs(connection, visit.settings, visit.now)
    alive = "is running" if find_holder(visit.settings.store) else "is not running"
    words = f"{alive}; " + (
        f"overdue: {', '.join(late)}: start `readout schedule`, or look at its log" if late else "nothing is overdue"
    )
    yield Finding(what="schedule", words=words, good=not late)


def _backup(connection: Connection, now: datetime) -> Finding:
    last = last_runs(connection).get("backup")
    if last is None:
        return Finding(what="backup", words="none was made here; `readout backup FOLDER` makes one", good=None)
    age = now - last.started_at
    words = f"{age.days} days old: {last.outcome}" if age.days else f"of today: {last.outcome}"
    return Finding(what="backup", words=words, good=True if age <= LONG_AGO else None)
