"""Hands every answer to the archive, as it came over the wire, before anything else looks at it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from crawler.archive.exchange import Exchange
from crawler.archive.exchange import Headers as Pairs
from crawler.middlewares.addresses import is_local
from crawler.middlewares.fates import Refused
from processors.errors import ReadoutError

if TYPE_CHECKING:
    from crawler.spiders.outlet_spider import OutletSpider

STORED = "stored"  # keys of request.meta: where the archive keeps the answer, and when it came
FETCHED_AT = "fetched_at"


class KeepAnswers:
    """An answer that cannot be kept is not read either: what is handed over must have its evidence."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepAnswers:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        spider: OutletSpider = self._crawler.spider  # type: ignore[assignment]
        if is_local(request) or spider.archive is None:
            return response
        request.meta[FETCHED_AT] = at = spider.clock().astimezone(UTC)
        try:
            request.meta[STORED] = spider.archive.append(exchange_of(request, response, at))
        except ReadoutError as wrong:
            spider.fail(f"the archive cannot keep an answer: {wrong}")
            raise Refused("failed", "the archive could not keep the answer", status=response.status) from wrong
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """What has no answer leaves no record."""
        if not isinstance(exception, IgnoreRequest):
            request.meta.pop(STORED, None)


def exchange_of(request: Request, response: Response, at: datetime) -> Exchange:
    meta = request.meta
    return Exchange(
        url=response.url, method=request.method, request_headers=_pairs(request.headers), request_body=request.body,
        status=response.status, response_headers=_pairs(response.headers), body=response.body, fetched_at=at,
        crawl=meta.get("crawl", ""), outlet=meta.get("outlet", ""), edition=meta.get("edition", ""),
        role=meta.get("role", "other"), article_url=meta.get("article_url"), listed_at=meta.get("listed_at"),
    )  # fmt: skip


def _pairs(headers: Headers) -> Pairs:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )  # fmt: skip
