"""An answer of an archive as a reader takes it: without its content encoding, and with where it is kept."""

from __future__ import annotations

from crawler.archive.exchange import Exchange
from crawler.archive.http_head import header
from crawler.fetched import Fetched
from crawler.middlewares.unpacking import unpack


def fetched_answer(exchange: Exchange, *, sha256: str, warc: str | None, most: int) -> Fetched:
    """The answer, its body unpacked to so many bytes at most; `Damaged` or `TooLarge` when it cannot be."""
    encodings = ",".join(value for name, value in exchange.response_headers if name.lower() == "content-encoding")
    return Fetched(
        url=exchange.url, body=unpack(exchange.body, encodings, most),
        content_type=header(exchange.response_headers, "Content-Type"), fetched_at=exchange.fetched_at, status=exchange.status,
        sha256=sha256, warc=warc,
    )  # fmt: skip
