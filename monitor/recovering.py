"""What a crawl fetched that died before it could hand it over: read again from the archive, so that nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from crawler.archive.archive import Archive, open_archive
from crawler.edition_lock import EditionLock
from monitor.crawl_names import CrawlName, read_crawl_name
from monitor.ingest import ingest_file
from monitor.settings import Settings
from monitor.store import passes
from monitor.store.engine import Store
from monitor.summary import Summary
from processors.errors import InputError, TryLater
from processors.wire import Json, article_to_json

if TYPE_CHECKING:
    from crawler.archive.archive_shelf import ArchiveShelf


def recover_crawls(
    store: Store,
    settings: Settings,
    summary: Summary,
    *,
    now: Callable[[], datetime],
    spared: Callable[[CrawlName], bool] = lambda name: False,
) -> None:
    """Replays each crawl of the archive whose end the store has not seen, once; its edition's watermark stays.

    A crawl that is still at work, started beside us, is not dead and is left alone; so is one that is `spared`.
    """
    if not settings.crawl.archive.is_dir():
        return
    with open_archive(settings.crawl.archive, settings.crawl.warc_mb, settings.outlets) as archive:
        for name in _unfinished(store, archive):
            lock = EditionLock(settings.crawl.archive, name.outlet, name.edition)
            try:
                lock.take()
            except TryLater:
                continue
            try:
                if spared(name):  # asked with the lock in hand: it has ended
                    continue
                _recover(store, settings, archive, name, summary, now)
            except (InputError, TryLater) as wrong:
                summary.troubles.append(f"{name}: {wrong}; the next pass reads it again")
            finally:
                lock.release()


def _unfinished(store: Store, archive: Archive) -> list[CrawlName]:
    with archive.indexed() as index:
        names = [row[0] for row in index.execute("SELECT DISTINCT crawl FROM records ORDER BY crawl")]
    with store.reading() as connection:
        settled = passes.settled_crawls(connection)
    return [name for text in names if text not in settled and (name := read_crawl_name(text))]


def _from_feeds(shelf: ArchiveShelf, settings: Settings, name: CrawlName) -> Iterator[Json]:
    outlet = settings.outlets.get(name.outlet)
    for edition in outlet.editions if outlet else ():
        if outlet and edition.id == name.edition:
            yield from map(article_to_json, shelf.articles_of_feeds(str(name), outlet, edition))


def _recover(
    store: Store, settings: Settings, archive: Archive, name: CrawlName, summary: Summary, now: Callable[[], datetime]
) -> None:
    from crawler.archive.archive_shelf import ArchiveShelf  # with a replay come the pages' parsers
    from crawler.archive.replay import Replay, limits_of, to_line

    limits = settings.crawl.limits
    shelf = ArchiveShelf(archive, str(name), listing_bytes=limits.listing_bytes)
    replay = Replay(shelf, settings.outlets, limits_of(limits))
    tally = ingest_file(
        store,
        f"archive of {name}",
        map(to_line, chain(replay.lines(), _from_feeds(shelf, settings, name))),
        settings.outlets,
        origin="import" if name.backfill else "crawl",
        now=now,
    )
    summary.troubles += [f"{name}: {trouble}" for trouble in shelf.troubles]
    if tally.trouble:
        summary.troubles.append(tally.trouble)
        return
    with store.writing() as connection:
        passes.record_replay(connection, name.file, count=tally.outcomes.total(), at=now())
    summary.counts += tally.outcomes + tally.pages + Counter(refused=tally.refused.total(), replayed=1)
    summary.lines.append(f"{name}: died before its end, read again from the archive: {tally}")
