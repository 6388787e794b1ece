"""The crawls that a pass does itself, before it looks at anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.crawl_round import do_crawls
from monitor.crawling import Stretch, crawlable, plan_crawl
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.summary import Summary
from monitor.taking import take_all
from processors.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawls:
    """What the pass crawls before it looks at anything."""

    as_if: bool = False  # every decision is taken by the pass's clock; otherwise by the time that it is
    stretch: Stretch | None = None  # a part of the past: what it brings is compared and never mailed


def crawl_all(
    store: Store,
    settings: Settings,
    crawls: Crawls,
    summary: Summary,
    *,
    clock: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
) -> None:
    """Crawls the editions and takes what comes; first what an earlier pass that died has left."""
    settings.crawl.user_agent()  # without a contact nothing is fetched
    places = crawlable(settings.outlets, only)
    if not places:
        raise InputError(f"run: no edition can be crawled; {settings.folder / 'outlets'} has to say where articles are listed")
    take_all(store, settings, summary, clock, now)
    fixed = clock if crawls.as_if else None
    jobs = [plan_crawl(settings, place, clock, clock=fixed, stretch=crawls.stretch) for place in places]
    done = do_crawls(store, settings, jobs, summary)
    take_all(store, settings, summary, clock, now, [job.file.name for job in done])
