"""One channel's way through its entry points: which is asked next, how far back, and what came of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.crawlfile import EntryPoint as Tried
from crawler.crawlfile import PointStatus
from crawler.listings.listing import Further, Listed, Listing
from crawler.outlets import Channel, Edition, EntryPoint
from crawler.planning import QUIET, fresh_to, is_dated, judge_freshness, reach

FOOT = 3  # a list without dates goes on from the last crawl when we know so many at its foot,
FOOT_SHARE = 0.5  # and such a part of it: a few old ones always stand at the foot of some pages


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingAsk:
    """A request for a listing."""

    point: EntryPoint
    url: str
    method: str = "GET"
    body: str = ""

    def key(self) -> tuple[str, str, str]:
        return (self.method, self.url, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A further page that waits to be asked for."""

    ask: ListingAsk
    beside: bool  # not behind what was read, but beside it: a part of an index, which may be as new as any other
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """What one entry point shows without a gap."""

    floor: datetime | None
    to: datetime
    enough: bool  # it goes back as far as it should, whether its floor says so or not


@dataclass(slots=True, kw_only=True)
class _Point:
    """An entry point that is being read."""

    point: EntryPoint
    queue: deque[_Page]
    status: PointStatus | None = None  # None: nothing was listed yet
    reason: str = ""
    newest: datetime | None = None
    floor: datetime | None = None
    enough: bool = False  # it was read back to where it should be
    to: datetime | None = None  # the time of its newest item
    pages: int = 0
    beside: bool = False  # what was asked for last is a part of an index
    older: datetime | None = None  # it goes on with parts that are older than what is sought; the youngest of them
    seen: set[str] = field(default_factory=set)
    asked: set[tuple[str, str, str]] = field(default_factory=set)


class ChannelReading:
    """Asks one listing after the other: `next_ask`, then `take` or `fail` with what came of it, until there is no next."""

    def __init__(
        self,
        channel: Channel,
        edition: Edition,
        *,
        now: datetime,
        target: datetime | None,  # read back to here; None: one page is enough
        past: bool,  # a stretch of the past is read: over the archive, and nothing is stale
        pages: int,  # of one entry point at most
        is_article: Callable[[str], bool],
        is_known: Callable[[str], bool],
    ) -> None:
        self.name, self.needed = channel.name, channel.needed
        self.tried: list[Tried] = []
        self.is_read = False  # some entry point was readable and fresh
        self.reached = target is None
        self.floor: datetime | None = None  # down to where the listings that were read are complete
        self.complete_to: datetime | None = None  # up to where they prove that nothing else came; None: they prove nothing
        self._edition, self._zone = edition, edition.timezone()
        self._now, self._target, self._past, self._pages = now, target, past, pages
        self._is_article, self._is_known = is_article, is_known
        first, second = (channel.archive, channel.read) if past and channel.archive else (channel.read, channel.archive)
        self._points, self._reserve = deque(first), second
        self._current: _Point | None = None
        self._broken = False  # an entry point that was being read came to an end before its time
        self._set_aside: list[Listed] = []
        self._spans: list[_Span] = []

    def next_ask(self) -> ListingAsk | None:
        """The next request; None when the channel has been read as far as it can be."""
        while True:
            if self._current and (ask := self._next_page(self._current)):
                return ask
            self._close_point()
            if self.is_read and self.reached:
                return None
            if not self._points and self._needs_reserve():
                self._points, self._reserve = deque(self._reserve), ()
            if not self._points:
                return None
            point = self._points.popleft()
            ask = ListingAsk(point=point, url=point.url, method="POST" if point.body else "GET", body=point.body)
            self._current = _Point(point=point, queue=deque([_Page(ask=ask, beside=False)]))

    def _needs_reserve(self) -> bool:
        """The archive goes on where the lists end too early; the lists stand in for an archive that cannot be read."""
        return not self.is_read if self._past else self.is_read

    def take(self, ask: ListingAsk, listing: Listing) -> tuple[Listed, ...]:
        """The articles of that answer, as far as they should be looked at."""
        current = self._current
        if current is None or current.point is not ask.point:
            return ()
        articles = tuple(item for item in listing.listed if self._is_article(item.url))
        new = tuple(item for item in articles if item.url not in current.seen)
        current.seen.update(item.url for item in new)
        if not listing.whole:  # what is missing may be anything: it claims nothing, and the next entry point is tried
            self.fail(ask, "failed", "breaks off")
            return new
        self._queue_further(current, listing.further, beside=len(listing.further) > 1 or not articles)
        if current.status is None and (articles or not (current.queue or current.older)):
            self._judge(current, articles)
        if current.status != "read":
            if current.status is not None:
                current.queue.clear()
                self._set_aside += new
            return ()
        self._go_back(current, articles, bool(new))
        self._note_newest(current, articles)
        return new

    def fail(self, ask: ListingAsk, status: PointStatus, reason: str) -> None:
        """The request brought no listing. What the entry point listed before stays, and the next one is tried."""
        current = self._current
        if current is None or current.point is not ask.point:
            return
        first = current.pages <= 1
        self._broken = self._broken or current.status == "read"
        current.status, current.reason = status, reason if first else f"page {current.pages}: {reason}"
        self._break_off(current)

    def is_whole(self) -> bool:
        """Whether it was read as far back as it can be; what broke off on the way is read again by the next crawl."""
        return self.is_read and (self.reached or not self._broken)

    def complete_from(self) -> datetime | None:
        """Down to where it was read without a gap; None when its listings show no dates."""
        if self._target is None or not self.reached:
            return self.floor
        return self._target if self.floor is None else min(self.floor, self._target)

    def left_over(self) -> tuple[Listed, ...]:
        """What stale entry points showed, when there was nothing better."""
        return () if self.is_read else tuple(self._set_aside)

    def stop(self) -> None:
        """Nothing more is asked."""
        self._points, self._reserve = deque(), ()
        if self._current and self._current.status in (None, "read"):
            self._broken = True
            self._current.status, self._current.reason = "failed", "the crawl ended before it was read"
            self._break_off(self._current)
        self._close_point()

    # --- one entry point --------------------------------------------------------------------------------------------

    def _next_page(self, current: _Point) -> ListingAsk | None:
        while current.queue and current.pages < self._pages:
            page = current.queue.popleft()
            ask, current.beside = page.ask, page.beside
            if ask.key() not in current.asked:
                current.asked.add(ask.key())
                current.pages += 1
                return ask
        return None

    def _break_off(self, current: _Point) -> None:
        """Of an index a part is missing, and nobody knows which time is in it."""
        if current.beside or any(page.beside for page in current.queue):
            current.floor = None
        current.enough = False
        current.queue.clear()

    def _queue_further(self, current: _Point, further: Iterable[Further], *, beside: bool) -> None:
        wanted = []
        for page in further:
            if page.newest is not None and self._target is not None and page.newest < self._target:
                current.older = max(page.newest, current.older or page.newest)
            else:
                ask = ListingAsk(point=current.point, url=page.url, method=page.method, body=page.body)
                wanted.append(_Page(ask=ask, beside=beside, newest=page.newest))
        current.queue.extendleft(reversed(wanted))

    def _join_spans(self) -> None:
        """Where one entry point begins before the other ends they are one; a copy that stands still leaves a gap."""
        first, *others = sorted(self._spans, key=lambda span: span.to, reverse=True)
        self.complete_to, self.floor, enough = first.to, first.floor, first.enough
        for span in others:
            if self.floor is not None and span.to >= self.floor:
                self.floor = min(self.floor, span.floor or self.floor)
                enough = enough or span.enough
        self.reached = enough or self._target is None

    def _judge(self, current: _Point, articles: tuple[Listed, ...]) -> None:
        hours = current.point.fresh_hours or self._edition.expect.fresh_hours
        verdict = judge_freshness(articles, self._now, None if self._past else hours, self._zone)
        current.status, current.reason, current.newest = verdict.status, verdict.reason, verdict.newest
        self.is_read = self.is_read or verdict.status == "read"

    def _go_back(self, current: _Point, articles: tuple[Listed, ...], any_new: bool) -> None:
        """Notes how far back this answer goes, and drops the older pages when that is far enough."""
        floor = reach(articles, self._zone, kind=current.point.kind)
        if floor is not None:
            current.floor = floor if current.floor is None else min(floor, current.floor)
        if self._target is None:
            if articles:
                self._leave_further(current)
            return
        enough = self._goes_on(articles) or (current.floor is not None and current.floor <= self._target)
        current.enough = current.enough or enough
        if enough or (articles and not any_new):  # a server that gives the same page whatever is asked has no older ones
            current.queue = deque(page for page in current.queue if page.beside)

    def _goes_on(self, articles: tuple[Listed, ...]) -> bool:
        """Whether a list without dates reaches back to what the last crawl saw."""
        if self._past or not articles or is_dated(articles, self._zone):
            return False
        foot = articles[-max(FOOT, round(FOOT_SHARE * len(articles))) :]
        return all(self._is_known(item.url) for item in foot)

    def _leave_further(self, current: _Point) -> None:
        """Parts that stand beside what was read, and are not read, may hold what is as new as they are."""
        for page in current.queue:
            if page.beside and current.floor is not None:
                current.floor = max(current.floor, page.newest or self._now)
        current.queue.clear()

    def _note_newest(self, current: _Point, articles: tuple[Listed, ...]) -> None:
        """Up to where the list proves that nothing else came. For a short while it may show nothing new; then it may be a copy that
        stands still. One without dates proves that it is of today by showing what was not there before."""
        newest = fresh_to(articles, self._now, self._zone)
        if newest is not None and not self._past:
            hours = current.point.fresh_hours or self._edition.expect.fresh_hours
            newest = min(self._now, newest + timedelta(hours=hours * QUIET))
        elif newest is None and not self._past and not is_dated(articles, self._zone):
            newest = None if all(self._is_known(item.url) for item in articles) else self._now
        current.to = max((moment for moment in (current.to, newest) if moment), default=None)

    def _close_point(self) -> None:
        current, self._current = self._current, None
        if current is None:
            return
        unread = [page for page in current.queue if page.beside]  # the limit of pages was met
        if current.older is not None and current.floor is not None:
            current.floor = max(current.floor, current.older)  # what was left out may be as new as that
        for page in unread:
            current.floor = None if current.floor is None else max(current.floor, page.newest or self._now)
        enough = current.status == "read" and not unread
        enough = enough and (current.enough or (current.older is not None and not current.queue))
        if current.older is not None and not current.queue and current.status is None:
            current.status, current.newest = "stale", current.older
            current.reason = f"its newest part is of {current.older:%Y-%m-%d %H:%M}"
        if current.to is not None and current.status in ("read", "failed") and (enough or current.floor is not None):
            self._spans.append(_Span(floor=current.floor, to=current.to, enough=enough))
            self._join_spans()
        elif current.to is not None and current.status == "read" and not self._spans:
            self.complete_to = current.to  # of now, and of nothing before
        self.tried.append(
            Tried(
                url=current.point.url, channel=self.name, status=current.status or "empty", listed=len(current.seen),
                needed=self.needed, newest=current.newest,
                reason=current.reason or ("" if current.status else "no address of an article"),
            )
        )  # fmt: skip
