"""Times as feeds and listing services print them → aware times in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

YEARS = range(1980, 2101)  # outside of them a time is a mistake
LONGEST = 64
OFFSET = re.compile(r"\s*([+-]\d\d):?(\d\d)$")
YEAR_FIRST = re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:[ T]+(?P<hour>\d\d?):)?")
YEAR_LAST = re.compile(r"^(?P<day>\d\d?)[.](?P<month>\d\d?)[.](?P<year>\d{4})(?:,? +(?P<hour>\d\d?):)?")
UNIX = re.compile(r"[0-9]{10}(?:[0-9]{3})?")  # seconds or milliseconds since 1970
DAY_ONLY = re.compile(r"\d{4}-\d\d(-\d\d)?$")
MILLISECONDS = 10**11  # as seconds, a number so large would be the year 5138


def read_time(value: object, zone: ZoneInfo) -> datetime | None:
    """The time in UTC; printed without an offset it is of that zone; None when it is no time.

    "Tue, 03 Apr 2018 14:00:00 +0300", "3 Apr 18 14:00", "2018-04-03T14:00:00.000Z", "2018/4/3 14:00",
    "03.04.2018 14:00", 1522753200.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(value)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        return None
    text = " ".join(value.split())
    if UNIX.fullmatch(text):
        return _of_number(int(text))
    try:
        return _sane(_iso(text) or _rfc822(text), zone)
    except (ValueError, OverflowError, IndexError, TypeError):  # what email.utils makes of nonsense is not documented
        return None


def read_moment(value: object, zone: ZoneInfo) -> datetime | None:
    """As `read_time`, but None for a bare day: taken for its first moment it would claim that the list reaches back further."""
    return None if isinstance(value, str) and ":" not in value and not UNIX.fullmatch(value.strip()) else read_time(value, zone)


def end_of(value: object, zone: ZoneInfo) -> datetime | None:
    """As `read_time`, but a day or a month without a time is read as its last moment: nothing in it is younger."""
    if not isinstance(value, str) or not DAY_ONLY.fullmatch(value.strip()):
        return read_time(value, zone)
    text = value.strip()
    try:
        day = datetime.fromisoformat(text if len(text) > 7 else f"{text}-01").date()
        last = day if len(text) > 7 else (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return _sane(datetime.combine(last, time(23, 59, 59)), zone)
    except (ValueError, OverflowError):
        return None


def _of_number(seconds: float) -> datetime | None:
    try:
        return _sane(datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= MILLISECONDS else seconds, UTC), None)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    dashed = YEAR_LAST.sub(_dashed, YEAR_FIRST.sub(_dashed, OFFSET.sub(r"\1:\2", text) if ":" in text else text))
    try:
        return datetime.fromisoformat(dashed)
    except ValueError:
        return None


def _dashed(found: re.Match[str]) -> str:
    part = found.groupdict("")
    hour = f" {part['hour']:0>2}:" if part["hour"] else ""
    return f"{part['year']}-{part['month']:0>2}-{part['day']:0>2}{hour}"


def _rfc822(text: str) -> datetime | None:
    found = parsedate_to_datetime(re.sub(r"\bZ$", "GMT", OFFSET.sub(r" \1\2", text)))
    return found.replace(tzinfo=UTC) if text.endswith("-0000") else found


def _sane(found: datetime | None, zone: ZoneInfo | None) -> datetime | None:
    if found is None or found.year not in YEARS:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone or UTC)).astimezone(UTC)
