"""What a crawl may claim at its end: from when up to when everything on the topic was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from crawler.crawlfile import CrawlStatus, EntryPoint, Health
from crawler.crawling.channel_reading import ChannelReading
from crawler.crawling.task import Tally, Task
from crawler.crawling.unread_pages import UnreadPages
from crawler.planning import complete_to

HELD_NAMED = 50  # of the pages that hold the watermark so many are named


def closing_record(
    task: Task, channels: Sequence[ChannelReading], unread: UnreadPages, tally: Tally, *, is_stopped: bool
) -> Health:
    tried = tuple(point for channel in channels for point in _in_order(channel))
    read = bool(channels) and all(channel.is_whole() for channel in channels if channel.needed)
    held = unread.oldest_first()
    start: datetime | None = _complete_from(task, channels)
    stop = complete_to(_end(task, channels), read, [when for when, _ in held])
    if stop is None or (start is not None and start > stop):
        start, stop = None, None
    whole = read and stop is not None and not is_stopped and not held
    return Health(
        outlet=task.outlet.id, edition=task.edition.id, started_at=task.started, finished_at=task.clock(),
        complete_from=start, complete_to=stop, status=_status(channels, tried, whole), entry_points=tried,
        held_by=tuple(url for _, url in held[:HELD_NAMED]), **asdict(tally),
    )  # fmt: skip


def _end(task: Task, channels: Sequence[ChannelReading]) -> datetime | None:
    """Up to when the listings of all channels prove that there was nothing else; None when those of one do not."""
    ends = [channel.complete_to for channel in channels if channel.needed]
    known = [end for end in ends if end]
    return min((*known, task.started, *([task.until] if task.until else ()))) if len(known) == len(ends) else None


def _complete_from(task: Task, channels: Sequence[ChannelReading]) -> datetime:
    """Of all channels the latest; a list without dates says nothing of the time before this crawl."""
    starts = [channel.complete_from() or task.started for channel in channels if channel.needed]
    return max((*starts, *([task.since] if task.since else ())), default=task.started)


def _status(channels: Sequence[ChannelReading], tried: Sequence[EntryPoint], whole: bool) -> CrawlStatus:
    if not any(channel.is_read for channel in channels):
        return "blocked" if any(point.status == "blocked" for point in tried) else "failed"
    return "complete" if whole and all(channel.is_whole() for channel in channels) else "partial"  # also those not needed


def _in_order(channel: ChannelReading) -> tuple[EntryPoint, ...]:
    """As they were tried; of a channel that was read, the last is one that was read: its reserve does not take that back."""
    return tuple(sorted(channel.tried, key=lambda point: point.status == "read") if channel.is_whole() else channel.tried)
