"""The crawl of an outlet's editions: carries what `EditionCrawl` asks to Scrapy, and the answers back."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.archive.archive import Archive, open_archive
from crawler.config_folder import config_folder
from crawler.crawl_clock import Clock, crawl_clock
from crawler.crawl_settings import CrawlSettings, load_crawl_settings
from crawler.crawlfile import BACKFILL, Health, crawl_file_name, health_to_json
from crawler.crawling.steps import Answer, Ask, Look, NoAnswer, Step
from crawler.edition_crawl import EditionCrawl
from crawler.edition_lock import EditionLock
from crawler.fetched import Fetched
from crawler.middlewares.archiving import FETCHED_AT, STORED
from crawler.middlewares.fates import Refused
from crawler.middlewares.from_config import manners_settings
from crawler.outlets import Edition, Outlet, Outlets, load_outlets
from crawler.progress import Progress
from crawler.topic_filter import load_topic_filter
from processors.errors import ConfigError, InputError, ReadoutError, TryLater
from processors.wire import Json, time_from_json

logger = logging.getLogger(__name__)

PRIORITIES = {"listing": 20, "further": 10, "page": 0}
EARLIER = 0.95  # of the time allowed: who started the crawl ends it at the end of it, and less gently
LAST_ANSWERS = 20.0  # seconds that requests under way still have when the time is over


@cache
def read_config(folder: Path) -> tuple[CrawlSettings, Outlets]:
    """Read once: a process makes one crawl, and Scrapy asks for the command, for the settings and for the spider."""
    return load_crawl_settings(folder), load_outlets(folder / "outlets")


class OutletSpider(Spider):
    """`name` is the outlet's id. Arguments: `edition` (else all), `crawl` (its name), `since` and `until` (of the past)."""

    archive: Archive | None = None
    failure: ReadoutError | None = None  # why the crawl could not be made, or not to its end
    clock: Clock

    def __init__(
        self,
        name: str | None = None,
        *,
        edition: str | None = None,
        crawl: str | None = None,
        since: str | None = None,
        until: str | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, **others)
        self._asked = {"edition": edition, "crawl": crawl, "since": since, "until": until}
        self.crawls: list[EditionCrawl] = []
        self._health: dict[str, Health] = {}
        self._locks: list[EditionLock] = []
        self._lines_lost = False
        self._progress = Progress(None)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """What the configuration says; the command line goes over it."""
        super().update_settings(settings)
        crawl, outlets = read_config(config_folder(settings.get("READOUT_CONFIG")))
        for setting, value in manners_settings(crawl, cls.outlet_in(outlets).politeness).items():
            settings.set(setting, value, priority="spider")
        _use_proxy(crawl)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OutletSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        try:
            spider.prepare()
        except ReadoutError as wrong:
            spider.failure = wrong
            spider.let_go()
        crawler.signals.connect(spider.begin_time, signals.spider_opened)
        crawler.signals.connect(spider.when_idle, signals.spider_idle)
        crawler.signals.connect(spider.record, signals.engine_stopped)
        return spider

    @classmethod
    def outlet_in(cls, outlets: Outlets) -> Outlet:
        outlet = outlets.get(cls.name)
        if outlet is None:
            raise ConfigError(f"{cls.name}: no such outlet in the configuration; outlets/{cls.name}.yml declares it")
        return outlet

    # --- before -----------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Everything that may be wrong is found here, before anything is asked."""
        folder = config_folder(self.settings.get("READOUT_CONFIG"))
        settings, outlets = read_config(folder)
        outlet = self.outlet_in(outlets)
        self.clock = crawl_clock(self.settings.get("READOUT_CLOCK"))
        self._minutes = settings.limits.crawl_minutes
        self._progress = Progress(self.settings.get("READOUT_PROGRESS"))
        since, until = _moment(self._asked["since"], "since"), _moment(self._asked["until"], "until")
        if since and until and since >= until:
            raise InputError("since: must be before until")
        editions, topic = self._editions(outlet), load_topic_filter(folder)
        for edition in editions:
            lock = EditionLock(settings.archive, outlet.id, edition.id)
            lock.take()
            self._locks.append(lock)
        self.archive = open_archive(settings.archive, settings.warc_mb, outlets)
        for edition in editions:
            self.crawls.append(
                EditionCrawl(
                    outlet, edition, outlets, memory=self.archive, topic=topic, limits=settings.limits, clock=self.clock,
                    crawl=self._crawl_name(outlet, edition), since=since, until=until,
                )
            )  # fmt: skip

    def _editions(self, outlet: Outlet) -> list[Edition]:
        named = self._asked["edition"]
        able = [edition for edition in outlet.editions if edition.articles and edition.channels]
        found = [edition for edition in able if named in (None, edition.id)]
        if not found:
            names = ", ".join(edition.id for edition in able) or "none"
            raise InputError(f"{outlet.id}: no edition {named or 'at all'} that can be crawled; there is {names}")
        if self._asked["crawl"] and len(found) > 1:
            raise InputError("crawl: name the edition too, a crawl with a name is of one edition")
        return found

    def _crawl_name(self, outlet: Outlet, edition: Edition) -> str:
        name = crawl_file_name(outlet.id, edition.id, self.clock()).removesuffix(".jsonl")
        return self._asked["crawl"] or name + (BACKFILL if self._asked["since"] or self._asked["until"] else "")

    # --- asking -----------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        for crawl in self.crawls:
            for output in self._follow(crawl, crawl.begin()):
                yield output

    def answered(self, response: Response, crawl: EditionCrawl, ask: Ask) -> Iterator[Request | Json]:
        yield from self._follow(crawl, crawl.answered(ask, _answer(response)))

    def unanswered(self, failure: Failure) -> Iterator[Request | Json]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        crawl, ask = request.cb_kwargs["crawl"], request.cb_kwargs["ask"]
        yield from self._follow(crawl, crawl.answered(ask, _no_answer(failure.value or failure)))

    def _follow(self, crawl: EditionCrawl, steps: Iterable[Step]) -> Iterator[Request | Json]:
        """The steps as Scrapy takes them; where one cannot be remembered its lines are lost, and the crawl ends."""
        try:
            yield from self._taken(crawl, steps)
        except ReadoutError as wrong:
            self.lose_lines(str(wrong))

    def _taken(self, crawl: EditionCrawl, steps: Iterable[Step]) -> Iterator[Request | Json]:
        """An address that is none is answered at once."""
        waiting = [iter(steps)]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
            elif isinstance(step, dict):
                yield step
            else:
                try:
                    yield self._request(crawl, step)
                except ValueError as wrong:
                    waiting.append(iter(crawl.answered(step, NoAnswer(reason=f"not an address: {wrong}"[:200]))))
        self._progress.tell(self.crawls)

    def _request(self, crawl: EditionCrawl, ask: Ask) -> Request:
        headers = dict(ask.headers) | ({"Content-Type": "application/json"} if ask.method == "POST" else {})
        return Request(
            ask.url, method=ask.method, body=ask.body, headers=headers, priority=PRIORITIES.get(ask.role, 0), dont_filter=True,
            callback=self.answered, errback=self.unanswered, cb_kwargs={"crawl": crawl, "ask": ask},
            meta={
                "role": ask.role, "outlet": crawl.outlet.id, "edition": crawl.edition.id, "crawl": crawl.crawl,
                "article_url": ask.article_url, "hosts": _hosts(crawl.edition, ask),
                "listed_at": ask.about.listed.published_at if isinstance(ask.about, Look) else None,
            },
        )  # fmt: skip

    # --- the end ----------------------------------------------------------------------------------------------------

    def begin_time(self) -> None:
        if self.crawls:
            asyncio.get_running_loop().call_later(self._minutes * 60 * EARLIER, self.end_time)

    def end_time(self) -> None:
        """No more requests; those under way have a little time, and then the crawl is closed over their heads."""
        for crawl in self.crawls:
            crawl.stop(f"ended after {self._minutes:g} minutes")
        asyncio.get_running_loop().call_later(LAST_ANSWERS, self._close)

    def fail(self, trouble: str) -> None:
        """The crawl cannot go on; what was handed over stays."""
        if self.failure is None:
            self.failure = TryLater(trouble)
        for crawl in self.crawls:
            try:
                crawl.stop(trouble)
            except ReadoutError:
                self._lines_lost = True  # its end cannot be remembered either: it counts as not ended

    def lose_lines(self, trouble: str) -> None:
        """The crawl file has a hole: it gets no closing record, and the next crawl does not go on from here."""
        self._lines_lost = True
        self.fail(trouble)

    def _close(self) -> None:
        if self.crawler.crawling:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="time is over"))

    def when_idle(self) -> None:
        """No answer is missing any more: Scrapy is told to call us once more, for the closing records."""
        if len(self._health) < len(self.crawls) and not self._lines_lost:
            self.crawler.engine.crawl(Request("data:,", callback=self.close_editions, dont_filter=True))
            raise DontCloseSpider

    def close_editions(self, response: Response) -> Iterator[Json]:
        yield from self.closing_lines("some answers never came")

    def closing_lines(self, trouble: str) -> Iterator[Json]:
        """The closing record of each edition that has none yet."""
        for crawl in self.crawls:
            if crawl.crawl not in self._health and not self._lines_lost:
                if not crawl.is_done:
                    crawl.stop(trouble)
                if crawl.trouble:
                    logger.warning("%s/%s: %s", crawl.outlet.id, crawl.edition.id, crawl.trouble)
                self._health[crawl.crawl] = crawl.health()
                yield health_to_json(self._health[crawl.crawl])
        self._progress.tell(self.crawls, now=True)

    def record(self) -> None:
        """The feeds are closed: only now the next crawl may go on from here."""
        try:
            for crawl in () if self._lines_lost else self.crawls:
                if self.archive is not None and (health := self._health.get(crawl.crawl)):
                    self.archive.record_crawl(crawl.past_crawl(health))
        except ReadoutError as wrong:
            self.failure = self.failure or wrong
        self.let_go()

    def let_go(self) -> None:
        if self.archive is not None:
            self.archive.close()
        for lock in self._locks:
            lock.release()


def _answer(response: Response) -> Answer:
    meta, headers = response.meta, response.headers
    stored = meta.get(STORED)
    return Answer(
        fetched=Fetched(
            url=response.url, body=response.body, content_type=_text(headers.get("Content-Type")), fetched_at=meta[FETCHED_AT],
            status=response.status, sha256=stored.sha256 if stored else "", warc=stored.record_id if stored else None,
        ),
        etag=_text(headers.get("ETag")), last_modified=_text(headers.get("Last-Modified")),
        redirects=tuple(meta.get("redirect_statuses", ())),
    )  # fmt: skip


def _no_answer(wrong: object) -> NoAnswer:
    if isinstance(wrong, Refused):
        return NoAnswer(reason=wrong.reason, fate=wrong.fate, location=wrong.location, status=wrong.status)
    return NoAnswer(reason=f"{type(wrong).__name__}: {wrong}"[:200])


def _text(header: bytes | None) -> str:
    return (header or b"").decode("latin-1")


def _hosts(edition: Edition, ask: Ask) -> tuple[str, ...]:
    """Those of the edition, of its entry points, and of an article's own address, which the edition's pattern has let pass."""
    named = (*(point.url for point in edition.entry_points()), *([ask.article_url] if ask.article_url else ()))
    return tuple(dict.fromkeys((*edition.hosts(), *(host for url in named if (host := urlsplit(url).hostname)))))


def _moment(value: str | None, name: str) -> datetime | None:
    if not value:
        return None
    try:
        return time_from_json(value)
    except (ValueError, OverflowError) as wrong:
        raise InputError(f"{name}: {value!r} is no time with an offset; write 2018-04-03T00:00:00+03:00") from wrong


def _use_proxy(crawl: CrawlSettings) -> None:
    """Scrapy and OpenSSL take these from the environment; robots.txt and redirects go the same way as all else then."""
    if crawl.proxy:
        for scheme in ("http", "https"):
            os.environ[f"{scheme}_proxy"] = crawl.proxy
        os.environ["no_proxy"] = ""
    if crawl.ca_file:
        os.environ.setdefault("SSL_CERT_FILE", str(crawl.ca_file))
