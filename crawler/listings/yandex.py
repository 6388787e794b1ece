"""A feed for Yandex News: RSS whose `<yandex:full-text>` is the whole article."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crawler.listings.listing import Listing
from crawler.listings.rss import read_feed


def read_yandex(body: bytes, url: str, content_type: str, zone: ZoneInfo) -> Listing:
    """What the feed lists, with the articles' text; an item without it is listed as in any feed."""
    return read_feed(body, url, content_type, zone, whole=True)
