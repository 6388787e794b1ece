"""How large an answer may be, packed and unpacked, by what it is asked for."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.crawl_settings import MEGABYTE
from crawler.middlewares.addresses import is_local
from crawler.middlewares.fates import Refused
from crawler.middlewares.unpacking import Damaged, TooLarge, unpack

DAMAGED = "damaged"  # flag of an answer whose body could not be unpacked: RestAndRetry tries again or ends it


class LimitSizes:
    def __init__(self, page_bytes: int, listing_bytes: int) -> None:
        self._page = page_bytes
        self._listing = listing_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitSizes:
        settings = crawler.settings
        return cls(settings.getint("READOUT_PAGE_BYTES", 8 * MEGABYTE), settings.getint("READOUT_LISTING_BYTES", 32 * MEGABYTE))

    def process_request(self, request: Request) -> None:
        """Scrapy ends the download itself at `download_maxsize` bytes over the wire."""
        if not is_local(request):
            request.meta.setdefault("download_maxsize", self._listing if request.meta.get("role") == "listing" else self._page)

    def process_response(self, request: Request, response: Response) -> Response:
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not encodings or request.method == "HEAD":
            return response
        try:
            body = unpack(response.body, encodings, request.meta.get("download_maxsize", self._page))
        except TooLarge as wrong:
            raise Refused("failed", f"the answer is too large unpacked: {wrong}", status=response.status) from wrong
        except Damaged as wrong:
            response.flags.append(f"{DAMAGED}: {wrong}")
            return response
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)
