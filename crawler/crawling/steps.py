"""What a crawl asks for, and what comes back: requests and answers before they are Scrapy's."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.archive.exchange import Role
from crawler.archive.memory_records import Known
from crawler.crawling.channel_reading import ChannelReading, ListingAsk
from crawler.fetched import Fetched
from crawler.listings.listing import Listed
from crawler.pages.page import Page
from crawler.planning import When
from processors.wire import Json


@dataclass(slots=True, kw_only=True)
class Look:
    """One page that is asked for, and the further pages that belong to it."""

    listed: Listed
    canonical: str
    when: When | None
    known: Known | None
    feed: Fetched | None = None  # the listing that carried its whole text
    first: tuple[Page, Fetched] | None = None
    at: datetime | None = None  # of the page's answer: what is told of it has this time, and has it again when replayed
    validators: tuple[str, str] = ("", "")  # ETag and Last-Modified of the first page
    others: list[Page | None] = field(default_factory=list)
    further: deque[str] = field(default_factory=deque)
    named: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return self.known.url if self.known else self.listed.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, before it is one of Scrapy's."""

    url: str
    role: Role
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    article_url: str | None = None
    about: tuple[ChannelReading, ListingAsk] | Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    fetched: Fetched
    etag: str = ""
    last_modified: str = ""
    redirects: tuple[int, ...] = ()  # statuses of the redirects that were followed


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    reason: str
    fate: Literal["failed", "blocked", "robots"] = "failed"
    location: str | None = None  # where a redirect led that was not followed
    status: int | None = None


Step = Ask | Json  # a request, or a line of the crawl file
