"""Xinhua's older list service: JSONP `name({"status":0,"data":{"list":[…]}})`, page after page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from crawler.listings.addresses import absolute
from crawler.listings.answers import json_of, rows_of, text_of
from crawler.listings.dates import read_moment
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.wording import TITLE, words

EXPECTED = "a nodeart list"
LAST_PAGE = 100_000


def read_nodeart(body: bytes, url: str, content_type: str, zone: ZoneInfo) -> Listing:
    """The rows of one page and the address of the next; past the last one the service answers with a status that is not 0."""
    answer = json_of(_without_callback(text_of(body, content_type)), EXPECTED)
    if not isinstance(answer, dict):
        raise NoListing(f"JSON that is no object, where {EXPECTED} was expected")
    data = answer.get("data")
    rows = data.get("list") if isinstance(data, dict) else None
    page = _page(url)
    if str(answer.get("status", 0)) != "0" or not isinstance(rows, list):
        if page > 1:
            return Listing()
        raise NoListing(f"status {str(answer.get('status'))[:20]} and no list, where {EXPECTED} was expected")
    found = gather(item for row in rows_of(rows) if (item := _listed(row, url, zone)))
    further = (_next(url, page),) if found.listed and page < LAST_PAGE else ()
    return Listing(listed=found.listed, further=further, whole=found.whole)


def _without_callback(text: str) -> str:
    """`name({…});` and `({…})` → `{…}`."""
    text = text.strip()
    opening = text.find("(", 0, 200)
    before = text[:opening].strip() if opening >= 0 else "{"
    if before and not before.replace(".", "").replace("_", "").replace("$", "").isalnum():
        return text
    closing = text.rfind(")")
    return text[opening + 1 : closing] if closing > opening and not text[closing + 1 :].strip(" ;\r\n\t") else text


def _listed(row: dict[str, Any], url: str, zone: ZoneInfo) -> Listed | None:
    address = absolute(row.get("LinkUrl"), url)
    if not address:
        return None
    title = " ".join(filter(None, (words(row.get("Title"), TITLE), words(row.get("SubTitle"), TITLE))))
    summary = " ".join(filter(None, (words(row.get("Abstract")), words(row.get("keyword")))))
    return Listed(url=address, title=title, summary=summary, published_at=read_moment(row.get("PubTime"), zone))


def _page(url: str) -> int:
    printed = dict(parse_qsl(urlsplit(url).query)).get("pgnum", "1")
    return int(printed) if printed.isascii() and printed.isdigit() and len(printed) < 7 else 1


def _next(url: str, page: int) -> Further:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"pgnum": str(page + 1)}
    return Further(url=parts._replace(query=urlencode(query), fragment="").geturl())
