"""The second half of a crawl: the pages are asked for a few at a time, each with the further pages that belong to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from crawler.archive.memory_records import Known
from crawler.crawling.page_results import PageResults
from crawler.crawling.steps import Answer, Ask, Look, NoAnswer, Step
from crawler.crawling.task import Tally, Task
from crawler.crawling.unread_pages import UnreadPages
from crawler.page_outcome import Away, PageOutcome, Readable, Unchanged, Unreadable, judge_page
from crawler.pages.page import Page

UNDER_WAY = 4  # pages asked for at the same time; they queue for the host's one connection, and the rest waits here
BLOCKED_IN_A_ROW = 5  # the outlet does not want us there now: the rest is not asked for


class PageRound:
    """`queue_up` and `next_asks`, then `answered` with each answer, until none is `left`."""

    def __init__(self, task: Task, unread: UnreadPages, tally: Tally) -> None:
        self.is_stopped = False
        self.trouble = ""  # why not every page is asked for
        self._task, self._unread, self._tally = task, unread, tally
        self._results = PageResults(task, unread, tally)
        self._queue: deque[Look] = deque()
        self._under_way: dict[str, Look] = {}

    @property
    def left(self) -> int:
        return len(self._queue) + len(self._under_way)

    def queue_up(self, looks: Sequence[Look]) -> None:
        """As many as one crawl may ask for; the others are held."""
        most = self._task.limits.crawl_pages
        self._queue.extend(looks[:most])
        if len(looks) > most:
            self.trouble = self.trouble or f"{len(looks) - most} pages are left for the next crawl"
        for look in looks[most:]:
            self._unread.hold(look)

    def next_asks(self) -> Iterator[Step]:
        while self._queue and len(self._under_way) < UNDER_WAY and not self.is_stopped:
            look = self._queue.popleft()
            self._under_way[look.canonical] = look
            self._tally.fetched += 1
            yield Ask(url=look.url, role="page", headers=_conditions(look.known), article_url=look.url, about=look)

    def answered(self, ask: Ask, look: Look, answer: Answer | NoAnswer) -> Iterator[Step]:
        yield from self._further_answered(ask, look, answer) if ask.role == "further" else self._page_answered(look, answer)

    def stop(self, trouble: str) -> None:
        """Nothing more is asked; what was not answered is held."""
        self.is_stopped, self.trouble = True, trouble
        self._leave_queue()
        for look in self._under_way.values():
            self._unread.hold(look)

    # --- answers ----------------------------------------------------------------------------------------------------

    def _page_answered(self, look: Look, answer: Answer | NoAnswer) -> Iterator[Step]:
        if isinstance(answer, NoAnswer):
            if not self.is_stopped:  # else it is held already, and the next crawl asks again
                yield from self._results.not_answered(look, answer)
        else:
            look.at = answer.fetched.fetched_at
            outcome = self._judge(answer, look.url)
            if isinstance(outcome, Readable):
                look.first, look.validators = (outcome.page, answer.fetched), (answer.etag, answer.last_modified)
                self._name_further(look, outcome.page)
                yield from self._next_further(look)
                return
            yield from self._no_text(look, outcome, answer.fetched.warc)
        yield from self._done(look)

    def _no_text(self, look: Look, outcome: Unchanged | Away | Unreadable, warc: str | None) -> Iterator[Step]:
        if isinstance(outcome, Unchanged):
            yield from self._results.unchanged(look)
        elif isinstance(outcome, Away):
            yield from self._results.away(look, outcome, warc)
        else:
            yield from self._results.unreadable(look, outcome, warc)

    def _further_answered(self, ask: Ask, look: Look, answer: Answer | NoAnswer) -> Iterator[Step]:
        outcome = self._judge(answer, ask.url) if isinstance(answer, Answer) else None
        page = outcome.page if isinstance(outcome, Readable) else None
        look.others.append(page)
        if page is not None:
            self._name_further(look, page)
        yield from self._next_further(look)

    def _judge(self, answer: Answer, url: str) -> PageOutcome:
        task = self._task
        return judge_page(answer.fetched, url, task.outlet, task.edition, task.outlets, redirects=answer.redirects)

    def _name_further(self, look: Look, page: Page) -> None:
        for url in page.further:
            if url not in look.named and len(look.named) < self._task.limits.further_pages:
                look.named.add(url)
                look.further.append(url)

    def _next_further(self, look: Look) -> Iterator[Step]:
        if look.further and self.is_stopped:
            return  # half an article is none: it is held, and the next crawl reads it whole
        if look.further:
            yield Ask(url=look.further.popleft(), role="further", article_url=look.url, about=look)
            return
        yield from self._results.article(look)
        yield from self._done(look)

    # --- going on, or not -------------------------------------------------------------------------------------------

    def _done(self, look: Look) -> Iterator[Step]:
        blocked = self._results.blocked
        if len(blocked) >= BLOCKED_IN_A_ROW and self._queue:
            self.trouble = self.trouble or f"refused {len(blocked)} times in a row: {blocked[-1]}"
            yield from self._feed_for_the_rest()
            self._leave_queue()
        self._under_way.pop(look.canonical, None)
        yield from self.next_asks()

    def _feed_for_the_rest(self) -> Iterator[Step]:
        """The texts that the feed carries of the pages that are not asked for any more."""
        for look in tuple(self._queue):
            if (article := self._results.from_feed(look)) is not None:
                self._queue.remove(look)
                yield from self._results.in_place_of_page(look, article)

    def _leave_queue(self) -> None:
        for look in self._queue:
            self._unread.hold(look)
        self._queue.clear()


def _conditions(known: Known | None) -> tuple[tuple[str, str], ...]:
    """The server need not send again what we have read as an article."""
    if known is None or known.outcome != "article" or not known.text_hash:
        return ()
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return tuple((name, value) for name, value in pairs if value)
