"""When APScheduler runs a job. The scheduler goes by the clock of the system, the jobs by that of the watch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.schedule.plan import Every, When, next_daily
from monitor.sections import Daily


class EachDay(BaseTrigger):  # type: ignore[misc]  # the package has no types
    """At that hour of that zone; `ahead` is how far the watch's clock is before the system's."""

    def __init__(self, daily: Daily, ahead: timedelta) -> None:
        self.daily = daily
        self.ahead = ahead

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return next_daily(self.daily, (previous_fire_time or now) + self.ahead) - self.ahead


def trigger_of(when: When, jitter_seconds: float, ahead: timedelta) -> BaseTrigger:
    """A crawl's trigger is a little late each time, so that no server sees us on the dot."""
    if isinstance(when, Every):
        return IntervalTrigger(seconds=when.interval.total_seconds(), timezone=UTC, jitter=jitter_seconds or None)
    if when is None:
        raise ValueError("a job that is asked for has no time of its own")
    return EachDay(when, ahead)
