"""The content files, and the daily small news that keeps every listing alive at any clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from crawler.replica.pieces import Piece, piece_from_data

FOLDER = Path(__file__).parent / "content"
EDITIONS = ("xinhua/zh", "xinhua/en", "xinhua/ru", "tass/ru", "tass/en", "nvo/ru")
ZONES = {"xinhua": ZoneInfo("Asia/Shanghai"), "tass": ZoneInfo("Europe/Moscow"), "nvo": ZoneInfo("Europe/Moscow")}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # by identity: a key of caches
class Filler:
    """A kind of small news that comes every few hours, each time with other numbers; never on the topic."""

    section: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    pieces: tuple[Piece, ...]
    fillers: Mapping[str, tuple[Filler, ...]]  # by edition
    daily: Mapping[str, int]  # how many of them a day (NVO: an issue)


def load_content(folder: Path = FOLDER) -> Content:
    """All pieces of the content files, one file an edition (`tass-ru.yml`); an edition without a file prints nothing."""
    return _loaded(folder)


@lru_cache(maxsize=4)
def _loaded(folder: Path) -> Content:
    pieces: list[Piece] = []
    fillers: dict[str, tuple[Filler, ...]] = {}
    daily: dict[str, int] = {}
    for edition in EDITIONS:
        if not (folder / f"{edition.replace('/', '-')}.yml").exists():  # a site of a few editions, for a test or a measurement
            daily[edition], fillers[edition] = 0, ()
            continue
        data = yaml.load((folder / f"{edition.replace('/', '-')}.yml").read_text(encoding="utf-8"), _Loader)
        pieces += [piece_from_data(edition, {"layout": "", **entry}) for entry in data["pieces"]]
        daily[edition] = data["daily"]
        fillers[edition] = tuple(
            Filler(section=entry["section"], title=entry["title"], paragraphs=tuple(entry["paragraphs"]))
            for entry in data["fillers"]
        )
    return Content(pieces=tuple(pieces), fillers=fillers, daily=daily)


def small_news(content: Content, edition: str, since: datetime, until: datetime) -> Iterator[Piece]:
    """The fillers printed in that stretch; the same at every call."""
    zone = ZONES[edition.split("/")[0]]
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        for piece in _of_day(content.fillers[edition], content.daily[edition], edition, day):
            if since <= piece.published_at <= until:
                yield piece
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _of_day(fillers: Sequence[Filler], daily: int, edition: str, day: date) -> tuple[Piece, ...]:
    if edition == "nvo/ru" and day.weekday() != 4:  # the weekly comes out on Fridays
        return ()
    return tuple(
        _filler(fillers[(day.toordinal() * daily + number) % len(fillers)], edition, day, number, daily) for number in range(daily)
    )


def _filler(filler: Filler, edition: str, day: date, number: int, daily: int) -> Piece:
    zone = ZONES[edition.split("/")[0]]
    seed = hashlib.sha256(f"{edition} {day} {number}".encode()).digest()
    minute = 1 if edition == "nvo/ru" else number * (24 * 60 // daily) + seed[0] % 40
    published = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    values = {"day": day.day, "month": day.month, "n": 3 + seed[1] % 27, "m": 100 + seed[2], "k": 1 + seed[3] % 9, "no": number + 1}
    return Piece(
        edition=edition,
        url=address(edition, filler.section, published, number),
        title=filler.title.format(**values),
        paragraphs=tuple(paragraph.format(**values) for paragraph in filler.paragraphs),
        published_at=published,
        topic=False,
        section=filler.section,
        layout="",
    )


def address(edition: str, section: str, published: datetime, number: int) -> str:
    """An address such as that edition gave its articles at that time."""
    day, hours = published.date(), int((published - datetime(2018, 4, 3, tzinfo=UTC)) / timedelta(hours=1))
    dated, hashed = f"{day:%Y-%m/%d}", hashlib.md5(f"{edition}{published}{number}".encode(), usedforsecurity=False).hexdigest()
    modern = day >= date(2024, 1, 1)
    match edition:
        case "xinhua/zh":
            channel = "milpro" if modern and section == "mil" else section
            if modern:
                return f"https://www.news.cn/{channel}/{day:%Y%m%d}/{hashed}/c.html"
            host = "www.news.cn" if day >= date(2021, 7, 1) else "www.xinhuanet.com"
            return f"http://{host}/{channel}/{dated}/c_{1122600000 + hours * 40 + number}.htm"
        case "xinhua/en":
            if modern:
                return f"https://english.news.cn/{section}/{day:%Y%m%d}/{hashed}/c.html"
            return f"http://www.xinhuanet.com/english/{dated}/c_{137080000 + hours * 20 + number}.htm"
        case "xinhua/ru":
            if modern:
                return f"https://russian.news.cn/{day:%Y%m%d}/{hashed}/c.html"
            return f"http://russian.news.cn/{dated}/c_{137070000 + hours * 20 + number}.htm"
        case "tass/ru":
            return f"https://tass.ru/{section}/{5086000 + hours * 308 + number}"
        case "tass/en":
            return f"https://tass.com/{section}/{997000 + hours * 16 + number % 16}"
        case _:
            issue = 992 + (day - date(2018, 4, 13)).days // 7
            return f"https://nvo.ng.ru/{section}/{day:%Y-%m-%d}/{number + 2}_{issue}_{'abcdefgh'[number % 8]}zametki.html"
