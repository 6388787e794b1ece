"""Links as a listing prints them → absolute web addresses, and the day that an address names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from zoneinfo import ZoneInfo

LONGEST = 2000  # an address that is longer is none of an article
WHOLE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[!$-;=?-Z_a-z~]*")  # as sitemaps have it: nothing to be done
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")
DAY = re.compile(r"/((?:19|20)\d\d)(?:-(\d\d)/(\d\d)|-(\d\d)-(\d\d)|/(\d\d)/(\d\d)|(\d\d)(\d\d))(?=/)")


def absolute(link: object, base: str) -> str | None:
    """The web address that the link leads to, without its fragment; None for what is none ("javascript:…", "mailto:…")."""
    if not isinstance(link, str) or not link.strip() or len(link) > LONGEST:
        return None
    if WHOLE.fullmatch(link):
        return link
    try:
        url, _ = urldefrag(urljoin(base, UNPRINTABLE.sub(_quoted, link.strip())))
        parts = urlsplit(url)
        url = parts._replace(netloc=parts.netloc.lower()).geturl()
        found = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # "http://[": not an address
        return None
    return url if found and len(url) <= LONGEST else None


def day_in(url: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of the day that the address names: /2018-04/03/, /20180403/, /2018-04-03/ or /2018/04/03/."""
    found = DAY.search(url)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return datetime(year, month, day, tzinfo=zone).astimezone(UTC)
    except ValueError:  # /20189999/
        return None


def end_of_day(url: str, zone: ZoneInfo) -> datetime | None:
    """The last second of the day that the address names."""
    day = day_in(url, zone)
    return day and day + timedelta(days=1, seconds=-1)


def _quoted(found: re.Match[str]) -> str:
    return quote(found.group().replace("\n", "").replace("\r", "").replace("\t", ""), errors="replace")
