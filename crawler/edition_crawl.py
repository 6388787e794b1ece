"""The crawl of one edition, without the network: what to ask next, and what the answers come to."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol
from urllib.parse import urlsplit

from crawler.archive.exchange import Role
from crawler.archive.memory_records import Known, Outcome, PastCrawl
from crawler.canonical_url import canonical_url
from crawler.channel_reading import ChannelReading, ListingAsk
from crawler.crawl_clock import Clock
from crawler.crawl_settings import Limits
from crawler.crawlfile import (
    BACKFILL,
    CrawlStatus,
    EntryPoint,
    EventKind,
    Health,
    PageEvent,
    Quarantined,
    event_to_json,
    quarantined_to_json,
)
from crawler.feed_article import feed_article
from crawler.fetched import Fetched
from crawler.listings.listing import Listed, NoListing
from crawler.listings.reading import read_listing
from crawler.outlets import Edition, Outlet, Outlets
from crawler.page_outcome import REFUSALS, Away, Readable, Unchanged, Unreadable, judge_page, make_article
from crawler.pages.articles import join_pages
from crawler.pages.fallback import NAME as FALLBACK
from crawler.pages.page import Page
from crawler.planning import When, asks_again, back_to, complete_to, is_given_up, is_outside, was_never_read, when_published
from processors.records import Article
from processors.wire import Json, article_to_json

UNDER_WAY = 4  # pages asked for at the same time; they queue for the host's one connection, and the rest waits here
BLOCKED_IN_A_ROW = 5  # the outlet does not want us there now: the rest is not asked for
HELD_NAMED = 50  # of the pages that hold the watermark so many are named


class Memory(Protocol):
    """The part of the archive that a crawl asks and tells."""

    def known(self, canonical: str) -> Known | None: ...
    def remember(self, page: Known) -> None: ...
    def due(self, outlet: str, edition: str, now: datetime, hours: Sequence[float]) -> tuple[Known, ...]: ...
    def failing(self, outlet: str, edition: str) -> tuple[Known, ...]: ...
    def past_crawls(self, outlet: str, edition: str) -> tuple[PastCrawl, ...]: ...


class Filter(Protocol):
    def refuses(self, listed: Listed, *, country: str, language: str) -> str | None: ...


@dataclass(slots=True, kw_only=True)
class Look:
    """One page that is asked for, and the further pages that belong to it."""

    listed: Listed
    canonical: str
    when: When | None
    known: Known | None
    feed: Fetched | None = None  # the listing that carried its whole text
    first: tuple[Page, Fetched] | None = None
    at: datetime | None = None  # of the page's answer: what is told of it has this time, and has it again when replayed
    validators: tuple[str, str] = ("", "")  # ETag and Last-Modified of the first page
    others: list[Page | None] = field(default_factory=list)
    further: deque[str] = field(default_factory=deque)
    named: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return self.known.url if self.known else self.listed.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, before it is one of Scrapy's."""

    url: str
    role: Role
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    article_url: str | None = None
    about: tuple[ChannelReading, ListingAsk] | Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    fetched: Fetched
    etag: str = ""
    last_modified: str = ""
    redirects: tuple[int, ...] = ()  # statuses of the redirects that were followed


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    reason: str
    fate: Literal["failed", "blocked", "robots"] = "failed"
    location: str | None = None  # where a redirect led that was not followed
    status: int | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    articles: int = 0
    listed: int = 0
    refused: int = 0
    fetched: int = 0
    quarantined: int = 0
    failed: int = 0
    fallback: int = 0
    incomplete: int = 0


@dataclass(slots=True, kw_only=True)
class _Shown:
    listed: Listed
    passes: bool
    worded: bool  # some entry point shows a headline; those without words let everything pass
    feed: Fetched | None


Step = Ask | Json


class EditionCrawl:
    """`begin` gives the first requests; `answered` what follows from each answer: requests and lines of the crawl file."""

    def __init__(
        self,
        outlet: Outlet,
        edition: Edition,
        outlets: Outlets,
        *,
        memory: Memory,
        topic: Filter,
        limits: Limits,
        clock: Clock,
        crawl: str,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self.outlet, self.edition, self.crawl = outlet, edition, crawl
        self.started = clock()
        self.tally = Tally()
        self.channels: list[ChannelReading] = []
        self.is_stopped = False
        self.trouble = ""
        self._outlets, self._memory, self._topic, self._limits, self._clock = outlets, memory, topic, limits, clock
        self._since, self._until = since, until
        self._past = since is not None or until is not None
        self._zone = edition.timezone()
        self._last_complete: datetime | None = None
        self._last_began: datetime | None = None  # when the crawl began that read so far
        self._shown: dict[str, _Shown] = {}
        self._outside: set[str] = set()  # what some entry point dates outside of the stretch that is read
        self._listing = 0  # channels that are still being read
        self._shared = _shared_points(edition)
        self._answers: dict[tuple[str, str, str], Answer | NoAnswer] = {}  # for the listings that several channels ask for
        self._waiting: dict[tuple[str, str, str], list[tuple[ChannelReading, ListingAsk]]] = {}
        self._queue: deque[Look] = deque()
        self._under_way: dict[str, Look] = {}
        self._unread: dict[str, tuple[When | None, str]] = {}  # canonical → pages on the topic that hold the watermark
        self._blocked = 0

    # --- what is asked ----------------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Step]:
        past = self._memory.past_crawls(self.outlet.id, self.edition.id)
        ends = (
            (crawl.complete_to, crawl.started_at)
            for crawl in past  # what a crawl of the past read says nothing of now, nor does one whose clock was wrong
            if crawl.complete_to and crawl.complete_to <= self.started and not crawl.crawl.endswith(BACKFILL)
        )
        self._last_complete, self._last_began = max(ends, default=(None, None))
        target = back_to(self._last_complete, self._since)
        for channel in self.edition.channels:
            self.channels.append(
                ChannelReading(
                    channel, self.edition, now=self.started, target=target, past=self._past,
                    pages=self._limits.listing_pages, is_article=self._is_article, is_known=self._is_known,
                )
            )  # fmt: skip
        self._listing = len(self.channels)
        for channel_reading in self.channels:
            yield from self._next_listing(channel_reading)

    def answered(self, ask: Ask, answer: Answer | NoAnswer) -> Iterator[Step]:
        """What follows from it; every request that was given out is answered once."""
        if isinstance(ask.about, Look):
            yield from self._further_answered(ask, answer) if ask.role == "further" else self._page_answered(ask.about, answer)
        else:
            channel, listing_ask = ask.about
            key = listing_ask.key()
            if listing_ask.point.url in self._shared:
                self._answers[key] = answer
            self._listing_answered(channel, listing_ask, answer)
            yield from self._next_listing(channel)
            for other, same in self._waiting.pop(key, ()):
                self._listing_answered(other, same, answer)
                yield from self._next_listing(other)

    def stop(self, trouble: str) -> None:
        """Nothing more is asked; what is still open is read by the next crawl."""
        if self.is_stopped:
            return
        self.is_stopped, self.trouble = True, trouble
        for channel in self.channels:
            channel.stop()
        if self._listing:
            self._plan()
        self._leave_queue()
        for look in self._under_way.values():
            self._hold(look)

    @property
    def is_done(self) -> bool:
        return self._listing == 0 and not self._queue and not self._under_way

    @property
    def queued(self) -> int:
        return len(self._queue) + len(self._under_way)

    # --- listings ---------------------------------------------------------------------------------------------------

    def _is_article(self, url: str) -> bool:
        canonical = canonical_url(url, self._outlets)
        if not (self.edition.is_article(url) or self.edition.is_article(canonical)):
            return False
        parts = urlsplit(url)
        place = self._outlets.place_of(parts.hostname or "", parts.path or "/")
        return place is None or (place[0].id, place[1].id) == (self.outlet.id, self.edition.id)

    def _is_known(self, url: str) -> bool:
        """To the crawl that claimed something last: one that came between may have begun after a gap."""
        known = self._memory.known(canonical_url(url, self._outlets))
        return known is not None and (self._last_began is None or known.first_at <= self._last_began)

    def _next_listing(self, channel: ChannelReading) -> Iterator[Step]:
        if self.is_stopped:
            return
        while ask := channel.next_ask():
            key = ask.key()
            if key in self._answers:
                self._listing_answered(channel, ask, self._answers[key])
                continue
            if key in self._waiting:
                self._waiting[key].append((channel, ask))
                return
            self._waiting[key] = []
            yield Ask(url=ask.url, method=ask.method, body=ask.body, role="listing", about=(channel, ask))
            return
        for listed in channel.left_over():
            self._show(listed, None)
        self._listing -= 1
        if self._listing == 0:
            self._plan()
            yield from self._next_pages()

    def _listing_answered(self, channel: ChannelReading, ask: ListingAsk, answer: Answer | NoAnswer) -> None:
        if isinstance(answer, NoAnswer):
            channel.fail(ask, "failed" if answer.fate == "failed" else "blocked", answer.reason)
            return
        fetched = answer.fetched
        if fetched.status != 200:
            channel.fail(ask, "blocked" if fetched.status in REFUSALS else "failed", str(fetched.status))
            return
        try:
            listing = read_listing(
                ask.point.kind, fetched.body, url=fetched.url, content_type=fetched.content_type, zone=self._zone,
                select=ask.point.select, sent=ask.body,
            )  # fmt: skip
        except NoListing as wrong:
            channel.fail(ask, "failed", str(wrong)[:500])
            return
        except Exception as wrong:  # noqa: BLE001  a reader that fails on one listing must not end the crawl
            channel.fail(ask, "failed", f"the reader failed: {type(wrong).__name__}: {wrong}"[:500])
            return
        for listed in channel.take(ask, listing):
            self._show(listed, fetched)

    def _show(self, listed: Listed, feed: Fetched | None) -> None:
        """Puts together what several entry points say of one article; one whose words let it pass is enough."""
        canonical = canonical_url(listed.url, self._outlets)
        if is_outside(when_published(listed, self._zone), self._since, self._until):
            self._outside.add(canonical)
            self._shown.pop(canonical, None)
        if canonical in self._outside:
            return
        passes = self._topic.refuses(listed, country=self.outlet.country, language=self.edition.language) is None
        worded = bool(f"{listed.title}{listed.summary}".strip())
        feed = feed if listed.full_text else None
        if (shown := self._shown.get(canonical)) is None:
            self._shown[canonical] = _Shown(listed=listed, passes=passes, worded=worded, feed=feed)
            return
        if worded:
            shown.passes, shown.worded = passes or (shown.worded and shown.passes), True
        if feed is not None and shown.feed is None:
            shown.listed, shown.feed = replace(listed, updated_at=listed.updated_at or shown.listed.updated_at), feed
        elif shown.listed.published_at is None and listed.published_at is not None:
            shown.listed = replace(shown.listed, published_at=listed.published_at)
        elif shown.listed.updated_at is None and listed.updated_at is not None:
            shown.listed = replace(shown.listed, updated_at=listed.updated_at)

    # --- which pages ------------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        """From what was listed to the pages that are asked for: new ones first, of them the newest."""
        self._listing = 0
        now, hours = self._clock(), self.outlet.refetch_hours
        due: dict[str, Known] = {}
        failing = {page.canonical: page for page in self._memory.failing(self.outlet.id, self.edition.id)}
        if self._past:
            self._hold_unread(failing)
            failing = {}
        else:
            due = {page.canonical: page for page in self._memory.due(self.outlet.id, self.edition.id, now, hours)}
            self._note_listed()
        new, again = [], []
        for canonical, shown in self._shown.items():
            known = self._memory.known(canonical)
            if known is None or known.outcome == "refused":
                if self._is_wanted(canonical, shown, known):
                    new.append(self._look(canonical, shown, None))
            elif canonical in due or asks_again(known, shown.listed, now, hours):
                again.append(self._look(canonical, shown, known))
        waiting = {**failing, **due}
        again += [
            Look(listed=Listed(url=known.url), canonical=canonical, when=None, known=known)
            for canonical, known in waiting.items()
            if canonical not in self._shown
        ]
        unread = [look for look in again if look.known and was_never_read(look.known)]
        seen = [look for look in again if not (look.known and was_never_read(look.known))]
        looks = [*sorted(new + unread, key=self._newest_first, reverse=True), *seen]
        self._queue.extend(looks[: self._limits.crawl_pages])
        if len(looks) > self._limits.crawl_pages:
            self.trouble = self.trouble or f"{len(looks) - self._limits.crawl_pages} pages are left for the next crawl"
        for look in looks[self._limits.crawl_pages :]:
            self._hold(look)

    def _note_listed(self) -> None:
        """Before any of them is asked for: what a crawl that dies leaves unread is asked for by the next, listed then or not.

        The oldest are noted first: of a list without dates the next crawl takes what it knows for the place where this one
        began, and what is refused is noted later for the same reason."""
        now = self._clock()
        for canonical, shown in reversed(self._shown.items()):
            known = self._memory.known(canonical)
            if (known is None or known.outcome == "refused") and shown.passes and (shown.worded or known is None):
                self.tally.listed += known is None
                when = when_published(shown.listed, self._zone)
                self._memory.remember(
                    Known(
                        canonical=canonical, url=shown.listed.url, outlet=self.outlet.id, edition=self.edition.id,
                        first_at=self.started, last_at=now, looks=0, outcome="listed", failed_since=now,
                        published_after=when.earliest if when else None,
                    )
                )  # fmt: skip

    def _hold_unread(self, failing: Mapping[str, Known]) -> None:
        """Pages that nobody could read yet may have come out in the stretch, whether its listings still show them or not."""
        for canonical, known in failing.items():
            if canonical in self._outside or not was_never_read(known) or (self._since and known.first_at < self._since):
                continue
            when = self._stands(None, known)
            if not is_outside(when, None, self._until):
                self._unread[canonical] = (when, known.url)

    def _stands(self, when: When | None, known: Known | None) -> When | None:
        """When a page came out. What its listing said when it was first seen holds, even where one shows a later time now."""
        first = known.published_after if known else None
        if first is None or (when and when.earliest and when.earliest <= first):
            return when
        return When(earliest=first, latest=when.latest if when else self.started)

    def _newest_first(self, look: Look) -> datetime:
        return look.when.latest if look.when else self.started

    def _is_wanted(self, canonical: str, shown: _Shown, known: Known | None) -> bool:
        if known is None:
            self.tally.listed += 1
        if not shown.passes and known is None:
            self.tally.refused += 1
            now = self._clock()
            self._memory.remember(
                Known(
                    canonical=canonical, url=shown.listed.url, outlet=self.outlet.id, edition=self.edition.id,
                    first_at=self.started, last_at=now, looks=0, outcome="refused",
                )
            )  # fmt: skip
        return shown.passes and (shown.worded or known is None)

    def _look(self, canonical: str, shown: _Shown, known: Known | None) -> Look:
        when = when_published(shown.listed, self._zone)
        return Look(listed=shown.listed, canonical=canonical, when=when, known=known, feed=shown.feed)

    def _next_pages(self) -> Iterator[Step]:
        while self._queue and len(self._under_way) < UNDER_WAY and not self.is_stopped:
            look = self._queue.popleft()
            self._under_way[look.canonical] = look
            self.tally.fetched += 1
            yield Ask(url=look.url, role="page", headers=_conditions(look.known), article_url=look.url, about=look)

    # --- pages ------------------------------------------------------------------------------------------------------

    def _page_answered(self, look: Look, answer: Answer | NoAnswer) -> Iterator[Step]:
        if isinstance(answer, NoAnswer):
            yield from self._not_answered(look, answer)
        else:
            look.at = answer.fetched.fetched_at
            outcome = judge_page(
                answer.fetched, look.url, self.outlet, self.edition, self._outlets, redirects=answer.redirects
            )  # fmt: skip
            if isinstance(outcome, Readable):
                look.first, look.validators = (outcome.page, answer.fetched), (answer.etag, answer.last_modified)
                self._name_further(look, outcome.page)
                yield from self._next_further(look)
                return
            if isinstance(outcome, Unchanged):
                yield from self._unchanged(look)
            elif isinstance(outcome, Away):
                yield from self._away(look, outcome.kind, outcome.status, outcome.detail, answer.fetched.warc)
            else:
                yield from self._unreadable(look, outcome, answer.fetched.warc)
        yield from self._done(look)

    def _name_further(self, look: Look, page: Page) -> None:
        for url in page.further:
            if url not in look.named and len(look.named) < self._limits.further_pages:
                look.named.add(url)
                look.further.append(url)

    def _next_further(self, look: Look) -> Iterator[Step]:
        if look.further and self.is_stopped:
            return  # half an article is none: it is held, and the next crawl reads it whole
        if look.further:
            yield Ask(url=look.further.popleft(), role="further", article_url=look.url, about=look)
            return
        yield from self._article(look)
        yield from self._done(look)

    def _further_answered(self, ask: Ask, answer: Answer | NoAnswer) -> Iterator[Step]:
        assert isinstance(ask.about, Look)
        look, page = ask.about, None
        if isinstance(answer, Answer):
            outcome = judge_page(
                answer.fetched, ask.url, self.outlet, self.edition, self._outlets, redirects=answer.redirects
            )  # fmt: skip
            page = outcome.page if isinstance(outcome, Readable) else None
        look.others.append(page)
        if page is not None:
            self._name_further(look, page)
        yield from self._next_further(look)

    def _article(self, look: Look) -> Iterator[Step]:
        assert look.first is not None
        page, fetched = look.first
        if look.others:
            page = join_pages(page, look.others)
        article = make_article(
            page, fetched, self.outlet, self.edition, self._outlets, listed_url=look.url,
            published_fallback=look.listed.published_at,
        )  # fmt: skip
        if isinstance(article, Unreadable):
            yield from self._unreadable(look, article, fetched.warc)
            return
        self._blocked = 0
        yield from self._back(look, fetched.status, fetched.warc)
        digest = text_hash(article)
        if look.known is None or look.known.text_hash != digest:
            self._count(article, page)
            yield article_to_json(article)
        self._remember(look, "article", looked=True, text_hash=digest)

    def _count(self, article: Article, page: Page) -> None:
        self.tally.articles += 1
        self.tally.fallback += page.layout == FALLBACK
        has = {"title": article.title, "text": article.text, "published_at": article.published_at}
        self.tally.incomplete += any(not has.get(name, getattr(page, name, "")) for name in self.edition.expect.required)

    def _unchanged(self, look: Look) -> Iterator[Step]:
        self._blocked = 0
        yield from self._back(look, 304, None)
        self._remember(look, "article", looked=True)

    def _back(self, look: Look, status: int, warc: str | None) -> Iterator[Step]:
        if look.known and look.known.outcome in ("gone", "moved"):
            yield self._event(look, "back", status, str(status), warc)

    def _away(self, look: Look, kind: EventKind, status: int, detail: str, warc: str | None) -> Iterator[Step]:
        outcome: Outcome = "gone" if kind == "gone" else "moved"
        known, self._blocked = look.known, 0
        was_away = known and (known.outcome == outcome or (was_never_read(known) and known.looks > 0))
        if not was_away:
            yield self._event(look, kind, status, detail, warc)
        if known and (known.text_hash or was_away):
            self._remember(look, outcome, looked=True)
            return
        # It is listed, and was not there when we looked first: a server may be late, or turn us away. Another look decides.
        digest = ""
        if (article := self._from_feed(look)) is not None:
            digest = text_hash(article)
            self.tally.articles += 1
            yield article_to_json(article)
        self._remember(look, outcome if digest else "failed", looked=True, failed_since=self._clock(), text_hash=digest)
        if not digest:
            self._hold(look)

    def _event(self, look: Look, kind: EventKind, status: int, detail: str, warc: str | None) -> Json:
        return event_to_json(
            PageEvent(
                url=look.url, outlet=self.outlet.id, edition=self.edition.id, kind=kind, at=look.at or self._clock(), status=status,
                detail=detail, warc=warc,
            )
        )  # fmt: skip

    def _not_answered(self, look: Look, answer: NoAnswer) -> Iterator[Step]:
        if self.is_stopped:
            return  # it is held already, and the next crawl asks again
        if answer.location and look.known and look.known.text_hash:
            detail = f"redirects to {answer.location}"[:500]
            yield from self._away(look, "moved-away", answer.status or 302, detail, None)
        else:
            yield from self._unreadable(look, Unreadable(reason=answer.reason, blocked=answer.fate == "blocked"), None)

    def _unreadable(self, look: Look, why: Unreadable, warc: str | None) -> Iterator[Step]:
        """Counts it, keeps it for the next crawl, and takes the feed's text in its place where there is one."""
        now, known = self._clock(), look.known
        tried = known if known and known.outcome != "listed" else None
        since = tried.failed_since if tried and tried.failed_since else now
        given_up = bool(tried and tried.failed_since) and is_given_up(since, now, self.outlet.retry_days)
        outcome: Outcome = "quarantined" if why.quarantine else "failed"
        self.tally.quarantined += why.quarantine
        self.tally.failed += not why.quarantine
        if why.quarantine and not given_up and (known is None or known.outcome != "quarantined"):
            yield self._quarantined(look, why.reason, warc)
        if given_up:
            yield self._quarantined(look, f"given up after {self.outlet.retry_days:g} days: {why.reason}", warc)
        digest = known.text_hash if known else ""
        if not digest and (article := self._from_feed(look)) is not None:
            digest = text_hash(article)
            self.tally.articles += 1
            yield article_to_json(article)
        self._remember(look, outcome, failed_since=None if given_up else since, text_hash=digest)
        if not digest and not given_up:
            self._hold(look)
        self._blocked = self._blocked + 1 if why.blocked else 0
        if self._blocked >= BLOCKED_IN_A_ROW and self._queue:
            self.trouble = self.trouble or f"refused {self._blocked} times in a row: {why.reason}"
            yield from self._feed_for_the_rest()
            self._leave_queue()

    def _from_feed(self, look: Look) -> Article | None:
        if look.feed is None:
            return None
        return feed_article(look.listed, look.feed, self.outlet, self.edition, self._outlets)

    def _feed_for_the_rest(self) -> Iterator[Step]:
        """The texts that the feed carries of the pages that are not asked for any more."""
        for look in tuple(self._queue):
            if (look.known is None or not look.known.text_hash) and (article := self._from_feed(look)) is not None:
                self._queue.remove(look)
                self.tally.articles += 1
                self.tally.failed += 1
                yield article_to_json(article)
                since = look.known.failed_since if look.known and look.known.failed_since else self._clock()
                self._remember(look, "failed", failed_since=since, text_hash=text_hash(article))

    def _quarantined(self, look: Look, reason: str, warc: str | None) -> Json:
        return quarantined_to_json(
            Quarantined(
                url=look.url, outlet=self.outlet.id, edition=self.edition.id, at=look.at or self._clock(), reason=reason, warc=warc,
            )
        )  # fmt: skip

    def _done(self, look: Look) -> Iterator[Step]:
        self._under_way.pop(look.canonical, None)
        yield from self._next_pages()

    def _remember(
        self,
        look: Look,
        outcome: Outcome,
        *,
        looked: bool = False,
        failed_since: datetime | None = None,
        text_hash: str | None = None,
    ) -> None:
        now, known = self._clock(), look.known
        base = known or Known(
            canonical=look.canonical, url=look.url, outlet=self.outlet.id, edition=self.edition.id, first_at=now, last_at=now,
            looks=0, outcome=outcome, published_after=look.when.earliest if look.when else None,
        )  # fmt: skip
        etag, last_modified = look.validators if look.first else (base.etag, base.last_modified)
        self._memory.remember(
            replace(
                base, last_at=now, looks=base.looks + looked, outcome=outcome, failed_since=failed_since,
                text_hash=base.text_hash if text_hash is None else text_hash, etag=etag, last_modified=last_modified,
            )
        )  # fmt: skip
        self._unread.pop(look.canonical, None)

    # --- the end ----------------------------------------------------------------------------------------------------

    def _hold(self, look: Look) -> None:
        """A page on the topic that nobody has read yet: nothing later than it may be claimed."""
        if look.known is None or was_never_read(look.known):
            self._unread[look.canonical] = (self._stands(look.when, look.known), look.url)

    def _leave_queue(self) -> None:
        for look in self._queue:
            self._hold(look)
        self._queue.clear()

    def health(self) -> Health:
        """The closing record, as things stand."""
        tried = tuple(point for channel in self.channels for point in _in_order(channel))
        read = bool(self.channels) and all(channel.is_whole() for channel in self.channels if channel.needed)
        start: datetime | None = self._complete_from()
        held = sorted(self._unread.values(), key=lambda page: (page[0] and page[0].earliest) or self.started)
        stop = complete_to(self._end(), read, [when for when, _ in held])
        if stop is None or (start is not None and start > stop):
            start, stop = None, None
        return Health(
            outlet=self.outlet.id, edition=self.edition.id, started_at=self.started, finished_at=self._clock(),
            complete_from=start, complete_to=stop, status=self._status(tried, read, stop is not None), entry_points=tried,
            held_by=tuple(url for _, url in held[:HELD_NAMED]), articles=self.tally.articles, listed=self.tally.listed,
            refused=self.tally.refused, fetched=self.tally.fetched, quarantined=self.tally.quarantined, failed=self.tally.failed,
            fallback=self.tally.fallback, incomplete=self.tally.incomplete,
        )  # fmt: skip

    def _end(self) -> datetime | None:
        """Up to when the listings of all channels prove that there was nothing else; None when those of one do not."""
        ends = [channel.complete_to for channel in self.channels if channel.needed]
        known = [end for end in ends if end]
        return min((*known, self.started, *([self._until] if self._until else ()))) if len(known) == len(ends) else None

    def _complete_from(self) -> datetime:
        """Of all channels the latest; a list without dates says nothing of the time before this crawl."""
        starts = [channel.complete_from() or self.started for channel in self.channels if channel.needed]
        return max((*starts, *([self._since] if self._since else ())), default=self.started)

    def _status(self, tried: Sequence[EntryPoint], read: bool, claims: bool) -> CrawlStatus:
        if not any(channel.is_read for channel in self.channels):
            return "blocked" if any(point.status == "blocked" for point in tried) else "failed"
        whole = all(channel.is_whole() for channel in self.channels)  # those too that are not needed
        return "complete" if claims and read and whole and not self.is_stopped and not self._unread else "partial"

    def past_crawl(self, health: Health) -> PastCrawl:
        return PastCrawl(
            crawl=self.crawl, outlet=self.outlet.id, edition=self.edition.id, started_at=self.started, status=health.status,
            complete_from=health.complete_from, complete_to=health.complete_to,
        )  # fmt: skip


def _shared_points(edition: Edition) -> set[str]:
    """Addresses that are named as an entry point more than once: they are asked for once."""
    counts = Counter(point.url for channel in edition.channels for point in (*channel.read, *channel.archive))
    return {url for url, count in counts.items() if count > 1}


def text_hash(article: Article) -> str:
    return hashlib.sha256(article.text.encode(errors="replace")).hexdigest()


def _conditions(known: Known | None) -> tuple[tuple[str, str], ...]:
    """The server need not send again what we have read as an article."""
    if known is None or known.outcome != "article" or not known.text_hash:
        return ()
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return tuple((name, value) for name, value in pairs if value)


def _in_order(channel: ChannelReading) -> tuple[EntryPoint, ...]:
    """As they were tried; of a channel that was read, the last is one that was read: its reserve does not take that back."""
    return tuple(sorted(channel.tried, key=lambda point: point.status == "read") if channel.is_whole() else channel.tried)
