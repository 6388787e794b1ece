"""What one crawl of an edition is to read, and with what; and what it counts on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from crawler.archive.memory_records import Known, PastCrawl
from crawler.crawl_clock import Clock
from crawler.crawl_settings import Limits
from crawler.listings.listing import Listed
from crawler.outlets import Edition, Outlet, Outlets


class Memory(Protocol):
    """The part of the archive that a crawl asks and tells."""

    def known(self, canonical: str) -> Known | None: ...
    def remember(self, page: Known) -> None: ...
    def due(self, outlet: str, edition: str, now: datetime, hours: Sequence[float]) -> tuple[Known, ...]: ...
    def failing(self, outlet: str, edition: str) -> tuple[Known, ...]: ...
    def past_crawls(self, outlet: str, edition: str) -> tuple[PastCrawl, ...]: ...


class Filter(Protocol):
    def refuses(self, listed: Listed, *, country: str, language: str) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    crawl: str
    outlet: Outlet
    edition: Edition
    outlets: Outlets
    memory: Memory
    topic: Filter
    limits: Limits
    clock: Clock
    started: datetime
    since: datetime | None
    until: datetime | None

    @property
    def is_past(self) -> bool:
        """A stretch of the past is read."""
        return self.since is not None or self.until is not None

    @property
    def zone(self) -> ZoneInfo:
        return self.edition.timezone()


@dataclass(slots=True, kw_only=True)
class Tally:
    articles: int = 0
    listed: int = 0
    refused: int = 0
    fetched: int = 0
    quarantined: int = 0
    failed: int = 0
    fallback: int = 0
    incomplete: int = 0
