"""What the answer for an article's page means: the article, that it is gone, that it moved, that it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.canonical_url import canonical_url, is_article
from crawler.crawlfile import EventKind
from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.articles import article_from_page
from crawler.pages.page import BlockedPage, NoArticle, Page
from crawler.pages.reading import read_page
from processors.records import Article

GONE = (404, 410)
REFUSALS = (401, 403, 405, 429, 451)
FRONTS = ("", "/index", "/index.html", "/index.htm", "/index.php")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304: the server says that nothing was changed since the last look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """It is gone, or leads elsewhere."""

    kind: EventKind
    detail: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    reason: str
    blocked: bool = False
    quarantine: bool = False  # there is a page, and a person may look why it was not read; else there is none


PageOutcome = Readable | Unchanged | Away | Unreadable


def judge_page(
    fetched: Fetched, asked_url: str, outlet: Outlet, edition: Edition, outlets: Outlets, *, redirects: Sequence[int] = ()
) -> PageOutcome:
    """What came for that address; `redirects` are the statuses of the redirects that were followed on the way."""
    status = fetched.status
    if status == 304:
        return Unchanged()
    if status in GONE:
        return Away(kind="gone", detail=str(status), status=status)
    if redirects and (kind := leads_away(asked_url, fetched.url, edition, outlets)):
        return Away(kind=kind, detail=f"redirects to {fetched.url}"[:500], status=redirects[0])
    if status in REFUSALS or not 200 <= status <= 299:
        return _refusal(fetched, outlet, edition, outlets)
    try:
        return Readable(page=read_page(fetched, outlet, edition, outlets))
    except BlockedPage as wrong:
        return Unreadable(reason=f"blocked: {_without_address(wrong, fetched)}", blocked=True, quarantine=True)
    except NoArticle as wrong:
        return Unreadable(reason=_without_address(wrong, fetched), quarantine=True)
    except Exception as wrong:  # noqa: BLE001  a reader that fails on one page must not end the crawl of all others
        return Unreadable(reason=f"the reader failed: {type(wrong).__name__}: {wrong}"[:500], quarantine=True)


def make_article(
    page: Page, fetched: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets, *, listed_url: str, **listed: object
) -> Article | Unreadable:
    """The article of a page that was read; what is no article after all is told, never raised."""
    try:
        article = article_from_page(page, fetched, outlet, edition, outlets, listed_url=listed_url, **listed)  # type: ignore[arg-type]
    except Exception as wrong:  # noqa: BLE001  as above
        return Unreadable(reason=f"the reader failed: {type(wrong).__name__}: {wrong}"[:500], quarantine=True)
    return article if article.text.strip() else Unreadable(reason="no text", quarantine=True)


def leads_away(asked: str, answered: str, edition: Edition, outlets: Outlets) -> EventKind | None:
    """Whether a redirect leads to something that is no article; another address of an article is the article, moved."""
    before, after = canonical_url(asked, outlets), canonical_url(answered, outlets)
    if before == after:
        return None
    if urlsplit(after).path.rstrip("/") in FRONTS or _is_front(answered, edition):
        return "moved-to-front"
    return None if is_article(answered, edition, outlets) else "moved-away"


def _is_front(url: str, edition: Edition) -> bool:
    """Also the front page of an edition that stands in a folder of a shared host."""
    parts = urlsplit(url)
    return any(parts.hostname == mirror.host and parts.path.rstrip("/") == mirror.path.rstrip("/") for mirror in edition.mirrors)


def _refusal(fetched: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets) -> Unreadable:
    """A challenge is told by its name, whatever status it came with."""
    try:
        read_page(fetched, outlet, edition, outlets)
    except BlockedPage as wrong:
        return Unreadable(reason=f"blocked: {_without_address(wrong, fetched)}", blocked=True, quarantine=True)
    except Exception:  # noqa: BLE001  the page of an error is not read for its own sake
        pass
    blocked = fetched.status in REFUSALS
    return Unreadable(reason=f"blocked: {fetched.status}" if blocked else f"status {fetched.status}", blocked=blocked)


def _without_address(wrong: Exception, fetched: Fetched) -> str:
    return str(wrong).removeprefix(f"{fetched.url}: ")[:500]
