"""The crawl of one edition, without the network: what to ask next, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawler.archive.memory_records import PastCrawl
from crawler.crawl_clock import Clock
from crawler.crawl_settings import Limits
from crawler.crawlfile import Health
from crawler.crawling.channel_reading import ChannelReading
from crawler.crawling.choosing import choose_pages
from crawler.crawling.claims import closing_record
from crawler.crawling.listing_round import ListingRound
from crawler.crawling.page_round import PageRound
from crawler.crawling.shown_pages import ShownPages
from crawler.crawling.steps import Answer, Ask, Look, NoAnswer, Step
from crawler.crawling.task import Filter, Memory, Tally, Task
from crawler.crawling.unread_pages import UnreadPages
from crawler.outlets import Edition, Outlet, Outlets


class EditionCrawl:
    """`begin` gives the first requests; `answered` what follows from each answer: requests and lines of the crawl file.

    First the listings are read, all channels side by side; then pages are chosen from what they show, and asked for."""

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
        self.tally = Tally()
        self._task = Task(
            crawl=crawl, outlet=outlet, edition=edition, outlets=outlets, memory=memory, topic=topic, limits=limits,
            clock=clock, started=clock(), since=since, until=until,
        )  # fmt: skip
        self._shown = ShownPages(self._task)
        self._unread = UnreadPages(self._task)
        self._listings = ListingRound(self._task, self._shown)
        self._pages = PageRound(self._task, self._unread, self.tally)

    def begin(self) -> Iterator[Step]:
        self._listings.begin()
        for channel in self._listings.channels:
            yield from self._go_on(channel)

    def answered(self, ask: Ask, answer: Answer | NoAnswer) -> Iterator[Step]:
        """What follows from it; every request that was given out is answered once."""
        if isinstance(ask.about, Look):
            yield from self._pages.answered(ask, ask.about, answer)
        else:
            for channel in self._listings.answered(*ask.about, answer):
                yield from self._go_on(channel)

    def stop(self, trouble: str) -> None:
        """Nothing more is asked; what is still open is read by the next crawl."""
        if self.is_stopped:
            return
        was_listing = not self._listings.is_done
        self._listings.stop()
        try:
            if was_listing:
                self._choose()
        finally:
            self._pages.stop(trouble)

    @property
    def is_stopped(self) -> bool:
        return self._pages.is_stopped

    @property
    def is_done(self) -> bool:
        return self._listings.is_done and not self._pages.left

    @property
    def queued(self) -> int:
        return self._pages.left

    @property
    def trouble(self) -> str:
        """Why it did not ask for everything; empty when it did."""
        return self._pages.trouble

    def health(self) -> Health:
        """The closing record, as things stand."""
        return closing_record(self._task, self._listings.channels, self._unread, self.tally, is_stopped=self.is_stopped)

    def past_crawl(self, health: Health) -> PastCrawl:
        return PastCrawl(
            crawl=self.crawl, outlet=self.outlet.id, edition=self.edition.id, started_at=self._task.started,
            status=health.status, complete_from=health.complete_from, complete_to=health.complete_to,
        )  # fmt: skip

    def _go_on(self, channel: ChannelReading) -> Iterator[Step]:
        """The channel's next request; after the last answer of the last channel the first pages."""
        if self.is_stopped:
            return
        if (ask := self._listings.next_ask(channel)) is not None:
            yield ask
        elif self._listings.is_done:
            self._choose()
            yield from self._pages.next_asks()

    def _choose(self) -> None:
        self._pages.queue_up(choose_pages(self._task, self._shown, self._unread, self.tally))
