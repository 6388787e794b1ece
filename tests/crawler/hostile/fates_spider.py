"""Asks for each address that it is given, through the crawl's own middlewares, and writes down what became of it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.crawl_settings import CrawlSettings
from crawler.middlewares.from_config import manners_settings
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.order import DOWNLOAD_HANDLERS, DOWNLOADER_MIDDLEWARES, MANNERS
from crawler.outlets import Politeness


class FatesSpider(scrapy.Spider):
    name = "fates"
    asks: tuple[dict[str, Any], ...] = ()
    fates: list[dict[str, Any]]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for ask in self.asks:
            yield scrapy.Request(
                ask["url"],
                meta={"hosts": ask["hosts"], "role": ask.get("role", "page"), "name": ask["name"]},
                callback=self.answered,
                errback=self.ended,
                dont_filter=True,
            )

    def answered(self, response: Response) -> None:
        self._note(
            response.meta,
            fate="answer",
            status=response.status,
            size=len(response.body),
            digest=hashlib.sha256(response.body).hexdigest(),
            flags=response.flags,
            url=response.url,
        )

    def ended(self, failure: Failure) -> None:
        end = failure.value
        self._note(
            failure.request.meta,  # type: ignore[attr-defined]  # Scrapy puts it there
            fate=getattr(end, "fate", "?"),
            reason=getattr(end, "reason", repr(end)),
            location=getattr(end, "location", None),
        )

    def _note(self, meta: dict[str, Any], **facts: Any) -> None:
        self.fates.append({"name": meta["name"], "redirect_urls": meta.get("redirect_urls", []), **facts})


def main(task_file: str) -> None:
    task = json.loads(Path(task_file).read_text())
    FatesSpider.asks = tuple(task["asks"])
    FatesSpider.fates = []
    crawl = CrawlSettings.model_validate({"contact": "desk@example.org", "limits": task["limits"]})
    settings = {
        **MANNERS,
        **manners_settings(crawl, Politeness(delay_seconds=0)),
        "DOWNLOADER_MIDDLEWARES": DOWNLOADER_MIDDLEWARES,
        "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS,
        "CONCURRENT_REQUESTS": 40,
        "READOUT_WAIT_FACTOR": 0,
        "LOG_LEVEL": "WARNING",
        **task.get("settings", {}),
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(FatesSpider)
    process.crawl(crawler)
    process.start()
    outcome = {"fates": FatesSpider.fates, "peak_kb": peak_kb(), "troubles": hosts_of(crawler).troubles}
    Path(task["outcome"]).write_text(json.dumps(outcome))


def peak_kb() -> int:
    """The most memory this process ever had; `getrusage` would begin with what the one that started it had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main(sys.argv[1])
