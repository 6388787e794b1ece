"""What crawls brought into the store: their files, and from the archive what those fetched that died."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from monitor.crawl_files import take_files
from monitor.recovering import recover_crawls
from monitor.schedule.beside import ended_files
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.summary import Summary

MADE = datetime.max.replace(tzinfo=UTC)


def take_all(
    store: Store,
    settings: Settings,
    summary: Summary,
    clock: datetime,
    now: Callable[[], datetime],
    names: Collection[str] | None = None,
) -> None:
    """Takes the files of our own crawls, of those names alone if there are any, and reads what died from the archive.

    Crawls may go on beside us: one whose file is there and was not among the names is left to the next time.
    """
    crawls, taken = settings.crawl.crawls, names
    if crawls.is_dir():
        taken = ended_files(store, crawls) if names is None else names
        take_files(store, crawls, settings.outlets, summary, clock=clock, now=now, names=taken)
    recover_crawls(
        store, settings, summary, now=now, spared=lambda name: name.file not in (taken or ()) and (crawls / name.file).exists()
    )


def take_ended(store: Store, settings: Settings, summary: Summary, names: Collection[str], now: Callable[[], datetime]) -> None:
    """The same for the crawls of a schedule; what has ended was made, even when the clock was set back since."""
    take_all(store, settings, summary, MADE, now, names)
