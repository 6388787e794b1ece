"""A crawl that asks nobody: as much of Scrapy's as a middleware looks at."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.test import get_crawler

HOST = "outlet.example"


def crawl(**settings: Any) -> Crawler:
    crawler = get_crawler(Spider, settings)
    crawler.crawling = True
    return crawler


def ask(url: str = f"https://{HOST}/a", **more: Any) -> Request:
    meta = {"hosts": (HOST,)} | more.pop("meta", {})
    return Request(url, meta=meta, **more)


def answer(status: int = 200, body: bytes = b"", url: str = f"https://{HOST}/a", **headers: str) -> Response:
    return Response(url, status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
