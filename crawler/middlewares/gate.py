"""The last thing before the connection: a request waits here until its host may be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from scrapy.crawler import Crawler

from crawler.middlewares.fates import Refused
from crawler.middlewares.hosts import HostBook

ENDED = "the crawl ended before it could be asked"
SLICE = 1.0  # seconds; so long does a crawl that is told to end wait for those that sleep here


async def pass_gate(
    book: HostBook,
    host: str,
    *,
    closing: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Returns when the host may be asked; `Refused` when it was given up, or the crawl ended, in the meantime."""
    while True:
        if closing():
            raise Refused("failed", ENDED)
        if refusal := book.refusal(host):
            raise refusal
        seconds = book.wait(host)
        if seconds <= 0:
            break
        await wait(seconds, closing=closing, sleep=sleep)
    book.ask(host)


async def wait(
    seconds: float,
    *,
    closing: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Sleeps in slices; `Refused` as soon as the crawl is ending."""
    while seconds > 0:
        if closing():
            raise Refused("failed", ENDED)
        await sleep(min(seconds, SLICE))
        seconds -= SLICE


def is_closing(crawler: Crawler) -> bool:
    """Whether the crawl was told to end: Scrapy then waits for the requests that are under way, also for those that sleep."""
    slot = getattr(crawler.engine, "_slot", None)  # there is no public word for it before everything has ended
    return not crawler.crawling or getattr(slot, "closing", None) is not None
