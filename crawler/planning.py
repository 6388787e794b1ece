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
SERVER_AHEAD = timedelta(minutes=5)  # so far in the future a time is still taken for a server's clock that is ahead
QUIET = 1 / 3  # share of `fresh_hours`: for so long a list may show nothing new and still prove that nothing came
UNREAD = ("listed", "failed", "quarantined")  # outcomes of a page that is still to be read
URL_DAY = re.compile(r"/((?:19|20)\d{2})-?(\d{2})[-/]?(\d{2})/")
IN_ORDER = 0.7  # share of neighbours that must agree before a list counts as ordered by time
DATED = 0.5  # share of the items that must show a time before a list counts as dated
FOOT = 5  # the last item of so many at a list's foot may be an old one that was put there


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Between which moments something was published; both the same where the listing says it to the second."""

    earliest: datetime | None  # None: a sitemap tells the last change alone; when the article came out it does not say
    latest: datetime


def when_published(listed: Listed, zone: ZoneInfo) -> When | None:
    """From the listing, else the day in the address, else some time before it was last changed; None when nothing tells."""
    if listed.published_at is not None:
        return When(earliest=listed.published_at, latest=listed.published_at)
    if (day := _day_in(listed.url, zone)) is not None:
        return day
    return None if listed.updated_at is None else When(earliest=None, latest=listed.updated_at)


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


def fresh_to(listed: Sequence[Listed], now: datetime, zone: ZoneInfo) -> datetime | None:
    """The time of the newest item: whatever came out later, a copy of the list that stands still would not show.

    None when the list shows no dates. Of an item that shows the day alone, the day's first moment is taken."""
    moments = [
        when.earliest or when.latest
        for item in listed
        if (when := when_published(item, zone)) and (when.earliest or when.latest) <= now + SERVER_AHEAD
    ]
    return min(max(moments), now) if moments and is_dated(listed, zone) else None


def is_dated(listed: Sequence[Listed], zone: ZoneInfo) -> bool:
    """Whether enough of the items show a time: one old item with a date among others without says nothing of them."""
    return sum(when_published(item, zone) is not None for item in listed) >= max(1, DATED * len(listed))


def reach(listed: Sequence[Listed], zone: ZoneInfo, *, kind: str = "") -> datetime | None:
    """Down to which moment the list is complete; None when it shows no dates.

    The last items of a list that runs back in time, the first of one that runs forward: an old item pinned to the top, or a few
    at the foot, say nothing. A list may be ordered by the last change; what was published later was changed later too. Of a list
    in no order the middle is taken, and nothing when it is a page of links, where editors choose what stays."""
    if not is_dated(listed, zone):
        return None
    whens = [(item, when) for item in listed if (when := when_published(item, zone))]
    series = [[when.latest for _, when in whens]]
    if sum(item.updated_at is not None for item, _ in whens) >= DATED * len(whens):
        series.append([item.updated_at or when.latest for item, when in whens])
    best = max(_order(moments) for moments in series)
    if len(whens) > 1 and best < IN_ORDER:
        return None if kind == "links" else median_low(series[0])
    last = 2 if kind == "sitemap" else max(2, len(whens) // FOOT)  # nobody puts an old article at the foot of a sitemap
    return max(_foot(moments, last) for moments in series if _order(moments) == best)


def _order(moments: Sequence[datetime]) -> float:
    """The share of neighbours that agree on a direction."""
    return max(_directions(moments))


def _directions(moments: Sequence[datetime]) -> tuple[float, float]:
    pairs = list(pairwise(moments))
    falling, rising = (sum(order(a, b) for a, b in pairs) for order in (datetime.__ge__, datetime.__le__))
    return (falling / len(pairs), rising / len(pairs)) if pairs else (1.0, 1.0)


def _foot(moments: Sequence[datetime], last: int) -> datetime:
    falling, rising = _directions(moments)
    end = moments if falling >= rising else moments[::-1]
    return max(end[-last:]) if len(end) > 3 else end[-1]


def back_to(last_complete: datetime | None, since: datetime | None) -> datetime | None:
    """How far back the listings are read: to `since`, else to the last complete reading and a little further; None: one page."""
    return since or (last_complete and last_complete - OVERLAP)


def is_outside(when: When | None, since: datetime | None, until: datetime | None) -> bool:
    """Whether it was surely published outside that stretch."""
    if when is None:
        return False
    is_after = until is not None and when.earliest is not None and when.earliest > until
    return is_after or (since is not None and when.latest < since)


def was_never_read(known: Known) -> bool:
    """No text of it was ever handed over, and it is not given up."""
    return known.outcome in UNREAD and not known.text_hash and known.failed_since is not None


def asks_again(known: Known, listed: Listed | None, now: datetime, refetch_hours: Sequence[float]) -> bool:
    """Whether a page we know must be asked for again although its schedule does not say so."""
    if known.outcome in UNREAD and known.failed_since is not None:
        return True
    if listed is None:
        return False
    if listed.updated_at is not None and known.last_at < listed.updated_at <= now:
        return True
    # It is listed again after it was gone: it may be back.
    return known.outcome in ("gone", "moved") and now - known.last_at >= timedelta(hours=min(refetch_hours, default=1))


def is_given_up(failed_since: datetime, now: datetime, retry_days: float) -> bool:
    return now - failed_since >= timedelta(days=retry_days)


def complete_to(end: datetime | None, channels_read: bool, held: Sequence[When | None]) -> datetime | None:
    """Up to when everything on the topic was read; None: what was read before stays as it is.

    `end` is None when no list proves that it is of today. A held page without a date may have come out at any time."""
    if not channels_read or end is None:
        return None
    moments = [end]
    for when in held:
        if when is None or when.earliest is None:
            return None
        moments.append(when.earliest - timedelta(seconds=1))
    return min(moments)
