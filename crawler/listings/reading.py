"""One entry point's answer → what it lists: the kinds that `config/outlets/*.yml` may name, each in a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crawler.listings.datasource import read_datasource
from crawler.listings.links import read_links
from crawler.listings.listing import Listing
from crawler.listings.nodeart import read_nodeart
from crawler.listings.rss import read_feed
from crawler.listings.sitemap import read_sitemap
from crawler.listings.tass_news import read_tass_news
from crawler.listings.tass_search import read_tass_search
from crawler.listings.yandex import read_yandex
from crawler.outlets import ListingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for an entry point, and what had been asked."""

    body: bytes
    url: str
    content_type: str
    zone: ZoneInfo  # of times printed without an offset
    select: str  # for "links"
    sent: str  # the body of the request, for the services that are asked by POST


READERS: dict[ListingKind, Callable[[Answer], Listing]] = {
    "rss": lambda answer: read_feed(answer.body, answer.url, answer.content_type, answer.zone),
    "yandex": lambda answer: read_yandex(answer.body, answer.url, answer.content_type, answer.zone),
    "sitemap": lambda answer: read_sitemap(answer.body, answer.url, answer.content_type, answer.zone),
    "links": lambda answer: read_links(answer.body, answer.url, answer.content_type, answer.zone, answer.select),
    "datasource": lambda answer: read_datasource(answer.body, answer.url, answer.content_type, answer.zone),
    "nodeart": lambda answer: read_nodeart(answer.body, answer.url, answer.content_type, answer.zone),
    "tass-news": lambda answer: read_tass_news(answer.body, answer.url, answer.content_type, answer.zone, answer.sent),
    "tass-search": lambda answer: read_tass_search(answer.body, answer.url, answer.content_type, answer.zone),
}


def read_listing(
    kind: ListingKind,
    body: bytes,
    *,
    url: str,
    content_type: str,
    zone: ZoneInfo,
    select: str = "",
    sent: str = "",
) -> Listing:
    """What the answer lists, each address once and absolute; `NoListing` says what came in place of a listing of that kind.

    `sent` is the request's own body: an answer of "tass-news" goes on from what had been asked.
    """
    return READERS[kind](Answer(body=body, url=url, content_type=content_type, zone=zone, select=select, sent=sent))
