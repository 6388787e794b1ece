"""The first half of a crawl: the channels are read side by side, and a listing that several ask for is asked for once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from crawler.canonical_url import canonical_url, is_article
from crawler.crawlfile import BACKFILL
from crawler.crawling.channel_reading import ChannelReading, ListingAsk
from crawler.crawling.shown_pages import ShownPages
from crawler.crawling.steps import Answer, Ask, NoAnswer
from crawler.crawling.task import Task
from crawler.listings.listing import NoListing, RefusedListing
from crawler.listings.reading import read_listing
from crawler.outlets import Edition
from crawler.page_outcome import REFUSALS
from crawler.planning import back_to


class ListingRound:
    """`begin`, then `next_ask` of each channel; after an answer those that `answered` names go on, until it `is_done`."""

    def __init__(self, task: Task, shown: ShownPages) -> None:
        self.channels: list[ChannelReading] = []
        self._task, self._shown = task, shown
        self._open = 0  # channels that are still being read
        self._last_began: datetime | None = None  # when the crawl began that read so far
        self._shared = _shared_points(task.edition)
        self._answers: dict[tuple[str, str, str], Answer | NoAnswer] = {}  # for the listings that several channels ask for
        self._waiting: dict[tuple[str, str, str], list[tuple[ChannelReading, ListingAsk]]] = {}

    def begin(self) -> None:
        task = self._task
        last_complete, self._last_began = self._last_claim()
        target = back_to(last_complete, task.since)
        for channel in task.edition.channels:
            self.channels.append(
                ChannelReading(
                    channel, task.edition, now=task.started, target=target, past=task.is_past,
                    pages=task.limits.listing_pages, is_article=self._is_article, is_known=self._is_known,
                )
            )  # fmt: skip
        self._open = len(self.channels)

    @property
    def is_done(self) -> bool:
        return self._open == 0

    def stop(self) -> None:
        for channel in self.channels:
            channel.stop()
        self._open = 0

    def next_ask(self, channel: ChannelReading) -> Ask | None:
        """Its next request; None when it has been read, or waits for the answer that another channel asked for."""
        while ask := channel.next_ask():
            key = ask.key()
            if key in self._answers:
                self._take(channel, ask, self._answers[key])
                continue
            if key in self._waiting:
                self._waiting[key].append((channel, ask))
                return None
            self._waiting[key] = []
            return Ask(url=ask.url, method=ask.method, body=ask.body, role="listing", about=(channel, ask))
        for listed in channel.left_over():
            self._shown.show(listed, None)
        self._open -= 1
        return None

    def answered(self, channel: ChannelReading, ask: ListingAsk, answer: Answer | NoAnswer) -> Iterator[ChannelReading]:
        """The channels that go on now."""
        key = ask.key()
        if ask.point.url in self._shared:
            self._answers[key] = answer
        self._take(channel, ask, answer)
        yield channel
        for other, same in self._waiting.pop(key, ()):
            self._take(other, same, answer)
            yield other

    def _take(self, channel: ChannelReading, ask: ListingAsk, answer: Answer | NoAnswer) -> None:
        if isinstance(answer, NoAnswer):
            channel.fail(ask, "failed" if answer.fate == "failed" else "blocked", answer.reason)
            return
        fetched = answer.fetched
        if fetched.status != 200:
            channel.fail(ask, "blocked" if fetched.status in REFUSALS else "failed", str(fetched.status))
            return
        try:
            listing = read_listing(
                ask.point.kind, fetched.body, url=fetched.url, content_type=fetched.content_type, zone=self._task.zone,
                select=ask.point.select, sent=ask.body,
            )  # fmt: skip
        except NoListing as wrong:
            channel.fail(ask, "blocked" if isinstance(wrong, RefusedListing) else "failed", str(wrong)[:500])
            return
        except Exception as wrong:  # noqa: BLE001  a reader that fails on one listing must not end the crawl
            channel.fail(ask, "failed", f"the reader failed: {type(wrong).__name__}: {wrong}"[:500])
            return
        for listed in channel.take(ask, listing):
            self._shown.show(listed, fetched)

    def _last_claim(self) -> tuple[datetime | None, datetime | None]:
        """Up to when everything was read before, and when the crawl began that read so far."""
        task = self._task
        ends = (
            (crawl.complete_to, crawl.started_at)
            for crawl in task.memory.past_crawls(task.outlet.id, task.edition.id)
            # what a crawl of the past read says nothing of now, nor does one whose clock was wrong
            if crawl.complete_to and crawl.complete_to <= task.started and not crawl.crawl.endswith(BACKFILL)
        )
        return max(ends, default=(None, None))

    def _is_article(self, url: str) -> bool:
        task = self._task
        if not is_article(url, task.edition, task.outlets):
            return False
        place = task.outlets.place_at(url)
        return place is None or (place[0].id, place[1].id) == (task.outlet.id, task.edition.id)

    def _is_known(self, url: str) -> bool:
        """To the crawl that claimed something last: one that came between may have begun after a gap."""
        known = self._task.memory.known(canonical_url(url, self._task.outlets))
        return known is not None and (self._last_began is None or known.first_at <= self._last_began)


def _shared_points(edition: Edition) -> set[str]:
    """Addresses that are named as an entry point more than once: they are asked for once."""
    counts = Counter(point.url for point in edition.entry_points())
    return {url for url, count in counts.items() if count > 1}
