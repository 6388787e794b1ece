"""When a daily watch is looked at: at its hour, late rather than never, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.sections import Daily

DAY = timedelta(days=1)


def last_hour(daily: Daily, clock: datetime) -> datetime:
    """The latest moment up to the clock at which the digest was due.

    An hour that a clock change skips comes as much later as the clocks went forward; of one that comes twice the first counts.
    """
    zone = ZoneInfo(daily.zone)
    at = time.fromisoformat(daily.at)
    today = clock.astimezone(zone).date()
    hours = (datetime.combine(today - days * DAY, at, tzinfo=zone).astimezone(clock.tzinfo) for days in (-1, 0, 1, 2))
    return max(hour for hour in hours if hour <= clock)


def is_due(daily: Daily, looked_at: datetime | None, clock: datetime) -> bool:
    """Whether an hour of it lies between the last look and now; a watch that was never looked at waits for its first hour."""
    return looked_at is not None and looked_at < last_hour(daily, clock)


def begins_now(looked_at: datetime | None, clock: datetime) -> bool:
    """Whether the watch is new, or was looked at by a clock that was wrong by more than a day: it waits from now on."""
    return looked_at is None or looked_at > clock + DAY
