"""The feeds of the archive that carry whole articles, for a replay of pages that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.archive.archive import Archive
from crawler.archive.exchange import Exchange
from crawler.archive.fetched_answer import fetched_answer
from crawler.archive.index import Row
from crawler.feed_article import feed_article
from crawler.fetched import Fetched
from crawler.listings.listing import Listed, NoListing
from crawler.listings.reading import read_listing
from crawler.middlewares.unpacking import Damaged, TooLarge
from crawler.outlets import Edition, Outlet
from processors.errors import InputError
from processors.records import Article

WITH_TEXTS = ("yandex",)  # kinds of entry points


class Feeds:
    """Each crawl's feeds are read once."""

    def __init__(self, archive: Archive, listing_bytes: int) -> None:
        self._archive = archive
        self._bytes = listing_bytes
        self._read: tuple[str, dict[str, tuple[Listed, Fetched]]] = ("", {})  # of the crawl that was asked for last

    def articles(self, crawl: str, outlet: Outlet, edition: Edition) -> Iterator[tuple[str, Article]]:
        """Each article whose text a feed of that crawl carried, with its canonical address."""
        for canonical, found in self._texts_of(crawl, edition).items():
            if (article := feed_article(*found, outlet, edition, self._archive.outlets)) is not None:
                yield canonical, article

    def article(self, exchange: Exchange, outlet: Outlet, edition: Edition) -> Article | None:
        """The article of that page as a feed of the same crawl carried it."""
        if not exchange.crawl:
            return None
        found = self._texts_of(exchange.crawl, edition).get(self._archive.canonical(exchange.article_url or exchange.url))
        return feed_article(*found, outlet, edition, self._archive.outlets) if found else None

    def _texts_of(self, crawl: str, edition: Edition) -> dict[str, tuple[Listed, Fetched]]:
        if self._read[0] != crawl:
            self._read = (crawl, dict(self._texts(crawl, edition)))
        return self._read[1]

    def _texts(self, crawl: str, edition: Edition) -> list[tuple[str, tuple[Listed, Fetched]]]:
        points = [point for point in edition.entry_points() if point.kind in WITH_TEXTS]
        addresses = {self._archive.canonical(point.url): point for point in points}
        found = []
        for row in self._archive.rows(crawl=crawl, roles=["listing"]) if addresses else ():
            point = addresses.get(row.canonical)
            fetched = self._fetched(row) if point and row.status == 200 else None
            if point is None or fetched is None:
                continue
            try:
                listing = read_listing(
                    point.kind, fetched.body, url=fetched.url, content_type=fetched.content_type, zone=edition.timezone(),
                    select=point.select,
                )  # fmt: skip
            except NoListing:
                continue
            found += [(self._archive.canonical(item.url), (item, fetched)) for item in listing.listed if item.full_text]
        return found

    def _fetched(self, row: Row) -> Fetched | None:
        try:
            return fetched_answer(self._archive.read_row(row), sha256=row.sha256, warc=row.id, most=self._bytes)
        except (InputError, Damaged, TooLarge):
            return None
