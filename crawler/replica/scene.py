"""The replica's world at one moment: which articles stand on the sites, and how each reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.replica.content import Content, small_news
from crawler.replica.pieces import Piece

FILLED = timedelta(days=11)  # so far back there is small news in the listings
READABLE = timedelta(days=40)  # so long small news can be found by its number alone
RECENT = timedelta(days=11)  # what feeds and fronts show
RECENT_ISSUES = timedelta(days=30)  # of the weekly
ARCHIVED = timedelta(days=180)
NUMBERED = re.compile(r"/(\d{5,8})$")
FURTHER_PAGE = re.compile(r"_(\d{1,2})(\.html?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    content: Content
    clock: datetime
    lists_at: datetime  # the listings show this moment: the clock, or the day on which a feed stood still
    hits: int = 0  # counters on the pages grow with it
    empty: bool = False  # listings without an entry

    def recent(self, edition: str, sections: Iterable[str] = ()) -> tuple[Piece, ...]:
        """What the edition's listings show, newest first."""
        window = RECENT_ISSUES if edition == "nvo/ru" else RECENT
        return tuple(piece for piece in self.all(edition, sections) if piece.published_at > self.lists_at - window)

    def archived(self, edition: str) -> tuple[Piece, ...]:
        """Like `all`, with the small news of the last half year."""
        if self.empty:
            return ()
        small = [
            one
            for one in small_news(self.content, edition, self.lists_at - ARCHIVED, self.lists_at)
            if one.is_printed(self.lists_at)
        ]
        pieces = {piece.url: piece for piece in (*self.all(edition), *small)}
        return tuple(sorted(pieces.values(), key=lambda piece: (piece.published_at, piece.url), reverse=True))

    def all(self, edition: str, sections: Iterable[str] = ()) -> tuple[Piece, ...]:
        """Everything that the edition's archive lists, newest first."""
        if self.empty:
            return ()
        wanted = set(sections)
        pieces = [
            piece.at(self.lists_at)
            for piece in _printed(self.content, edition, self.lists_at)
            if piece.is_printed(self.lists_at) and not piece.is_gone(self.clock) and (not wanted or piece.section in wanted)
        ]
        return tuple(sorted(pieces, key=lambda piece: (piece.published_at, piece.url), reverse=True))

    def find(self, url: str) -> tuple[Piece, int] | None:
        """The article at that address as it reads now, and which of its pages; None where nothing is printed yet."""
        key, page = _key(url)
        edition = _edition(key)
        piece = _by_key(self.content, edition, self.clock.replace(hour=0, minute=0, second=0, microsecond=0)).get(key)
        if piece is not None and piece.is_printed(self.clock) and page <= len(piece.pages()):
            return piece.at(self.clock), page
        return self._older(edition, key) if page == 1 else None

    def related(self, piece: Piece, count: int = 4) -> tuple[Piece, ...]:
        """Other small news of the edition; which, changes with the hour."""
        start = self.clock - timedelta(days=3)
        others = [one for one in small_news(self.content, piece.edition, start, self.clock) if one.url != piece.url]
        if not others:
            return ()
        first = int(self.clock.timestamp() // 3600) % len(others)
        return tuple(dict.fromkeys((others + others)[first : first + count]))

    def _older(self, edition: str, key: str) -> tuple[Piece, int] | None:
        """Small news stays readable after it has left the listings."""
        dated = re.search(r"(\d{4})-?(\d{2})[/-]?(\d{2})", key)
        if dated is None:
            return None
        try:
            day = datetime(int(dated[1]), int(dated[2]), int(dated[3]), 12, tzinfo=self.clock.tzinfo)
        except ValueError:
            return None
        for piece in small_news(self.content, edition, day - timedelta(days=1), min(day + timedelta(days=1), self.clock)):
            if _key(piece.url)[0] == key and piece.is_printed(self.clock):
                return piece, 1
        return None


def _printed(content: Content, edition: str, until: datetime) -> Iterator[Piece]:
    yield from (piece for piece in content.pieces if piece.edition == edition)
    yield from small_news(content, edition, until - (RECENT_ISSUES if edition == "nvo/ru" else FILLED), until)


@lru_cache(maxsize=64)
def _by_key(content: Content, edition: str, day: datetime) -> dict[str, Piece]:
    """What may be asked for on that day; a written article wins over small news at the same address."""
    small = small_news(content, edition, day - READABLE, day + timedelta(days=1))
    return {_key(piece.url)[0]: piece for piece in (*small, *(piece for piece in content.pieces if piece.edition == edition))}


def _edition(key: str) -> str:
    """Whose article that key may be."""
    family, _, path = key.partition(":")
    if family == "www":
        return "xinhua/en" if path.startswith("/english/") else "xinhua/zh"
    return {"ru": "tass/ru", "com": "tass/en", "nvo": "nvo/ru", "english": "xinhua/en"}.get(family, "xinhua/ru")


@lru_cache(maxsize=1 << 14)
def _key(url: str) -> tuple[str, int]:
    """What makes two addresses the same article (host by family, TASS by number alone), and the page of it."""
    parts = urlsplit(url)
    host, path, page = parts.hostname or "", parts.path, 1
    if host.endswith(("tass.ru", "tass.com")):
        number = NUMBERED.search(path)
        return f"{'com' if host.endswith('com') else 'ru'}:{number[1] if number else path}", 1
    further = FURTHER_PAGE.search(path)
    if further and "/c_" in path and path.count("_") > path.count("/c_"):
        page, path = int(further[1]), path[: further.start()] + further[2]
    if host.endswith("ng.ru"):
        return f"nvo:{path}", 1
    family = host.split(".")[0] if host.startswith(("english.", "russian.")) else "www"
    return f"{family}:{path}", page
