"""What came of a page: the lines that it gives, what is counted, what is remembered, and whether it is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crawler.archive.memory_records import Known, Outcome
from crawler.crawlfile import EventKind, PageEvent, Quarantined, event_to_json, quarantined_to_json
from crawler.crawling.steps import Look, NoAnswer
from crawler.crawling.task import Tally, Task
from crawler.crawling.unread_pages import UnreadPages
from crawler.feed_article import feed_article
from crawler.page_outcome import Away, Unreadable, make_article
from crawler.pages.articles import join_pages
from crawler.pages.fallback import NAME as FALLBACK
from crawler.pages.page import Page
from crawler.planning import is_given_up, was_never_read
from crawler.text_hash import text_hash
from processors.records import Article
from processors.wire import Json, article_to_json


class PageResults:
    """One method for each end that a page can come to; it gives the lines for the crawl file."""

    def __init__(self, task: Task, unread: UnreadPages, tally: Tally) -> None:
        self.blocked: list[str] = []  # why the last pages were refused; the first that is not ends the row
        self._task, self._unread, self._tally = task, unread, tally

    def article(self, look: Look) -> Iterator[Json]:
        assert look.first is not None
        page, fetched = look.first
        if look.others:
            page = join_pages(page, look.others)
        task = self._task
        article = make_article(
            page, fetched, task.outlet, task.edition, task.outlets, listed_url=look.url,
            published_fallback=look.listed.published_at,
        )  # fmt: skip
        if isinstance(article, Unreadable):
            yield from self.unreadable(look, article, fetched.warc)
            return
        self.blocked.clear()
        yield from self._back(look, fetched.status, fetched.warc)
        digest = text_hash(article.text)
        if look.known is None or look.known.text_hash != digest:
            self._count(article, page)
            yield article_to_json(article)
        self._remember(look, "article", looked=True, text_hash=digest)

    def unchanged(self, look: Look) -> Iterator[Json]:
        self.blocked.clear()
        yield from self._back(look, 304, None)
        self._remember(look, "article", looked=True)

    def away(self, look: Look, away: Away, warc: str | None) -> Iterator[Json]:
        outcome: Outcome = "gone" if away.kind == "gone" else "moved"
        known = look.known
        self.blocked.clear()
        was_away = known and (known.outcome == outcome or (was_never_read(known) and known.looks > 0))
        if not was_away:
            yield self._event(look, away.kind, away.status, away.detail, warc)
        if known and (known.text_hash or was_away):
            self._remember(look, outcome, looked=True)
            return
        # It is listed, and was not there when we looked first: a server may be late, or turn us away. Another look decides.
        digest = ""
        if (article := self.from_feed(look)) is not None:
            digest = text_hash(article.text)
            self._tally.articles += 1
            yield article_to_json(article)
        self._remember(look, outcome if digest else "failed", looked=True, failed_since=self._task.clock(), text_hash=digest)
        if not digest:
            self._unread.hold(look)

    def not_answered(self, look: Look, answer: NoAnswer) -> Iterator[Json]:
        if answer.location and look.known and look.known.text_hash:
            detail = f"redirects to {answer.location}"[:500]
            yield from self.away(look, Away(kind="moved-away", detail=detail, status=answer.status or 302), None)
        else:
            yield from self.unreadable(look, Unreadable(reason=answer.reason, blocked=answer.fate == "blocked"), None)

    def unreadable(self, look: Look, why: Unreadable, warc: str | None) -> Iterator[Json]:
        """Counts it, keeps it for the next crawl, and takes the feed's text in its place where there is one."""
        since, given_up = self._failing(look.known)
        self._tally.quarantined += why.quarantine
        self._tally.failed += not why.quarantine
        if why.quarantine and not given_up and (look.known is None or look.known.outcome != "quarantined"):
            yield self._quarantined(look, why.reason, warc)
        if given_up:
            yield self._quarantined(look, f"given up after {self._task.outlet.retry_days:g} days: {why.reason}", warc)
        digest = look.known.text_hash if look.known else ""
        if (article := self.from_feed(look)) is not None:
            digest = text_hash(article.text)
            self._tally.articles += 1
            yield article_to_json(article)
        outcome: Outcome = "quarantined" if why.quarantine else "failed"
        self._remember(look, outcome, failed_since=None if given_up else since, text_hash=digest)
        if not digest and not given_up:
            self._unread.hold(look)
        if why.blocked:
            self.blocked.append(why.reason)
        else:
            self.blocked.clear()

    def in_place_of_page(self, look: Look, article: Article) -> Iterator[Json]:
        """The feed's article, of a page that is not asked for."""
        self._tally.articles += 1
        self._tally.failed += 1
        yield article_to_json(article)
        since = look.known.failed_since if look.known and look.known.failed_since else self._task.clock()
        self._remember(look, "failed", failed_since=since, text_hash=text_hash(article.text))

    def from_feed(self, look: Look) -> Article | None:
        """The feed's text; None when it carries none, and when a text of the page was read before."""
        if look.feed is None or (look.known and look.known.text_hash):
            return None
        return feed_article(look.listed, look.feed, self._task.outlet, self._task.edition, self._task.outlets)

    # --- what is noted ----------------------------------------------------------------------------------------------

    def _failing(self, known: Known | None) -> tuple[datetime, bool]:
        """Since when it cannot be read, and whether that is long enough to give it up."""
        now = self._task.clock()
        since = known.failed_since if known and known.outcome != "listed" else None
        return since or now, since is not None and is_given_up(since, now, self._task.outlet.retry_days)

    def _count(self, article: Article, page: Page) -> None:
        self._tally.articles += 1
        self._tally.fallback += page.layout == FALLBACK
        has = {"title": article.title, "text": article.text, "published_at": article.published_at}
        required = self._task.edition.expect.required
        self._tally.incomplete += any(not has.get(name, getattr(page, name, "")) for name in required)

    def _remember(
        self,
        look: Look,
        outcome: Outcome,
        *,
        looked: bool = False,
        failed_since: datetime | None = None,
        text_hash: str | None = None,
    ) -> None:
        task, now = self._task, self._task.clock()
        base = look.known or Known(
            canonical=look.canonical, url=look.url, outlet=task.outlet.id, edition=task.edition.id, first_at=now, last_at=now,
            looks=0, outcome=outcome, published_after=look.when.earliest if look.when else None,
        )  # fmt: skip
        etag, last_modified = look.validators if look.first else (base.etag, base.last_modified)
        task.memory.remember(
            replace(
                base, last_at=now, looks=base.looks + looked, outcome=outcome, failed_since=failed_since,
                text_hash=base.text_hash if text_hash is None else text_hash, etag=etag, last_modified=last_modified,
            )
        )  # fmt: skip
        self._unread.let_go(look.canonical)

    # --- lines ------------------------------------------------------------------------------------------------------

    def _back(self, look: Look, status: int, warc: str | None) -> Iterator[Json]:
        if look.known and look.known.outcome in ("gone", "moved"):
            yield self._event(look, "back", status, str(status), warc)

    def _event(self, look: Look, kind: EventKind, status: int, detail: str, warc: str | None) -> Json:
        return event_to_json(
            PageEvent(
                url=look.url, outlet=self._task.outlet.id, edition=self._task.edition.id, kind=kind,
                at=look.at or self._task.clock(), status=status, detail=detail, warc=warc,
            )
        )  # fmt: skip

    def _quarantined(self, look: Look, reason: str, warc: str | None) -> Json:
        return quarantined_to_json(
            Quarantined(
                url=look.url, outlet=self._task.outlet.id, edition=self._task.edition.id,
                at=look.at or self._task.clock(), reason=reason, warc=warc,
            )
        )  # fmt: skip
