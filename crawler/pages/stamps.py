"""Printed dates → moments. What makes no sense gives None, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel.dates import get_month_names

from crawler.pages.page import How, Stamp
from crawler.pages.texts import tidy

YEARS = range(1990, 2101)
LONGEST = 2_000  # characters in which a date is looked for
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d{1,9})?(?!\d)"
OFFSET = r"\s*(?P<offset>Z\b|GMT\b|UTC\b|[+-]\d{2}:?\d{2}(?!\d))?"
DAY_FIRST = r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)"
BETWEEN = r"[\s,|\-—–в]*?"  # "10 декабря 2025, 08:14", "… в 08:14"
DAYS = {"позавчера": -2, "вчера": -1, "сегодня": 0, "yesterday": -1, "today": 0, "昨天": -1, "今天": 0}
UNIX = re.compile(r"(?P<unix>\d{9,10})(?:\d{3})?(?:\.\d+)?")


def stamp_from_text(printed: str, zone: tzinfo, how: How = "text", *, day: date | None = None) -> Stamp | None:
    """The first date in the text, with its time if it has one; "вчера, 18:05" only when `day` says what today is."""
    text = unicodedata.normalize("NFKC", tidy(printed[:LONGEST]))
    if UNIX.fullmatch(text):
        return stamp_from_unix(text, zone, how)
    found = (match for form in _forms() if (match := form.search(text)))
    match = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    if match is not None:
        return _stamp(match[0], _moment(match, _date_of(match), zone), how)
    if day is not None and (near := _near_day().search(text)):
        return _stamp(near[0], _moment(near, day + timedelta(days=DAYS[near["near"].lower()]), zone), how)
    return None


def stamp_from_unix(printed: str | int | float, zone: tzinfo, how: How = "attr") -> Stamp | None:
    """A moment in seconds, or milliseconds, since 1970; the zone only says which offset to record."""
    text = str(printed).strip()
    match = UNIX.fullmatch(text)
    return _stamp(text, datetime.fromtimestamp(int(match["unix"]), UTC).astimezone(zone), how) if match else None


DATE_IN_URL = re.compile(r"/(?P<year>20\d{2}|19\d{2})(?P<dash>[-/]?)(?P<month>\d{2})(?:(?P=dash)|/)?(?P<day>\d{2})(?=[/_-])")


def stamp_from_url(url: str, zone: tzinfo) -> Stamp | None:
    """Midnight of the date in the address's path: "/2018-04/03/", "/20240712/", "/2018-06-01/", "/2024/0424/"."""
    match = DATE_IN_URL.search(url[:LONGEST])
    return _stamp(match[0].strip("/"), _moment(match, _date_of(match), zone), "url") if match else None


def date_in_url(url: str) -> date | None:
    match = DATE_IN_URL.search(url[:LONGEST])
    return _date_of(match) if match else None


def first_stamp(*ways: Callable[[], Stamp | None]) -> Stamp | None:
    """The first of these ways that gives a moment; later ones are not asked."""
    return next((stamp for way in ways if (stamp := way())), None)


def _stamp(printed: str, moment: datetime | None, how: How) -> Stamp | None:
    if moment is None or moment.year not in YEARS:
        return None
    return stamp_of(moment, printed.strip(), how)


def stamp_of(moment: datetime, printed: str, how: How) -> Stamp:
    """An aware moment with the offset that it has: "+08:00"."""
    offset = moment.strftime("%z")
    return Stamp(at=moment.astimezone(UTC), printed=printed, zone=f"{offset[:3]}:{offset[3:5]}", how=how)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return tuple(
        re.compile(form, re.IGNORECASE)
        for form in (
            # 2019-12-10 07:57:40 · 2016年11月24日 15:02:11 · 2022 05/ 25 19:34:10 · 2018-04-03T13:40:00+03:00
            rf"(?<!\d)(?P<year>\d{{4}})\s*[-/.年\s]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})(?!\d)\s*日?(?:[T\s,|]*{CLOCK}{OFFSET})?",
            # 202205/2519:34:10: the same in spans with nothing between them
            rf"(?<!\d)(?P<year>\d{{4}})\s*(?P<month>\d{{2}})/\s*(?P<day>\d{{2}})\s*{CLOCK}",
            rf"(?<!\d){CLOCK}{BETWEEN}{DAY_FIRST}",  # 20:00 14.06.2018
            rf"{DAY_FIRST}(?:{BETWEEN}{CLOCK})?",  # 13.11.2015 00:01:00
            rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?P<name>{names})\.?,?\s+(?P<year>\d{{4}})(?!\d)(?:\s*г\.?)?(?:{BETWEEN}{CLOCK}{OFFSET})?",
            rf"\b(?P<name>{names})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?!\d)(?:{BETWEEN}{CLOCK}{OFFSET})?",
        )
    )


@cache
def _near_day() -> re.Pattern[str]:
    return re.compile(rf"(?P<near>{'|'.join(DAYS)}){BETWEEN}{CLOCK}", re.IGNORECASE)


@cache
def _months() -> dict[str, int]:
    """Names → numbers, as the two languages print them in dates: "декабря", "дек", "April", "Apr"."""
    return {
        name.lower().rstrip("."): number
        for language in ("ru", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, "format", language).items()
    } | {"sept": 9}


def _date_of(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    try:
        month = int(parts["month"]) if parts.get("month") else _months()[parts["name"].lower()]
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _moment(match: re.Match[str], day: date | None, zone: tzinfo) -> datetime | None:
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        naive = datetime(day.year, day.month, day.day, hour, minute, min(second, 59)) if day else None  # noqa: DTZ001 - zoned below
        return naive.replace(tzinfo=_offset(parts.get("offset")) or zone) if naive else None
    except ValueError:  # 25:61, +99:00
        return None


def _offset(printed: str | None) -> tzinfo | None:
    if not printed:
        return None
    if printed[0] not in "+-":
        return UTC
    minutes = int(printed[1:3]) * 60 + int(printed[-2:])
    return timezone(timedelta(minutes=-minutes if printed[0] == "-" else minutes))


def newest(stamps: Iterator[Stamp | None]) -> Stamp | None:
    return max((stamp for stamp in stamps if stamp), key=lambda stamp: stamp.at, default=None)
