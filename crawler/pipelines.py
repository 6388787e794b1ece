"""The closing health record of an edition whose crawl was ended from outside: by a signal, a time limit, Scrapy's own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.spiders.outlet_spider import OutletSpider


class CloseEditions:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CloseEditions:
        return cls(crawler)

    def process_item(self, item: object) -> object:
        return item

    def close_spider(self) -> None:
        """No request can be made any more; the exporters are still open, and take an item that is only announced."""
        spider: OutletSpider = self._crawler.spider  # type: ignore[assignment]
        for line in spider.closing_lines("the crawl was ended from outside"):
            self._crawler.signals.send_catch_log(signals.item_scraped, item=line, response=None, spider=spider)
