"""Answers → the lines that a crawl hands over: the same articles with the same ids, pages in quarantine, events. No network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from crawler.archive.exchange import REDIRECTS, Exchange
from crawler.archive.fetched_answer import fetched_answer
from crawler.archive.http_head import header
from crawler.archive.memory_records import Outcome
from crawler.canonical_url import canonical_url, is_article
from crawler.crawl_settings import Limits as CrawlLimits
from crawler.crawlfile import EventKind, PageEvent, Quarantined, event_to_json, quarantined_to_json
from crawler.fetched import Fetched
from crawler.middlewares.unpacking import Damaged, TooLarge
from crawler.outlets import Edition, Outlet, Outlets
from crawler.page_outcome import Away, Readable, Unchanged, Unreadable, judge_page, make_article
from crawler.pages.articles import join_pages
from crawler.pages.page import Page
from crawler.planning import is_given_up
from crawler.text_hash import text_hash
from processors.records import Article
from processors.wire import Json, article_to_json

HOPS = 10  # of redirects, from one answer of an archive to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The last answer for a page in one crawl, wherever it is kept."""

    exchange: Exchange
    record_id: str | None
    sha256: str  # of the body as it came over the wire
    redirects: tuple[int, ...] = ()  # statuses of the redirects that led to it
    file: str = ""  # where it came from, when that is not our archive
    dated: bool = True  # whether `fetched_at` is known, or only something to read the page by


class Shelf(Protocol):
    """A place where answers are kept."""

    passed_over: Counter[str]  # what can be no article, by its reason

    @property
    def trouble(self) -> str:
        """Why not everything could be read; empty when it could."""

    def count(self) -> int:
        """How many `pages` there are at most."""

    def pages(self) -> Iterator[Answer]:
        """The answers that may be articles, in the order of time."""

    def further(self, address: str, page: Answer) -> Answer | None:
        """The answer for a further page of that article, from the same crawl."""

    def feed_article(self, page: Answer, outlet: Outlet, edition: Edition) -> Article | None:
        """The article as a feed of the same crawl carried it."""

    def standing_before(self, canonical: str, page: Answer) -> Outcome | None:
        """What the page was at its last answer before the first of `pages`; None when there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """As they held for the crawl."""

    page_bytes: int
    further_pages: int


def limits_of(crawl: CrawlLimits) -> Limits:
    return Limits(page_bytes=crawl.page_bytes, further_pages=crawl.further_pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What a page came to at the last look, as far as it decides what the next one gives."""

    outcome: Outcome
    text_hash: str = ""
    failed_since: datetime | None = None


class Replay:
    """Reads a shelf once; what gave no line is counted by its reason in `passed_over`."""

    def __init__(self, shelf: Shelf, outlets: Outlets, limits: Limits) -> None:
        self.passed_over: Counter[str] = Counter()
        self._shelf = shelf
        self._outlets = outlets
        self._limits = limits
        self._standing: dict[str, _Standing | None] = {}

    def lines(self, progress: Callable[[], object] = lambda: None) -> Iterator[Json]:
        for answer in self._shelf.pages():
            yield from self.lines_of(answer)
            progress()

    def lines_of(self, answer: Answer) -> Iterator[Json]:
        """What the page gives: an article, an event, both, a page in quarantine, or nothing."""
        place = self._place(answer.exchange)
        if place is None:
            self.passed_over["not the address of an article"] += 1
            return
        canonical = canonical_url(_listed_url(answer), self._outlets)
        if canonical not in self._standing:
            before = self._shelf.standing_before(canonical, answer)
            self._standing[canonical] = _Standing(outcome=before) if before else None
        look = _Look(answer=answer, outlet=place[0], edition=place[1], before=self._standing[canonical])
        count = 0
        for line in self._judge(look):
            yield line
            count += 1
        self._standing[canonical] = look.after
        if not count:
            self.passed_over[look.why or "the same text again"] += 1

    def _place(self, exchange: Exchange) -> tuple[Outlet, Edition] | None:
        """As the crawl said; else by the address."""
        outlet = self._outlets.get(exchange.outlet)
        edition = next((edition for edition in outlet.editions if edition.id == exchange.edition), None) if outlet else None
        return (outlet, edition) if outlet and edition else place_of(exchange.article_url or exchange.url, self._outlets)

    def _judge(self, look: _Look) -> Iterator[Json]:
        exchange = look.answer.exchange
        if exchange.status in REDIRECTS:
            yield from self._not_followed(look)
            return
        try:
            fetched = self._fetched(look.answer)
        except (Damaged, TooLarge) as wrong:
            yield from self._unreadable(look, Unreadable(reason=f"cannot be unpacked: {wrong}"))
            return
        asked = _listed_url(look.answer)
        outcome = judge_page(fetched, asked, look.outlet, look.edition, self._outlets, redirects=look.answer.redirects)
        if isinstance(outcome, Readable):
            yield from self._article(look, outcome.page, fetched)
        elif isinstance(outcome, Unchanged):
            look.why = "not modified"
            yield from self._back(look, 304, None)
            look.stands("article")
        elif isinstance(outcome, Away):
            yield from self._away(look, outcome.kind, outcome.status, outcome.detail, fetched.warc)
        else:
            yield from self._unreadable(look, outcome)

    def _not_followed(self, look: _Look) -> Iterator[Json]:
        """A redirect that ends here leads off the outlet's hosts, or the crawl died before it was followed."""
        target = leads_to(look.answer.exchange)
        look.why = "a redirect"
        if _host(target) not in look.edition.hosts() and look.before and look.before.outcome != "quarantined":
            yield from self._away(look, "moved-away", look.answer.exchange.status, f"redirects to {target}"[:500], None)

    def _article(self, look: _Look, page: Page, fetched: Fetched) -> Iterator[Json]:
        article = make_article(
            self._whole(page, look), fetched, look.outlet, look.edition, self._outlets, listed_url=_listed_url(look.answer),
            published_fallback=look.answer.exchange.listed_at,
        )  # fmt: skip
        if isinstance(article, Unreadable):
            yield from self._unreadable(look, article)
            return
        yield from self._back(look, fetched.status, fetched.warc)
        if look.before is None or look.before.text_hash != text_hash(article.text):
            yield _with_origin(article_to_json(article), look.answer)
        look.stands("article", text_hash=text_hash(article.text))

    def _back(self, look: _Look, status: int, warc: str | None) -> Iterator[Json]:
        if look.before and look.before.outcome in ("gone", "moved"):
            yield look.event("back", status, str(status), warc)

    def _away(self, look: _Look, kind: EventKind, status: int, detail: str, warc: str | None) -> Iterator[Json]:
        outcome: Outcome = "gone" if kind == "gone" else "moved"
        look.why = detail if kind == "gone" else "a redirect"
        if look.before is None or look.before.outcome != outcome:
            yield look.event(kind, status, detail, warc)
        look.stands(outcome)

    def _unreadable(self, look: _Look, why: Unreadable) -> Iterator[Json]:
        at, before = look.answer.exchange.fetched_at, look.before
        look.why = why.reason[:80]
        since = before.failed_since if before and before.failed_since else at
        given_up = bool(before and before.failed_since) and is_given_up(since, at, look.outlet.retry_days)
        if given_up:
            yield look.quarantined(f"given up after {look.outlet.retry_days:g} days: {why.reason}")
        elif why.quarantine and (before is None or before.outcome != "quarantined"):
            yield look.quarantined(why.reason)
        digest = before.text_hash if before else ""
        if not digest and (article := self._shelf.feed_article(look.answer, look.outlet, look.edition)) is not None:
            digest = text_hash(article.text)
            yield article_to_json(article)
        look.stands("quarantined" if why.quarantine else "failed", text_hash=digest, failed_since=None if given_up else since)

    def _fetched(self, answer: Answer) -> Fetched:
        return fetched_answer(answer.exchange, sha256=answer.sha256, warc=answer.record_id, most=self._limits.page_bytes)

    def _whole(self, first: Page, look: _Look) -> Page:
        """The article with its further pages; one that is not there or cannot be read leaves it partial."""
        named = list(dict.fromkeys(first.further))[: self._limits.further_pages]
        others: list[Page | None] = []
        while len(others) < len(named):
            others.append(self._further(named[len(others)], look))
            for address in others[-1].further if others[-1] else ():
                if address not in named and len(named) < self._limits.further_pages:
                    named.append(address)
        return join_pages(first, others) if others else first

    def _further(self, address: str, look: _Look) -> Page | None:
        found = self._shelf.further(address, look.answer)
        try:
            fetched = self._fetched(found) if found else None
        except (Damaged, TooLarge):
            return None
        if found is None or fetched is None:
            return None
        outcome = judge_page(fetched, address, look.outlet, look.edition, self._outlets, redirects=found.redirects)
        return outcome.page if isinstance(outcome, Readable) else None


@dataclass(slots=True, kw_only=True)
class _Look:
    """One answer while it is judged: what the page was before, and what it is then."""

    answer: Answer
    outlet: Outlet
    edition: Edition
    before: _Standing | None
    after: _Standing | None = None
    why: str = ""  # it gave no line

    def __post_init__(self) -> None:
        self.after = self.before

    def stands(self, outcome: Outcome, *, text_hash: str | None = None, failed_since: datetime | None = None) -> None:
        base = self.before or _Standing(outcome=outcome)
        known = base.text_hash if text_hash is None else text_hash
        self.after = replace(base, outcome=outcome, text_hash=known, failed_since=failed_since)

    def event(self, kind: EventKind, status: int, detail: str, warc: str | None) -> Json:
        place = {"url": _listed_url(self.answer), "outlet": self.outlet.id, "edition": self.edition.id}
        at = self.answer.exchange.fetched_at
        return event_to_json(PageEvent(kind=kind, at=at, status=status, detail=detail, warc=warc, **place))

    def quarantined(self, reason: str) -> Json:
        place = {"url": _listed_url(self.answer), "outlet": self.outlet.id, "edition": self.edition.id}
        at = self.answer.exchange.fetched_at
        return quarantined_to_json(Quarantined(at=at, reason=reason, warc=self.answer.record_id, **place))


def _listed_url(answer: Answer) -> str:
    return answer.exchange.article_url or answer.exchange.url


def place_of(url: str, outlets: Outlets) -> tuple[Outlet, Edition] | None:
    """The edition whose article that address is."""
    place = outlets.place_at(url)
    return place if place and is_article(url, place[1], outlets) else None


def leads_to(exchange: Exchange) -> str:
    """The absolute address of a redirect; empty when it names none."""
    location = header(exchange.response_headers, "Location")
    try:
        return urljoin(exchange.url, location) if location else ""
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _with_origin(row: Json, answer: Answer) -> Json:
    """The article's line; for what is not of our archive with the name of its file, and without a moment that nobody knows."""
    if answer.file:
        row["page"] = {**row.get("page", {}), "file": answer.file}
    if not answer.dated:
        row.pop("fetched_at", None)
    return row


def to_line(row: Json) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", errors="replace") + b"\n"
