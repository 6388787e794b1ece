"""An article from a feed that carries whole texts, for when the page itself cannot be had."""

from __future__ import annotations

from crawler.fetched import Fetched
from crawler.listings.listing import Listed
from crawler.outlets import Edition, Outlet, Outlets
from crawler.page_outcome import Unreadable, make_article
from crawler.pages.page import Page
from processors.records import Article

LAYOUT = "feed"


def feed_article(listed: Listed, feed: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets) -> Article | None:
    """The article as the feed prints it; `feed` is the answer that held it. None when it held no text.

    The same feed gives the same article again, so that it can be made from the archive."""
    paragraphs = tuple(part for text in (listed.full_text or "").split("\n\n") if (part := text.strip()))
    if not paragraphs or not listed.title:
        return None
    page = Page(layout=LAYOUT, title=listed.title, lead=listed.summary, paragraphs=paragraphs)
    article = make_article(
        page, feed, outlet, edition, outlets, listed_url=listed.url, published_fallback=listed.published_at
    )  # fmt: skip
    return None if isinstance(article, Unreadable) else article
