"""`/tbp/api/v1/search` and `/content` of tass.ru: rows in either of two shapes, paged by the time of the last."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from crawler.listings.addresses import absolute
from crawler.listings.answers import json_of, rows_of, text_of
from crawler.listings.dates import read_moment, read_time
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.wording import TITLE, words

EXPECTED = 'an answer of the search service ({"result": …})'


def read_tass_search(body: bytes, url: str, content_type: str, zone: ZoneInfo) -> Listing:
    """The rows, and the address of the older ones."""
    answer = json_of(text_of(body, content_type), EXPECTED)
    result = answer.get("result") if isinstance(answer, dict) else None
    newer = isinstance(result, dict)  # {"contents": […], "has_more": true}; the older shape is the bare list
    rows = result.get("contents") if isinstance(result, dict) else result
    if not isinstance(rows, list):
        raise NoListing(f"JSON without a list in its result, where {EXPECTED} was expected")
    found = gather(item for row in rows_of(rows) if (item := _listed(row, url, zone)))
    ends = not found.listed or (isinstance(result, dict) and not result.get("has_more"))
    further = () if ends else _further(rows_of(rows), url, zone, newer)
    return Listing(listed=found.listed, further=further, whole=found.whole)


def _listed(row: dict[str, Any], url: str, zone: ZoneInfo) -> Listed | None:
    address = absolute(row.get("url"), url)
    if not address:
        return None
    title = words(row.get("title"), TITLE) or words(row.get("meta_title"), TITLE)
    parts = (words(row.get("subtitle")), words(row.get("lead")) or words(row.get("meta_description")))
    return Listed(
        url=address,
        title=title,
        summary=" ".join(filter(None, parts)),
        published_at=read_moment(row.get("published_dt"), zone),
        updated_at=read_time(row.get("updated_dt"), zone) or read_time(row.get("es_updated_dt"), zone),
    )


def _further(rows: list[dict[str, Any]], url: str, zone: ZoneInfo, newer: bool) -> tuple[Further, ...]:
    """The rows come sorted by `es_updated_dt`: the last one's is where the next page begins."""
    times = (row.get("es_updated_dt") or row.get("published_dt") for row in reversed(rows))
    last = next((time for time in times if isinstance(time, str) and 0 < len(time) <= 64), None)
    if not last:
        return ()
    parts = urlsplit(url)
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] not in ("search_after", "last_es_updated_dt", "offset")
    ]
    query.append(("search_after" if newer else "last_es_updated_dt", last))
    following = parts._replace(query=urlencode(query, safe="/:", errors="replace"), fragment="").geturl()
    return (Further(url=following, newest=read_time(last, zone)),) if following != url else ()
