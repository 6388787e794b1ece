"""How old the last finished pass, and the reading of an edition, may be before somebody should look."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.settings import Settings
from monitor.store.watermarks import Watermark

FOR_THE_PASS = timedelta(minutes=30)  # understanding, comparing and mailing what a crawl brought
A_DAY = timedelta(hours=24)


def longest_pause(settings: Settings) -> timedelta:
    """How far the ends of two passes of a healthy schedule may be apart: one run is missed, and a crawl takes its limit."""
    usual = settings.schedule.every_minutes
    shortest = min((outlet.schedule.every_minutes or usual for outlet in settings.outlets.enabled()), default=usual)
    interval = timedelta(minutes=shortest, seconds=settings.schedule.jitter_seconds)
    return 2 * interval + timedelta(minutes=settings.crawl.limits.crawl_minutes) + FOR_THE_PASS


def is_stale(last_finished: datetime | None, settings: Settings, clock: datetime) -> bool:
    """Whether the last pass is older than the schedule lets it be; no pass at all is stale too."""
    return last_finished is None or clock - last_finished > longest_pause(settings)


def is_unread(mark: Watermark, clock: datetime) -> bool:
    """Whether the edition was not read to its end within the last day."""
    return mark.complete_to is None or clock - mark.complete_to > A_DAY
