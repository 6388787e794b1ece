"""Exchanges for the archive's tests; every text in them is invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.archive.exchange import Exchange

START = datetime(2018, 4, 3, 13, 40, tzinfo=UTC)
BASIS: dict[str, Any] = {
    "url": "https://tass.ru/armiya-i-opk/5090001",
    "status": 200,
    "reason": "OK",
    "fetched_at": START,
    "crawl": "20180403T134000Z-tass-ru",
    "outlet": "tass",
    "edition": "ru",
    "request_headers": (("User-Agent", "Readout/0.1 (+desk@example.org)"), ("Accept", "text/html")),
    "response_headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a1"')),
    "body": "<p>вымысел".encode(),
}


def exchange(**other: object) -> Exchange:
    return Exchange(**{**BASIS, "article_url": other.get("url", BASIS["url"]), **other})
