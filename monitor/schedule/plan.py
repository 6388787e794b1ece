"""The jobs that the configuration asks for, and when each is due. Nothing here knows a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from crawler.outlets import Outlet
from monitor.crawling import crawlable
from monitor.sections import Daily, Retention
from monitor.settings import Settings
from monitor.store.jobs import JobRun

UNFINISHED = ("died", "stopped")  # a run that counts as none
INDEX_EVERY = timedelta(minutes=5)
PRUNE_EVERY = timedelta(days=1)
JobKind = Literal["crawl", "pass", "mail", "index", "prune"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Again when so much time has gone by since it began."""

    interval: timedelta


When = Every | Daily | None  # None: when it is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedJob:
    id: str  # "crawl tass", "mail 07:30 Europe/Moscow"
    kind: JobKind
    when: When = None
    outlet: str | None = None

    @property
    def slug(self) -> str:
        """The id as a word of the log: "crawl-tass"."""
        return self.id.replace(" ", "-").replace("/", "-").replace(":", "")


PASS = PlannedJob(id="pass", kind="pass")


def plan_jobs(settings: Settings) -> tuple[PlannedJob, ...]:
    """One for each enabled outlet that can be crawled, one for each hour of daily mails, and the upkeep that is asked for."""
    outlets = dict.fromkeys(outlet.id for outlet, _ in crawlable(settings.outlets))
    jobs = [
        PlannedJob(id=f"crawl {outlet.id}", kind="crawl", when=Every(interval=_interval(outlet, settings)), outlet=outlet.id)
        for outlet in settings.outlets
        if outlet.id in outlets
    ]
    dailies = dict.fromkeys((watch.daily.at, watch.daily.zone) for watch in settings.watches if watch.daily)
    jobs += [PlannedJob(id=f"mail {at} {zone}", kind="mail", when=Daily(at=at, zone=zone)) for at, zone in dailies]
    if settings.elasticsearch is not None:
        jobs.append(PlannedJob(id="index", kind="index", when=Every(interval=INDEX_EVERY)))
    if settings.retention != Retention():
        jobs.append(PlannedJob(id="prune", kind="prune", when=Every(interval=PRUNE_EVERY)))
    return tuple(jobs)


def _interval(outlet: Outlet, settings: Settings) -> timedelta:
    return timedelta(minutes=outlet.schedule.every_minutes or settings.schedule.every_minutes)


def next_due(when: When, last: JobRun | None, now: datetime) -> datetime:
    """When the job is to run next; a moment that is not after `now` means at once.

    A last run in the future, before a clock that was set back, counts as run now: the watch neither stands still until the
    clock has come there again, nor does everything once more.
    """
    if isinstance(when, Daily):
        return now if last and last.status in UNFINISHED else next_daily(when, min(last.started_at, now) if last else now)
    if when is None or last is None or last.status in UNFINISHED:
        return now
    return min(last.started_at, now) + when.interval


def next_daily(daily: Daily, after: datetime) -> datetime:
    """The next time that a clock on the wall of that zone shows the hour, after that moment.

    Where summer time leaps over the hour it is as long after midnight as ever; where the hour comes twice it is the first.
    """
    zone, hour = ZoneInfo(daily.zone), time.fromisoformat(daily.at)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, hour, zone).astimezone(UTC)
        if moment > after:
            return moment
        day += timedelta(days=1)
