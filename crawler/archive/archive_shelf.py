"""The answers of our own archive, as a replay reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from crawler.archive.archive import Archive
from crawler.archive.exchange import REDIRECTS
from crawler.archive.feeds import Feeds
from crawler.archive.http_head import plain_url
from crawler.archive.index import Row
from crawler.archive.memory_records import Outcome
from crawler.archive.replay import HOPS, Answer, leads_to
from crawler.outlets import Edition, Outlet
from crawler.text_hash import text_hash
from processors.errors import InputError
from processors.records import Article

STANDINGS: dict[int, Outcome] = {200: "article", 404: "gone", 410: "gone"}


class ArchiveShelf:
    """The pages of one crawl, or of all; what cannot be read is counted and stops nothing else."""

    def __init__(self, archive: Archive, crawl: str | None = None, *, listing_bytes: int = 32 * 2**20) -> None:
        self.passed_over: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()  # records that cannot be read, in words
        self._archive = archive
        self._feeds = Feeds(archive, listing_bytes)
        rows = archive.rows(crawl=crawl, roles=["page"])
        self._redirects: dict[tuple[str, str], tuple[int, ...]] = {}
        last: dict[tuple[str, str], Row] = {}
        for row in rows:
            key = (row.crawl, row.canonical)
            if row.status in REDIRECTS:
                self._redirects[key] = (*self._redirects.get(key, ()), row.status)
            last[key] = row  # what came before it was a redirect, or an attempt that was made again
        self._rows = tuple(row for row in rows if last[row.crawl, row.canonical] is row)

    @property
    def trouble(self) -> str:
        first = next(iter(self.troubles), "")
        return first + (f" (and {len(self.troubles) - 1} more)" if len(self.troubles) > 1 else "")

    def count(self) -> int:
        return len(self._rows)

    def pages(self) -> Iterator[Answer]:
        for row in self._rows:
            if answer := self._read(row):
                yield replace(answer, redirects=self._redirects.get((row.crawl, row.canonical), ()))

    def further(self, address: str, page: Answer) -> Answer | None:
        exchange = page.exchange
        canonical = self._archive.canonical(exchange.article_url or exchange.url)
        rows = {row.url: row for row in self._archive.rows(crawl=exchange.crawl, roles=["further"], canonical=canonical)}
        redirects: tuple[int, ...] = ()
        for _ in range(HOPS):
            row = rows.get(plain_url(address))
            answer = self._read(row) if row else None
            if answer is None or answer.exchange.status not in REDIRECTS:
                return answer and replace(answer, redirects=redirects)
            redirects += (answer.exchange.status,)
            address = leads_to(answer.exchange)
        return None

    def feed_article(self, page: Answer, outlet: Outlet, edition: Edition) -> Article | None:
        return self._feeds.article(page.exchange, outlet, edition)

    def articles_of_feeds(self, crawl: str, outlet: Outlet, edition: Edition) -> Iterator[Article]:
        """What that crawl took from a feed because the page did not answer: no record of a page leads to it."""
        answered = {row.canonical for row in self._rows}
        for canonical, article in self._feeds.articles(crawl, outlet, edition):
            known = None if canonical in answered else self._archive.known(canonical)
            if known is not None and known.text_hash == text_hash(article.text):
                yield article

    def standing_before(self, canonical: str, page: Answer) -> Outcome | None:
        """By the statuses alone: whether the text was read, or why not, no record tells."""
        found: Outcome | None = None
        for row in self._archive.rows(roles=["page"], canonical=canonical):
            if row.id == page.record_id or row.crawl == page.exchange.crawl:
                break
            found = STANDINGS.get(row.status, found)
        return found

    def _read(self, row: Row) -> Answer | None:
        try:
            return Answer(exchange=self._archive.read_row(row), record_id=row.id, sha256=row.sha256)
        except InputError as wrong:
            self.passed_over["cannot be read"] += 1
            self.troubles[str(wrong)] += 1
            return None
