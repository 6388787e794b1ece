"""Pages that were fetched before, by us or by others, into the store: WARC files, WACZ, folders of saved pages, the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from crawler.archive.bounded import Bounded
from crawler.archive.foreign_records import is_warc
from crawler.archive.foreign_shelf import ForeignShelf
from crawler.archive.replay import Replay, Shelf, limits_of, to_line
from crawler.archive.saved_pages import SavedPages
from crawler.archive.wacz import take_wacz
from crawler.outlets import Outlets
from monitor.clock import now
from monitor.ingest import Tally, ingest_file
from monitor.progress import bar
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.store.lock import only_pass
from processors.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of one source."""

    tally: Tally
    passed_over: Counter[str]  # records and files that gave no article, by reason
    trouble: str = ""

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.passed_over.items()))
        return f"{self.tally}" + (f"; passed over: {reasons}" if reasons else "")


@contextmanager
def open_source(source: str, outlets: Outlets) -> Iterator[Shelf | None]:
    """The pages of a WARC or WACZ file or of a folder; None for any other file. `InputError` when it cannot be read at all."""
    path = Path(source)
    if source != "-" and path.is_dir():
        yield SavedPages(path, outlets, now())
        return
    start = _start_of(path) if source != "-" else b""
    is_zip = start.startswith(b"PK\x03\x04")
    if not is_zip and not is_warc(start):
        yield None
        return
    shelf = ForeignShelf(outlets)
    try:
        with bar(source, None, " records") as shown:
            if is_zip:
                take_wacz(shelf, path, shown.update)
            else:
                with path.open("rb") as file:
                    shelf.take_file(Bounded(file, path.stat().st_size), path.name, shown.update)
        yield shelf
    finally:
        shelf.close()


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}; nothing of it was read") from wrong


def bring_in(store: Store, source: str, shelf: Shelf, settings: Settings) -> Brought:
    """Keeps every article, event and page in quarantine that the shelf gives."""
    replay = Replay(shelf, settings.outlets, limits_of(settings.crawl.limits))
    with bar(source, shelf.count(), " pages") as shown:
        lines = map(to_line, replay.lines(shown.update))
        tally = ingest_file(store, source, lines, settings.outlets, origin="import", now=now)
    store.settle()
    return Brought(tally=tally, passed_over=replay.passed_over + shelf.passed_over, trouble=tally.trouble or shelf.trouble)


def show(source: str, brought: Brought) -> None:
    """The refusals on standard error, then one line of what became of the source."""
    tally = brought.tally
    for line in tally.refusals:
        click.echo(line, err=True)
    if tally.refused.total() > len(tally.refusals):
        click.echo(f"{source}: {tally.refused.total() - len(tally.refusals)} more refusals, all kept in the store", err=True)
    click.echo(f"{source}: {brought}")


def understand_import(store: Store, settings: Settings, clock: datetime) -> None:
    """An import makes divergences and never a mail; while a pass runs, that is left to the next one."""
    from monitor.bench import lay_bench
    from monitor.summary import Summary
    from monitor.understanding import understand

    summary = Summary()
    with only_pass(store.path):
        understand(store, lay_bench(settings), settings.outlets, summary, clock=clock, now=now)
    store.settle()
    for line in summary.lines:
        click.echo(line)
