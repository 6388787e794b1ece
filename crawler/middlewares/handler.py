"""Scrapy's own HTTP handler, with a gate before the connection and a limit to the headers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.web._newclient import ParseError

from crawler.middlewares.gate import is_closing, pass_gate
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.rests import REST_SECONDS, rest_after

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as WireRequest
    from twisted.web.iweb import IResponse

HEADER_BYTES = 256 * 1024
HEADER_LINES = 1000  # provisional answers (100, 103) counted in: a server may not go on with them for ever


class PoliteHandler(HTTP11DownloadHandler):
    """A request waits here with its connection's turn in hand, so that a rest holds for all that queue behind it."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._book = hosts_of(crawler)
        self._rest = crawler.settings.getfloat("READOUT_REST_SECONDS", REST_SECONDS)
        self._pool._factory = _BoundedFactory
        # Scrapy lets a whole queue pass at once when there is no delay: it counts a request only after its task has begun.
        connections = max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN", 1))
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(connections))

    async def download_request(self, request: Request) -> Response:
        host = urlsplit(request.url).hostname or ""
        async with self._turns[host]:
            await pass_gate(self._book, host, closing=lambda: is_closing(self.crawler))
            response = await super().download_request(request)
            if (seconds := rest_after(response, self._rest)) is not None:
                self._book.rest(host, seconds)  # now: the next gets its turn before any middleware sees this answer
        return response


class _BoundedParser(_LenientHTTPClientParser):
    header_bytes = 0
    header_lines = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  Twisted's name
        self.header_bytes += len(line)
        self.header_lines += 1
        if self.header_bytes > HEADER_BYTES or self.header_lines > HEADER_LINES:
            raise ParseError("the headers do not end", line[:100])  # type: ignore[no-untyped-call]  # Twisted's has no types
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: WireRequest) -> Deferred[IResponse]:
        answer = super().request(request)
        assert self._parser is not None  # made by every request
        self._parser.__class__ = _BoundedParser  # as Scrapy does it: the parser's class cannot be chosen otherwise
        return answer


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802  Twisted's name
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's has no types
