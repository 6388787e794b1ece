"""What an entry point lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from processors.errors import LayoutError


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One article as an entry point shows it; the address is absolute."""

    url: str
    title: str = ""
    summary: str = ""
    published_at: datetime | None = None  # aware, UTC, to the minute; None when the entry point does not say, or only the day
    updated_at: datetime | None = None
    full_text: str | None = None  # feeds that carry the whole article: paragraphs separated by a blank line


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Where the entry point goes on: an older page, or a child of a sitemap index."""

    url: str
    method: str = "GET"
    body: str = ""  # JSON for the listing APIs that are asked by POST
    newest: datetime | None = None  # nothing in it is younger than this, where that is known (a sitemap's lastmod)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    listed: tuple[Listed, ...] = ()  # in the order of the page
    further: tuple[Further, ...] = ()  # in the order in which they should be read
    whole: bool = True  # False: it breaks off, or is longer than what is read of a listing


class NoListing(LayoutError):
    """The answer is not of the form that the entry point should have; the text says what was expected."""


class RefusedListing(NoListing):
    """A challenge or refusal page came in its place: the entry point is blocked, not broken."""
