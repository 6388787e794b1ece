"""Page → Article: what the pages of one article say together, and what of it is the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crawler.canonical_url import article_id, canonical_url
from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.decoding import decode_page
from crawler.pages.page import Page, Stamp
from crawler.pages.stamps import newest, stamp_from_url, stamp_of
from processors.records import Article

AHEAD = timedelta(hours=48)  # a clock or a zone may be wrong by a day; a page of next week was not published
SAME = 0.9  # of the lead's words stand in the title or the first paragraph: it says nothing new
TOKEN = re.compile("[\u4e00-\u9fff]|[^\\W\u4e00-\u9fff]+")
SEAM = 3  # so many paragraphs may be printed at the foot of one page and again at the head of the next


def article_from_page(
    page: Page,
    fetched: Fetched,
    outlet: Outlet,
    edition: Edition,
    outlets: Outlets,
    *,
    listed_url: str,
    published_fallback: datetime | None = None,
) -> Article:
    """The article; its id and address are those under which it was listed, whatever the address that answered."""
    published, doubted = _published(page, fetched, edition, published_fallback)
    return Article(
        id=article_id(listed_url, outlets),
        text="\n\n".join(_texts(page)),
        title=page.title,
        outlet=outlet.id,
        edition=edition.id,
        language=edition.language,
        url=canonical_url(listed_url, outlets),
        published_at=published.at if published else None,
        published_zone=published.zone if published else None,
        fetched_at=fetched.fetched_at,
        sha256=fetched.sha256 or None,
        warc=fetched.warc,
        completeness="partial" if page.further else page.completeness,  # further pages were named and not joined
        extra=(("page", json.dumps(_facts(page, fetched, edition, published, doubted), ensure_ascii=False, sort_keys=True)),),
    )


def _texts(page: Page) -> Iterator[str]:
    said = (page.title, *page.paragraphs[:1])
    if page.lead and not any(says_the_same(page.lead, other) for other in said):
        yield page.lead
    yield from page.paragraphs


def says_the_same(lead: str, other: str) -> bool:
    """Whether the other text already holds the lead, word for word or nearly so."""
    wanted, given = TOKEN.findall(lead.casefold()), TOKEN.findall(other.casefold())
    if not wanted or f" {' '.join(wanted)} " in f" {' '.join(given)} ":
        return True
    return sum(word in set(given) for word in wanted) >= SAME * len(wanted)


def _published(
    page: Page, fetched: Fetched, edition: Edition, listed: datetime | None
) -> tuple[Stamp | None, str]:  # fmt: skip
    """The moment that is believed, and what was printed and is not."""
    in_list = _listed_stamp(listed, edition)
    in_url = stamp_from_url(fetched.url, edition.timezone())
    latest = fetched.fetched_at + AHEAD
    doubted = page.published.printed if page.published and page.published.at > latest else ""
    ways = [stamp for stamp in (page.published, in_list, in_url) if stamp is not None and stamp.at <= latest]
    if len(ways) > 1 and ways[0].how == "url":  # a day only: the listing knows the hour
        ways.sort(key=lambda stamp: stamp.how == "url")
    return (ways[0] if ways else None), doubted


def _listed_stamp(listed: datetime | None, edition: Edition) -> Stamp | None:
    return None if listed is None else stamp_of(listed.astimezone(edition.timezone()), listed.isoformat(), "listing")


def _facts(page: Page, fetched: Fetched, edition: Edition, published: Stamp | None, doubted: str) -> dict[str, Any]:
    decoded = decode_page(fetched, edition.language)
    facts: dict[str, Any] = {
        "layout": page.layout, "lead": page.lead, "byline": page.byline, "dateline": page.dateline, "source": page.source,
        "editor": page.editor, "tags": list(page.tags), "captions": list(page.captions),
        "updated_at": page.updated and page.updated.at.isoformat().replace("+00:00", "Z"),
        "updated_printed": page.updated and page.updated.printed,
        "published_printed": published and published.printed, "published_how": published and published.how,
        "published_doubted": doubted, "charset": decoded.charset, "charset_how": decoded.how,
        "pages": page.joined if page.joined > 1 else None,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def join_pages(first: Page, others: Sequence[Page | None]) -> Page:
    """The article as one page; partial when a further page is missing (None, or named by a page and not here)."""
    paragraphs, captions, tags, joined = first.paragraphs, first.captions, first.tags, 1
    for other in others:
        if other is None or _is_known(other.paragraphs, paragraphs):
            continue
        joined += 1
        paragraphs += _after_seam(paragraphs, other.paragraphs)
        captions += other.captions
        tags += other.tags
    pages = (first, *(other for other in others if other is not None))
    return replace(
        first,
        paragraphs=paragraphs,
        captions=tuple(dict.fromkeys(captions)),
        tags=tuple(dict.fromkeys(tags)),
        byline=next((page.byline for page in pages if page.byline), ""),
        editor=next((page.editor for page in reversed(pages) if page.editor), ""),
        updated=newest(page.updated for page in pages),
        completeness="full" if _is_whole(first, others, joined) else "partial",
        further=(),
        joined=joined,
    )


def _is_whole(first: Page, others: Sequence[Page | None], joined: int) -> bool:
    pages = [page for page in (first, *others) if page is not None]
    named = {address for page in pages for address in page.further}
    return joined > len(named) and None not in others and all(page.completeness != "partial" for page in pages)


def _is_known(paragraphs: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Whether the server gave a page that is there already: it answers any page number with the first page."""
    return set(paragraphs) <= set(before)


def _after_seam(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    overlap = next((size for size in range(min(SEAM, len(before), len(after)), 0, -1) if before[-size:] == after[:size]), 0)
    return after[overlap:]
