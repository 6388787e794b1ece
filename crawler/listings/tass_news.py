"""`POST /userApi/categoryNewsList` of tass.com: a section's news, back in time."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from crawler.listings.addresses import absolute
from crawler.listings.answers import json_of, rows_of, text_of
from crawler.listings.dates import read_moment, read_time
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.wording import TITLE, words

EXPECTED = 'a list of news ({"newsList": […]})'
EXCLUDED = 200  # ids that are sent along: only those of the same second as the last row could come twice


def read_tass_news(body: bytes, url: str, content_type: str, zone: ZoneInfo, sent: str) -> Listing:
    """The rows, and how the older ones are asked for; an empty list is the end."""
    answer = json_of(text_of(body, content_type), EXPECTED)
    rows = answer.get("newsList") if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise NoListing(f"JSON without newsList, where {EXPECTED} was expected")
    found = gather(item for row in rows_of(rows) if (item := _listed(row, url, zone)))
    last = answer.get("lastTime") if isinstance(answer, dict) else None
    further = tuple(_further(rows_of(rows), last, url, sent)) if found.listed else ()
    return Listing(listed=found.listed, further=further, whole=found.whole)


def _listed(row: dict[str, Any], url: str, zone: ZoneInfo) -> Listed | None:
    address = absolute(row.get("link"), url)
    if not address:
        return None
    # Title and subtitle together are the headline that is shown; most rows have no subtitle.
    title = " ".join(filter(None, (words(row.get("title"), TITLE), words(row.get("subtitle"), TITLE))))
    summary = " ".join(filter(None, (words(row.get("lead")), words(row.get("mark"), TITLE))))
    return Listed(url=address, title=title, summary=summary, published_at=read_moment(row.get("date"), zone))


def _further(rows: list[dict[str, Any]], last: object, url: str, sent: str) -> list[Further]:
    """The same question with `timestamp` set back; none when the answer brought nothing that had not been had already."""
    asked = _asked(sent)
    times = [time for row in rows if (time := _seconds(row.get("date")))]
    timestamp = _seconds(last) or min(times, default=0)
    had = [part for part in str(asked.get("excludeNewsIds") or "").split(",") if part]
    had_before = frozenset(had)
    new = [str(row["id"]) for row in rows if _seconds(row.get("id")) and str(row["id"]) not in had_before]
    before = _seconds(asked.get("timestamp"))
    if not asked or not timestamp or not new or (before and timestamp > before):
        return []
    body = asked | {"timestamp": timestamp, "excludeNewsIds": ",".join((had + new)[-EXCLUDED:])}
    newest = read_time(timestamp, ZoneInfo("UTC"))
    return [Further(url=url, method="POST", body=json.dumps(body, ensure_ascii=False), newest=newest)]


def _asked(sent: str) -> dict[str, Any]:
    try:
        asked = json.loads(sent) if sent else {}
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _seconds(value: object) -> int:
    """A whole number above zero, also when it is printed as a text; else 0."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**15 else 0
