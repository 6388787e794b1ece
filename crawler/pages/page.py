"""What was read from one page, before it becomes an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from parsel import Selector

from processors.errors import LayoutError, ReadoutError
from processors.records import Completeness

MOST_PARAGRAPHS = 10_000  # what has more is no article; the rest is left out, and the page partial
MOST_CAPTIONS, MOST_TAGS, MOST_FURTHER = 1_000, 200, 200

How = Literal["json-ld", "meta", "attr", "text", "url", "listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A moment, as it was printed and how it was got."""

    at: datetime  # aware, UTC
    printed: str
    zone: str  # the offset that held: "+08:00"
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of one page, each as printed, white space tidied. What a page does not have is empty."""

    layout: str  # which layout read it: "xinhua-d"; "trafilatura" for the last fallback
    title: str
    paragraphs: tuple[str, ...]  # the body alone: no lead, captions, "read also", editors' lines, hidden links, page ids
    lead: str = ""
    byline: str = ""  # "记者张三 李四"
    dateline: str = ""  # "МОСКВА, 3 апреля. /ТАСС/."; it stays in the first paragraph too
    source: str = ""  # the source line, without its label: "新华网"
    editor: str = ""
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    published: Stamp | None = None
    updated: Stamp | None = None
    completeness: Completeness = "full"  # partial: the page itself says that more exists (cut for guests, a missing further page)
    further: tuple[str, ...] = ()  # absolute addresses of the article's further pages, this one not among them
    joined: int = 1  # of how many pages this was put together


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a layout may know beside the tree."""

    url: str
    zone: ZoneInfo  # of times printed without an offset
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One generation of an outlet's pages. `parse` gives None where the page is not of this layout."""

    name: str  # "xinhua-d": outlet id and generation
    parse: Callable[[Selector, Context], Page | None]
    valid_from: date | None = None
    valid_until: date | None = None
    host: str | None = None  # only pages of this host, where generations differ by host


class BlockedPage(ReadoutError):
    """A challenge, consent or refusal page stands in place of the article; the text names the mark that told."""


class NoArticle(LayoutError):
    """No layout found both a title and a body; the text says which were tried."""
