"""From what was listed, and what is remembered, to the pages that are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crawler.archive.memory_records import Known, Outcome
from crawler.crawling.shown_pages import Shown, ShownPages
from crawler.crawling.steps import Look
from crawler.crawling.task import Tally, Task
from crawler.crawling.unread_pages import UnreadPages
from crawler.listings.listing import Listed
from crawler.planning import asks_again, was_never_read, when_published


def choose_pages(task: Task, shown: ShownPages, unread: UnreadPages, tally: Tally) -> list[Look]:
    """New ones first, of them the newest. What is listed is remembered, what the topic refuses too."""
    now, hours = task.clock(), task.outlet.refetch_hours
    due: dict[str, Known] = {}
    failing = {page.canonical: page for page in task.memory.failing(task.outlet.id, task.edition.id)}
    if task.is_past:
        unread.hold_of_stretch(failing, shown.outside)
        failing = {}
    else:
        due = {page.canonical: page for page in task.memory.due(task.outlet.id, task.edition.id, now, hours)}
        _note_listed(task, shown, tally)
    new, again = [], []
    for canonical, page in shown.pages.items():
        known = task.memory.known(canonical)
        if known is None or known.outcome == "refused":
            if _is_wanted(task, tally, canonical, page, known):
                new.append(_look(task, canonical, page, None))
        elif canonical in due or asks_again(known, page.listed, now, hours):
            again.append(_look(task, canonical, page, known))
    again += [
        Look(listed=Listed(url=known.url), canonical=canonical, when=None, known=known)
        for canonical, known in {**failing, **due}.items()
        if canonical not in shown.pages
    ]
    never_read = [look for look in again if look.known and was_never_read(look.known)]
    seen = [look for look in again if not (look.known and was_never_read(look.known))]

    def published(look: Look) -> datetime:
        return look.when.latest if look.when else task.started

    return [*sorted(new + never_read, key=published, reverse=True), *seen]


def _note_listed(task: Task, shown: ShownPages, tally: Tally) -> None:
    """Before any of them is asked for: what a crawl that dies leaves unread is asked for by the next, listed then or not.

    The oldest are noted first: of a list without dates the next crawl takes what it knows for the place where this one
    began, and what is refused is noted later for the same reason."""
    now = task.clock()
    for canonical, page in reversed(shown.pages.items()):
        known = task.memory.known(canonical)
        if (known is None or known.outcome == "refused") and page.passes and (page.worded or known is None):
            tally.listed += known is None
            when = when_published(page.listed, task.zone)
            note = _unread(task, canonical, page, "listed")
            task.memory.remember(replace(note, failed_since=now, published_after=when.earliest if when else None))


def _is_wanted(task: Task, tally: Tally, canonical: str, page: Shown, known: Known | None) -> bool:
    if known is None:
        tally.listed += 1
    if not page.passes and known is None:
        tally.refused += 1
        task.memory.remember(_unread(task, canonical, page, "refused"))
    return page.passes and (page.worded or known is None)


def _unread(task: Task, canonical: str, page: Shown, outcome: Outcome) -> Known:
    """What is remembered of a page that was only listed."""
    return Known(
        canonical=canonical, url=page.listed.url, outlet=task.outlet.id, edition=task.edition.id, first_at=task.started,
        last_at=task.clock(), looks=0, outcome=outcome,
    )  # fmt: skip


def _look(task: Task, canonical: str, page: Shown, known: Known | None) -> Look:
    when = when_published(page.listed, task.zone)
    return Look(listed=page.listed, canonical=canonical, when=when, known=known, feed=page.feed)
