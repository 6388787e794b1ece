"""One answer → the parts of an article, by the first layout that finds both a title and a body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.challenge import REFUSING, find_challenge
from crawler.pages.decoding import decode_page
from crawler.pages.fallback import NAME, read_by_extractor
from crawler.pages.layouts import LAYOUTS
from crawler.pages.page import (
    MOST_CAPTIONS,
    MOST_FURTHER,
    MOST_PARAGRAPHS,
    MOST_TAGS,
    BlockedPage,
    Context,
    Layout,
    NoArticle,
    Page,
)
from crawler.pages.stamps import date_in_url
from crawler.pages.trees import Tree, read_tree

TEXTUAL = ("html", "xml", "text/plain", "octet-stream", "unknown")
NOT_HTML = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")


def read_page(fetched: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets) -> Page:
    """The article's parts; `BlockedPage` when a challenge stands in its place, `NoArticle` when nothing can read it."""
    if reason := _no_html(fetched):
        raise NoArticle(f"{fetched.url}: {reason}")
    text = decode_page(fetched, edition.language).text
    tree = read_tree(text)
    if mark := find_challenge(text, tree.page, fetched.status):
        raise BlockedPage(f"{fetched.url}: {mark}, answered with {fetched.status}")
    context = Context(url=fetched.url, zone=edition.timezone(), language=edition.language)
    tried: list[str] = []
    for layout in in_order(LAYOUTS.get(outlet.id, ()), fetched):
        page, trouble = _parsed(layout, tree, context)
        if page is not None and page.title and page.paragraphs:
            return _bounded(_marked(page, layout, tree))
        tried.append(f"{layout.name}{trouble}")
    if (page := read_by_extractor(tree.text, tree.page, context)) is not None:
        return _bounded(page)
    if fetched.status in REFUSING:
        raise BlockedPage(f"{fetched.url}: no article, answered with {fetched.status}")
    raise NoArticle(f"{fetched.url}: no layout fits; tried {', '.join((*tried, NAME))}")


def _parsed(layout: Layout, tree: Tree, context: Context) -> tuple[Page | None, str]:
    """What the layout makes of the page, and in words how it failed: a page that breaks one layout may be of the next."""
    try:
        return layout.parse(tree.page, context), ""
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as wrong:
        return None, f" (failed: {type(wrong).__name__}: {wrong})"[:200]


def _no_html(fetched: Fetched) -> str:
    if not fetched.body.strip():
        return "the body is empty"
    kind = fetched.content_type.split(";")[0].strip().lower()
    if kind and not any(textual in kind for textual in TEXTUAL):
        return f"no HTML but {kind}"
    return "no HTML by its first bytes" if fetched.body.startswith(NOT_HTML) else ""


def _marked(page: Page, layout: Layout, tree: Tree) -> Page:
    return replace(page, layout=layout.name, completeness="partial" if tree.cut else page.completeness)


def _bounded(page: Page) -> Page:
    """Not more of anything than an article has."""
    return replace(
        page,
        paragraphs=page.paragraphs[:MOST_PARAGRAPHS],
        captions=page.captions[:MOST_CAPTIONS],
        tags=page.tags[:MOST_TAGS],
        further=page.further[:MOST_FURTHER],
        completeness="partial" if len(page.paragraphs) > MOST_PARAGRAPHS else page.completeness,
    )


def in_order(layouts: tuple[Layout, ...], fetched: Fetched) -> Iterator[Layout]:
    """Those whose dates and host fit, then the others: a site changes its markup before we hear of it."""
    day = date_in_url(fetched.url) or fetched.fetched_at.date()  # pages without a date are all rendered anew
    host = _host(fetched.url)
    yield from sorted(layouts, key=lambda layout: not _is_expected(layout, day, host))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[": somebody's archive holds such addresses
        return ""


def _is_expected(layout: Layout, day: date, host: str) -> bool:
    return (
        (layout.valid_from is None or layout.valid_from <= day)
        and (layout.valid_until is None or day <= layout.valid_until)
        and layout.host in (None, host)
    )
