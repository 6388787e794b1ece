"""The crawl file, line by line: a line is out before its page is remembered, or none after it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.exporters import JsonLinesItemExporter

if TYPE_CHECKING:
    from crawler.spiders.outlet_spider import OutletSpider


class CrawlLines(JsonLinesItemExporter):
    """A file with a hole in it must never look whole: it gets no closing record, and what was fetched is read from the archive."""

    def __init__(self, file: Any, crawler: Crawler, **how: Any) -> None:  # Any: as Scrapy hands it over
        super().__init__(file, **how)
        self._crawler = crawler
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: Any, **how: Any) -> CrawlLines:
        return cls(file, crawler, **how)

    def export_item(self, item: Any) -> None:
        if self._broken:
            return
        try:
            super().export_item(item)
            self.file.flush()
        except OSError as wrong:
            self._broken = True
            spider: OutletSpider = self._crawler.spider  # type: ignore[assignment]
            spider.lose_lines(f"the crawl file cannot be written: {wrong.strerror or wrong}; make room, the archive has the pages")
