"""What `retention:` of readout.yml lets go: old WARC files, old revisions, old rows of the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive.archive import Archive
from crawler.archive.discarding import OldFile, discard_file, old_files
from monitor.archives import existing_archive
from monitor.crawl_names import read_crawl_name
from monitor.operation.needed import Needed, needed
from monitor.operation.old_texts import count_old_rows, find_old_revisions, take_revisions_away, take_rows_away
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.store.lock import only_pass
from monitor.store.passes import settled_crawls

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What went, or with `dry_run` what would go."""

    revisions: int = 0
    rows: int = 0  # on passes, crawls, refused lines
    warc_files: int = 0
    warc_bytes: int = 0
    held_files: int = 0  # old, but something rests on a record in them

    def __str__(self) -> str:
        files = f"{self.warc_files} WARC files ({self.warc_bytes / 1e6:.1f} MB)"
        held = f", {self.held_files} old ones stay for what rests on them" if self.held_files else ""
        return f"{self.revisions} old revisions, {self.rows} old rows of the log, {files}{held}"


def prune(
    store: Store,
    settings: Settings,
    now: datetime,
    *,
    dry_run: bool = False,
    progress: Callable[[str], object] = lambda what: None,
) -> Pruned:
    """Takes away what the retention lets go and nothing rests on; `TryLater` while a pass is running."""
    keep = settings.retention
    with only_pass(store.path):
        with store.reading() as connection:
            rests_on = needed(connection)
        done = Pruned()
        if keep.revision_days is not None:
            progress("revisions")
            revisions = _prune_revisions(store, now - timedelta(days=keep.revision_days), rests_on, now, dry_run)
            done = Pruned(revisions=revisions)
        if keep.log_days is not None:
            progress("rows of the log")
            done = Pruned(revisions=done.revisions, rows=_prune_rows(store, now - timedelta(days=keep.log_days), now, dry_run))
        if keep.warc_days is not None and settings.crawl.archive.is_dir():
            progress("WARC files")
            files = _prune_archive(store, settings, now - timedelta(days=keep.warc_days), rests_on, dry_run)
            done = _with_files(done, files)
    if not dry_run:
        LOG.info("pruned: %s", done)
    return done


def _prune_revisions(store: Store, before: datetime, rests_on: Needed, now: datetime, dry_run: bool) -> int:
    with store.reading() as connection:
        found = find_old_revisions(connection, before, rests_on.articles)
    if not dry_run:
        take_revisions_away(store, found, now)
    return len(found)


def _prune_rows(store: Store, before: datetime, now: datetime, dry_run: bool) -> int:
    with store.reading() as connection:
        count = count_old_rows(connection, before)
    if not dry_run:
        take_rows_away(store, before, now)
    return count


def _prune_archive(store: Store, settings: Settings, before: datetime, rests_on: Needed, dry_run: bool) -> tuple[OldFile, ...]:
    with existing_archive(settings) as archive:
        found = old_files(archive, before, rests_on.records, _unfinished(store, archive))
        for file in found:
            if not dry_run and not file.held:
                LOG.info("%s is taken away", file.name)
                discard_file(archive, file.name)
    return found


def _unfinished(store: Store, archive: Archive) -> frozenset[str]:
    """The crawls that died and whose pages the next pass reads from the archive."""
    with archive.indexed() as index:
        crawls = {crawl for (crawl,) in index.execute("SELECT DISTINCT crawl FROM records")}
    with store.reading() as connection:
        return frozenset(crawl for crawl in crawls - settled_crawls(connection) if read_crawl_name(crawl))


def _with_files(done: Pruned, files: tuple[OldFile, ...]) -> Pruned:
    gone = [file for file in files if not file.held]
    return Pruned(
        revisions=done.revisions,
        rows=done.rows,
        warc_files=len(gone),
        warc_bytes=sum(file.size for file in gone),
        held_files=len(files) - len(gone),
    )
