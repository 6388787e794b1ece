"""One moment in the three zones that the readers live in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoned:
    utc: str  # "2018-04-03 11:20"
    moscow: str
    beijing: str


def in_zones(moment: datetime | None) -> Zoned | None:
    """The moment as minutes in UTC, Moscow and Beijing; None stays None."""
    if moment is None:
        return None
    shown = [_shown(moment, zone) for zone in (UTC, _zone("Europe/Moscow", 3), _zone("Asia/Shanghai", 8))]
    return Zoned(utc=shown[0], moscow=shown[1], beijing=shown[2])


def _shown(moment: datetime, zone: tzinfo) -> str:
    try:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    except OverflowError:  # a date at the very edge of the calendar
        return moment.strftime("%Y-%m-%d %H:%M")


def _zone(name: str, hours: int) -> tzinfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # a slim container without a zone database: today's offset
        return timezone(timedelta(hours=hours))
