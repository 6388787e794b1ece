"""What a crawl decides about listings and pages, from what they say alone: no network, no clock, no memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median_low
from zoneinfo import ZoneInfo

from crawler.archive.memory_records import Known
from crawler.crawlfile import PointStatus
from crawler.listings.listing import Listed

OVERLAP = timedelta(hours=2)  # read back this far beyond the last complete reading: some items appear late, with their old time
AHEAD = timedelta(days=1)  # an item dated later than this from now is misdated, and proves no freshness
EDITED = timedelta(
    days=3
)  # a sitemap tells the last change alone: so long before it, at most, the article is taken to have come out
URL_DAY = re.compile(r"/((?:19|20)\d{2})-?(\d{2})[-/]?(\d{2})/")
IN_ORDER = 0.7  # share of neighbours that must agree before a list counts as ordered by time


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Between which moments something was published; both the same where the listing says it to the second."""

    earliest: datetime
    latest: datetime


def when_published(listed: Listed, zone: ZoneInfo) -> When | None:
    """From the listing, else the day in the address, else a little before it was last changed; None when nothing tells."""
    if listed.published_at is not None:
        return When(earliest=listed.published_at, latest=listed.published_at)
    if (day := _day_in(listed.url, zone)) is not None:
        return day
    if listed.updated_at is None:
        return None
    try:
        return When(earliest=listed.updated_at - EDITED, latest=listed.updated_at)
    except OverflowError:
        return None


def _day_in(url: str, zone: ZoneInfo) -> When | None:
    found = URL_DAY.search(url)
    if not found:
        return None
    try:
        start = datetime(*map(int, found.groups()), tzinfo=zone).astimezone(UTC)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None
    return When(earliest=start, latest=start + timedelta(days=1, seconds=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    status: PointStatus
    reason: str = ""
    newest: datetime | None = None


def judge_freshness(listed: Sequence[Listed], now: datetime, fresh_hours: float | None, zone: ZoneInfo) -> Freshness:
    """Whether what an entry point shows is worth its name: "read", "empty", or "stale" when even the newest is too old.

    A list without dates cannot be told stale; nor is one of the past, which has no `fresh_hours`."""
    if not listed:
        return Freshness(status="empty", reason="no address of an article")
    moments = [when.latest for item in listed if (when := when_published(item, zone))]
    newest = max((moment for moment in moments if moment <= now + AHEAD), default=None)
    if newest is None:
        return Freshness(status="read")
    newest = min(newest, now)
    if fresh_hours is not None and newest < now - timedelta(hours=fresh_hours):
        return Freshness(status="stale", reason=f"newest item is of {newest:%Y-%m-%d %H:%M}", newest=newest)
    return Freshness(status="read", newest=newest)


def reach(listed: Sequence[Listed], zone: ZoneInfo) -> datetime | None:
    """Down to which moment the list is complete; None when it shows no dates.

    The last item of a list that runs back in time, the first of one that runs forward: an old item pinned to the top, or one
    new one at the foot, says nothing. Of a list in no order the middle is taken."""
    moments = [when.latest for item in listed if (when := when_published(item, zone))]
    if len(moments) < 2:
        return moments[0] if moments else None
    pairs = list(pairwise(moments))
    falling, rising = (sum(order(a, b) for a, b in pairs) / len(pairs) for order in (datetime.__ge__, datetime.__le__))
    if max(falling, rising) < IN_ORDER:
        return median_low(moments)
    end = moments if falling >= rising else moments[::-1]
    return max(end[-2:]) if len(end) > 3 else end[-1]


def back_to(last_complete: datetime | None, since: datetime | None) -> datetime | None:
    """How far back the listings are read: to `since`, else to the last complete reading and a little further; None: one page."""
    return since or (last_complete and last_complete - OVERLAP)


def is_outside(when: When | None, since: datetime | None, until: datetime | None) -> bool:
    """Whether it was surely published outside that stretch."""
    return when is not None and ((since is not None and when.latest < since) or (until is not None and when.earliest > until))


def was_never_read(known: Known) -> bool:
    """No text of it was ever handed over, and it is not given up."""
    return known.outcome in ("failed", "quarantined") and not known.text_hash and known.failed_since is not None


def asks_again(known: Known, listed: Listed | None, now: datetime, refetch_hours: Sequence[float]) -> bool:
    """Whether a page we know must be asked for again although its schedule does not say so."""
    if known.outcome in ("failed", "quarantined") and known.failed_since is not None:
        return True
    if listed is None:
        return False
    if listed.updated_at is not None and known.last_at < listed.updated_at <= now:
        return True
    # It is listed again after it was gone: it may be back.
    return known.outcome in ("gone", "moved") and now - known.last_at >= timedelta(hours=min(refetch_hours, default=1))


def is_given_up(failed_since: datetime, now: datetime, retry_days: float) -> bool:
    return now - failed_since >= timedelta(days=retry_days)


def complete_to(end: datetime, last_complete: datetime | None, channels_read: bool, held: Sequence[When | None]) -> datetime | None:
    """Up to when everything on the topic was read; None: the watermark stays where it is.

    A held page without a date stands somewhere after the last complete reading, so nothing later may be claimed."""
    if not channels_read:
        return None
    moments = [end]
    for when in held:
        if when is not None:
            moments.append(when.earliest - timedelta(seconds=1))
        elif last_complete is None:
            return None
        else:
            moments.append(last_complete)
    return min(moments)
