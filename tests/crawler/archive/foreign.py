"""WARC files as other programs write them, by hand."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from crawler.archive.bounded import Bounded
from crawler.archive.foreign_shelf import ForeignShelf
from crawler.archive.replay import Limits, Replay
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS

PAGE = (FOLDER / "tass" / "b-unix-2018.html").read_bytes()
URL = "https://tass.ru/armiya-i-opk/5091111"
LIMITS = Limits(page_bytes=2**20, further_pages=20)


def record(
    body: bytes = PAGE, url: str = URL, *, kind: str = "response", head: bytes = b"HTTP/1.0 200 OK\r\nContent-Type: text/html",
    date: str = "2018-04-03T14:20:00Z", more: str = "", number: int = 1,
) -> bytes:  # fmt: skip
    block = head + b"\r\n\r\n" + body if kind in ("response", "revisit") else body
    names = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: {date}\r\n"
    return f"{names}WARC-Target-URI: {url}\r\n{more}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def write(path: Path, records: Iterable[bytes], *, packed: bool = True) -> Path:
    path.write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    return path


def read(path: Path) -> tuple[list[dict], dict[str, int], str]:
    """The lines, what was passed over, and the trouble."""
    shelf = ForeignShelf(OUTLETS)
    with path.open("rb") as file:
        shelf.take_file(Bounded(file, path.stat().st_size), path.name)
    replay = Replay(shelf, OUTLETS, LIMITS)
    rows = list(replay.lines())
    shelf.close()
    return rows, dict(replay.passed_over + shelf.passed_over), shelf.trouble
