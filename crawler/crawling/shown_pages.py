"""What the listings show: the articles, and what several entry points say of one put together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.canonical_url import canonical_url
from crawler.crawling.task import Task
from crawler.fetched import Fetched
from crawler.listings.listing import Listed
from crawler.planning import is_outside, when_published


@dataclass(slots=True, kw_only=True)
class Shown:
    listed: Listed
    passes: bool
    worded: bool  # some entry point shows a headline; those without words let everything pass
    feed: Fetched | None


class ShownPages:
    def __init__(self, task: Task) -> None:
        self.pages: dict[str, Shown] = {}  # by canonical address, in the order in which they were listed
        self.outside: set[str] = set()  # what some entry point dates outside of the stretch that is read
        self._task = task

    def show(self, listed: Listed, feed: Fetched | None) -> None:
        """Adds what one entry point says of an article; one whose words let it pass is enough."""
        task, canonical = self._task, canonical_url(listed.url, self._task.outlets)
        if is_outside(when_published(listed, task.zone), task.since, task.until):
            self.outside.add(canonical)
            self.pages.pop(canonical, None)
        if canonical in self.outside:
            return
        passes = task.topic.refuses(listed, country=task.outlet.country, language=task.edition.language) is None
        worded = bool(f"{listed.title}{listed.summary}".strip())
        new = Shown(listed=listed, passes=passes, worded=worded, feed=feed if listed.full_text else None)
        if (shown := self.pages.setdefault(canonical, new)) is not new:
            _add(shown, new)


def _add(shown: Shown, new: Shown) -> None:
    """What another entry point says of a page that was shown before."""
    if new.worded:
        shown.passes, shown.worded = new.passes or (shown.worded and shown.passes), True
    if new.feed is not None and shown.feed is None:
        shown.listed = replace(new.listed, updated_at=new.listed.updated_at or shown.listed.updated_at)
        shown.feed = new.feed
    elif shown.listed.published_at is None and new.listed.published_at is not None:
        shown.listed = replace(shown.listed, published_at=new.listed.published_at)
    elif shown.listed.updated_at is None and new.listed.updated_at is not None:
        shown.listed = replace(shown.listed, updated_at=new.listed.updated_at)
