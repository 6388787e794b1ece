"""robots.txt by RFC 9309: asked once for each origin, obeyed by our name; without an answer the host is left alone."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares.addresses import is_local
from crawler.middlewares.fates import Refused
from crawler.middlewares.hosts import hosts_of

PRODUCT = "Readout"
PARSED_BYTES = 500 * 1024  # of a longer file, the rest counts as not there
ASKED_BYTES = 8 << 20  # a file that is longer still is no robots.txt and is not waited for
INHERITED = ("hosts", "outlet", "edition", "crawl")


@dataclass(frozen=True, slots=True)
class Rules:
    """What an origin's robots.txt says to us; `parsed` is None when it has none."""

    parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))

    def crawl_delay(self) -> float | None:
        delay = self.parsed.crawl_delay(PRODUCT) if self.parsed else None
        return delay if delay is not None and math.isfinite(delay) and delay > 0 else None


def read_robots(body: bytes) -> Rules:
    """The rules in those bytes; whatever is no rule is passed over, a page of HTML thus says nothing."""
    text = body[:PARSED_BYTES].decode("utf-8-sig", errors="replace").replace("\0", "")
    if len(body) > PARSED_BYTES:
        text = text[: text.rfind("\n") + 1]
    return Rules(Protego.parse(text))


class ObeyRobots:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._book = hosts_of(crawler)
        self._delay_limit = crawler.settings.getfloat("READOUT_CRAWL_DELAY_LIMIT", 60.0)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY", 2.0)
        self._asked: dict[str, asyncio.Future[Rules | Refused]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ObeyRobots:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if is_local(request) or request.meta.get("role") == "robots":
            return
        rules = await self._rules_for(request)
        if isinstance(rules, Refused):
            raise Refused(rules.fate, rules.reason)
        if not rules.allow(request.url):
            raise Refused("robots", "robots.txt")

    async def _rules_for(self, request: Request) -> Rules | Refused:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if (asked := self._asked.get(origin)) is None:
            asked = self._asked[origin] = asyncio.get_running_loop().create_future()
            answer: Rules | Refused = Refused("failed", "robots.txt could not be asked for")
            try:
                answer = await self._ask(origin, parts.hostname or "", request)
            finally:  # others wait for this
                asked.set_result(answer)
        return await asyncio.shield(asked)

    async def _ask(self, origin: str, host: str, request: Request) -> Rules | Refused:
        meta = {key: request.meta[key] for key in INHERITED if key in request.meta}
        meta |= {"role": "robots", "download_maxsize": ASKED_BYTES}
        asked = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta=meta, dont_filter=True)
        assert self._crawler.engine is not None  # a request is under way
        try:
            response = await self._crawler.engine.download_async(asked)
        except Refused as refused:
            return self._unreachable(host, refused.reason, refused)
        if response.status >= 500:
            return self._unreachable(host, str(response.status))
        return self._read(host, response)

    def _unreachable(self, host: str, reason: str, refused: Refused | None = None) -> Refused:
        if refused is not None and refused.fate == "blocked":
            return refused
        return self._book.give_up(host, "failed", f"robots.txt: {reason}")

    def _read(self, host: str, response: Response) -> Rules:
        if not 200 <= response.status <= 299:  # 4xx: there are no rules
            return Rules()
        rules = read_robots(response.body)
        delay = rules.crawl_delay()
        if delay is not None and delay > self._delay:
            self._book.slow_down(host, min(delay, self._delay_limit))
        if delay is not None and delay > self._delay_limit:
            self._book.tell(f"{host}: robots.txt wants {delay:,.0f} seconds between requests; {self._delay_limit:,.0f} are kept")
        return rules
