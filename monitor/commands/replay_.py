"""`readout replay`: from WARC records to the store once more, without asking any server."""

from __future__ import annotations

import click

from crawler.archive.archive_shelf import ArchiveShelf
from monitor.archives import existing_archive
from monitor.clock import now
from monitor.importing import bring_in, open_source, show, understand_import
from monitor.logs import start_logging
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from processors.errors import InputError, ReadoutError


@click.command()
@click.argument("files", nargs=-1, metavar="[WARC]...")
@click.option("--crawl", help="Only what that crawl fetched: the name of its crawl file without the ending.")
@click.pass_obj
def command(config: str | None, files: tuple[str, ...], crawl: str | None) -> None:
    """Read archived pages into the store again: the whole archive, or WARC and WACZ files.

    The same records give the same articles with the same ids; what the store has stays unchanged. A replay mails nobody.

    Example: readout replay --crawl 20180403T134000Z-tass-ru
    """
    settings = load_settings(config)
    start_logging(settings)
    if files and crawl:
        raise click.UsageError("--crawl is of the archive: give either that or files")
    troubles: list[str] = []
    with open_store(settings.store, durable=False) as store:
        for source in files or (str(settings.crawl.archive),):
            try:
                if trouble := _replay(store, source, settings, crawl=crawl, is_archive=not files):
                    troubles.append(trouble)
            except InputError as wrong:
                troubles.append(str(wrong))
        understand_import(store, settings, now())
    if troubles:
        raise ReadoutError("\n".join(troubles))


def _replay(store: Store, source: str, settings: Settings, *, crawl: str | None, is_archive: bool) -> str:
    """Replays that source; what went wrong, if anything."""
    if not is_archive:
        with open_source(source, settings.outlets) as shelf:
            if shelf is None:
                raise InputError(f"{source}: no WARC or WACZ file; `readout import` takes articles")
            brought = bring_in(store, source, shelf, settings)
    else:
        with existing_archive(settings) as archive:
            shelf = ArchiveShelf(archive, crawl, listing_bytes=settings.crawl.limits.listing_bytes)
            if crawl and not shelf.count():
                raise InputError(f"{source}: no page of a crawl {crawl!r}; `readout archive list` shows what there is")
            brought = bring_in(store, source, shelf, settings)
    show(source, brought)
    return brought.trouble
