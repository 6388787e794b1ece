"""A folder of pages that a person saved from a browser, as a replay reads them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parsel import Selector

from crawler.archive.exchange import Exchange
from crawler.archive.foreign_shelf import host_is_declared
from crawler.archive.memory_records import Outcome
from crawler.archive.replay import Answer, place_of
from crawler.canonical_url import canonical_url
from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.decoding import decode_page
from processors.errors import InputError
from processors.records import Article
from processors.wire import time_from_json

ENDINGS = (".html", ".htm", ".xhtml")
OTHER_ENDINGS = (".mht", ".mhtml", ".pdf", ".maff", ".webarchive")
MOST_FILES = 100_000
MOST_BYTES = 64 * 2**20
HEAD = 200_000  # characters in which a page says its address
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s<>\"]+?)\s*-->", re.IGNORECASE)
COMMENT = re.compile(r"<!--\s*(https?://[^\s<>\"]+?)\s*-->", re.IGNORECASE)
URL_COLUMNS = ("url", "address", "link")
FILE_COLUMNS = ("file", "filename", "path", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What the index beside the pages says of one."""

    url: str
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saved:
    path: Path
    url: str  # empty: nothing says it
    fetched_at: datetime | None


class SavedPages:
    """When a page was saved nobody can know from the file, whose date is that of the last copy: only the index can say it."""

    def __init__(self, folder: Path, outlets: Outlets, now: datetime) -> None:
        self.passed_over: Counter[str] = Counter()
        self.trouble = ""
        self._folder = folder
        self._outlets = outlets
        self._now = now
        self._used: set[Path] = set()
        named = _read_index(folder)
        self._saved = {path: self._look(path, named.get(path.relative_to(folder).as_posix())) for path in self._find()}
        if not self._saved and not self.passed_over:
            raise InputError(f"{folder}: no page in it ({', '.join(ENDINGS)}); nothing was read")

    def count(self) -> int:
        return len(self._saved)

    def _look(self, path: Path, named: _Named | None) -> _Saved:
        if named:
            return _Saved(path=path, url=named.url, fetched_at=named.fetched_at)
        return _Saved(path=path, url=self._address_in(self._bytes(path) or b""), fetched_at=None)

    def _find(self) -> Iterator[Path]:
        """The pages in the folder and below it, by name; no link is followed."""
        found: list[Path] = []
        for place, folders, names in os.walk(self._folder):
            folders.sort()
            for name in sorted(names):
                path = Path(place, name)
                if name.lower().endswith(OTHER_ENDINGS):
                    self.passed_over["not HTML"] += 1
                elif name.lower().endswith(ENDINGS) and path.is_file() and not path.is_symlink():
                    found.append(path)
            if len(found) > MOST_FILES:
                raise InputError(f"{self._folder}: more than {MOST_FILES} pages; name the folders below it one by one")
        yield from found

    def pages(self) -> Iterator[Answer]:
        """By the length of their addresses: a further page's is longer than that of the first; then in the order of time."""
        for saved in sorted(self._saved.values(), key=lambda saved: (len(saved.url), saved.url, saved.fetched_at or self._now)):
            if saved.path in self._used:
                self.passed_over["a further page of an article"] += 1
            elif reason := self._why_not(saved.url):
                self.passed_over[reason] += 1
            elif answer := self._answer(saved):
                yield answer

    def further(self, address: str, page: Answer) -> Answer | None:
        wanted = canonical_url(address, self._outlets)
        found = next((saved for saved in self._saved.values() if canonical_url(saved.url, self._outlets) == wanted), None)
        if found is None:
            return None
        self._used.add(found.path)
        return self._answer(found)

    def feed_article(self, page: Answer, outlet: Outlet, edition: Edition) -> Article | None:
        return None

    def standing_before(self, canonical: str, page: Answer) -> Outcome | None:
        return None

    def _why_not(self, url: str) -> str:
        if not url:
            return "it does not say its address"
        if place_of(url, self._outlets):
            return ""
        return "not the address of an article" if host_is_declared(url, self._outlets) else "another host"

    def _bytes(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                body = file.read(MOST_BYTES + 1)
        except OSError as wrong:
            self.passed_over[str(wrong.strerror or wrong).lower()] += 1
            return None
        if len(body) > MOST_BYTES:
            self.passed_over["too large for a page"] += 1
            return None
        return body

    def _answer(self, saved: _Saved) -> Answer | None:
        body = self._bytes(saved.path)
        if body is None:
            return None
        url, fetched_at = saved.url, saved.fetched_at
        exchange = Exchange(
            url=url, status=200, body=body, fetched_at=fetched_at or self._now, crawl="", outlet="", edition="",
            response_headers=(("Content-Type", "text/html"),),
        )  # fmt: skip
        digest, name = hashlib.sha256(body).hexdigest(), saved.path.relative_to(self._folder).as_posix()
        return Answer(exchange=exchange, record_id=None, sha256=digest, file=name, dated=fetched_at is not None)

    def _address_in(self, body: bytes) -> str:
        """The first address that is an article's, of those the page gives as its own; else the first."""
        text = decode_page(Fetched(url="", body=body, fetched_at=self._now)).text[:HEAD]
        found = [*SAVED_FROM.findall(text), *declared_addresses(text), *COMMENT.findall(text)]
        found = [url for url in found if url.startswith(("http://", "https://"))]
        return next((url for url in found if place_of(url, self._outlets)), found[0] if found else "")


def declared_addresses(text: str) -> list[str]:
    """What a page gives as its own address: the canonical link, og:url."""
    try:
        page = Selector(text=text)
        links = page.css('link[rel~="canonical"]::attr(href), meta[property="og:url"]::attr(content)').getall()
    except (ValueError, RecursionError):
        return []
    return [link.strip() for link in links]


def _read_index(folder: Path) -> dict[str, _Named]:
    """What index.json or index.csv beside the pages says: file → address; `InputError` when it cannot be read."""
    for name, reader in (("index.json", _rows_of_json), ("index.csv", _rows_of_csv)):
        file = folder / name
        if not file.is_file():
            continue
        try:
            rows = reader(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError, csv.Error) as wrong:
            raise InputError(f"{file}: {wrong}; write url and file of each page, see docs/archive.md") from wrong
        return dict(filter(None, (_named(row) for row in rows)))
    return {}


def _rows_of_json(text: str) -> list[dict[str, object]]:
    value = json.loads(text)
    if isinstance(value, dict):  # {"page.html": "https://…"}
        return [{"file": file, "url": url} for file, url in value.items()]
    if not isinstance(value, list):
        raise ValueError("neither a list nor an object")
    return [row if isinstance(row, dict) else _row_of_pair(row) for row in value]


def _row_of_pair(row: object) -> dict[str, object]:
    return {"url": row[0], "file": row[1]} if isinstance(row, list) and len(row) == 2 else {}


def _rows_of_csv(text: str) -> list[dict[str, object]]:
    rows = list(csv.reader(io.StringIO(text)))
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    if not set(heads) & set(URL_COLUMNS):  # no heads: url, file
        return [dict(zip(("url", "file"), row, strict=False)) for row in rows]
    return [dict(zip(heads, row, strict=False)) for row in rows[1:]]


def _named(row: dict[str, object]) -> tuple[str, _Named] | None:
    url = next((row[name] for name in URL_COLUMNS if name in row), None)
    file = next((row[name] for name in FILE_COLUMNS if name in row), None)
    if not isinstance(url, str) or not isinstance(file, str):
        return None
    at = row.get("fetched_at")
    try:
        moment = time_from_json(at) if isinstance(at, str) and at else None
    except (ValueError, OverflowError):
        moment = None
    return Path(file).as_posix().removeprefix("./"), _Named(url=url.strip(), fetched_at=moment)
