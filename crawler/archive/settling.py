"""A file and what the index knows of it, brought together: what a killed writer left is indexed or cut off."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.answers import Found, read_answers
from crawler.archive.exchange import Exchange
from crawler.archive.index import Row, add_rows, known_end, writing
from crawler.archive.memory import crawl_from_json, record_crawl
from crawler.archive.memory_records import PastCrawl
from crawler.archive.moments import moment_to_text
from crawler.archive.warc_files import size_of
from processors.errors import TryLater

CRAWL_NOTE = "urn:readout:crawl:"
LOG = logging.getLogger(__name__)
Canonical = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What there was to do."""

    indexed: int = 0  # answers that the index did not know
    forgotten: int = 0  # answers that the index knew and the file has not
    cut: int = 0  # bytes of a torn end that were put aside

    def __add__(self, other: Settled) -> Settled:
        return Settled(indexed=self.indexed + other.indexed, forgotten=self.forgotten + other.forgotten, cut=self.cut + other.cut)


def settle(connection: sqlite3.Connection, folder: Path, name: str, descriptor: int, canonical: Canonical) -> Settled:
    """Brings the file, whose lock the descriptor holds, and the index together."""
    size, known, forgotten = size_of(descriptor), known_end(connection, name), 0
    if size == known:
        return Settled()
    if size < known:
        known, forgotten = _forget_beyond(connection, name, size)
    rows: list[Row] = []
    crawls: list[PastCrawl] = []
    last: Found | None = None
    with os.fdopen(os.dup(descriptor), "rb") as file:
        for last in read_answers(file, known, size):
            if last.exchange and last.member:
                rows.append(make_row(last.exchange, last.member.record_id, name, last.offset, last.length, last.asked, canonical))
            elif last.member and last.member.headers.get("warc-target-uri", "").startswith(CRAWL_NOTE):
                crawls += crawl_from_json(last.member.block)
            elif last.trouble:
                LOG.warning("%s: at byte %d: %s", name, last.offset, last.trouble)
    end = last.offset if last and last.torn else size
    if end < size:
        _put_aside(folder / name, descriptor, end)
    with writing(connection):
        add_rows(connection, name, rows, end)
        for crawl in crawls:
            record_crawl(connection, crawl)
    LOG.warning("%s: settled: %d answers added to the index, %d dropped from it", name, len(rows), forgotten)
    return Settled(indexed=len(rows), forgotten=forgotten, cut=size - end)


def make_row(
    exchange: Exchange, record_id: str, name: str, offset: int, length: int, asked: int | None, canonical: Canonical
) -> Row:
    """What the index says of that answer."""
    return Row(
        id=record_id, file=name, offset=offset, length=length, asked=asked, url=exchange.url,
        canonical=canonical(exchange.article_url or exchange.url), method=exchange.method, status=exchange.status,
        fetched_at=moment_to_text(exchange.fetched_at), crawl=exchange.crawl, outlet=exchange.outlet, edition=exchange.edition,
        role=exchange.role, article_url=exchange.article_url, sha256=hashlib.sha256(exchange.body).hexdigest(),
    )  # fmt: skip


def _forget_beyond(connection: sqlite3.Connection, name: str, size: int) -> tuple[int, int]:
    """After a power cut: how far the rest of the index holds, and how many answers are gone."""
    with writing(connection):
        gone = connection.execute("DELETE FROM records WHERE file = ? AND offset + length > ?", (name, size)).rowcount
        found = connection.execute("SELECT max(offset + length) FROM records WHERE file = ?", (name,)).fetchone()
        known = int(found[0] or 0)
        connection.execute("UPDATE files SET known = ? WHERE name = ?", (known, name))
    return known, gone


def _put_aside(path: Path, descriptor: int, end: int) -> None:
    """Cuts the torn end off and keeps it beside the file."""
    aside = path.with_name(f"{path.name}.{end}.cut")
    try:
        with os.fdopen(os.dup(descriptor), "rb") as file, aside.open("wb") as kept:
            file.seek(end)
            while data := file.read(2**20):
                kept.write(data)
        os.ftruncate(descriptor, end)
    except OSError as wrong:
        raise TryLater(f"{path}: its torn end cannot be put aside: {wrong.strerror or wrong}; make room") from wrong
    LOG.warning("%s: torn at byte %d; the rest is cut off and kept as %s", path.name, end, aside.name)
