"""`readout import`: articles into the store; twice the same file changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import click

from monitor.clock import Moment, now
from monitor.importing import Brought, bring_in, open_source, show, understand_import
from monitor.ingest import Tally, ingest_file, open_lines
from monitor.logs import start_logging
from monitor.progress import counted
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from monitor.store.watermarks import declare_complete
from processors.errors import InputError, ReadoutError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--complete-to", type=Moment(), help="The files hold everything that their editions published up to then.")
@click.option("--strict", is_flag=True, help="Refuse articles with unknown fields.")
@click.pass_obj
def command(config: str | None, files: tuple[str, ...], complete_to: datetime | None, strict: bool) -> None:
    """Bring articles into the store and understand them.

    A FILE holds articles (JSON Lines, plain or gzip; - reads standard input) or pages: a WARC or WACZ file, or a folder of
    pages saved from a browser. Of pages those are taken that are articles of a declared outlet.

    An import mails nobody. Without --complete-to it proves no absence.

    Example: readout import articles.jsonl.gz --complete-to 2018-04-14T00:00:00+03:00
    """
    settings = load_settings(config)
    start_logging(settings)
    troubles: list[str] = []
    with open_store(settings.store, durable=False) as store:
        for file in files:
            try:
                brought = _import(store, file, settings, strict=strict)
            except InputError as wrong:
                troubles.append(str(wrong))
                continue
            show(file, brought)
            if complete_to is not None and not brought.trouble:
                _declare(store, brought.tally, complete_to)
            if brought.trouble:
                troubles.append(brought.trouble)
            elif not brought.tally.outcomes and (brought.tally.refused or brought.passed_over):
                troubles.append(f"{file}: not one article in it; `docs/json.md` and `docs/archive.md` show what can be imported")
        understand_import(store, settings, complete_to or now())
    if troubles:
        raise ReadoutError("\n".join(troubles))


def _import(store: Store, file: str, settings: Settings, *, strict: bool) -> Brought:
    with open_source(file, settings.outlets) as shelf:
        if shelf is not None:
            return bring_in(store, file, shelf, settings)
    with open_lines(file) as lines, counted(lines, file, " lines") as read:
        tally = ingest_file(store, file, read, settings.outlets, origin="import", now=now, strict=strict)
    store.settle()
    return Brought(tally=tally, passed_over=Counter(), trouble=tally.trouble or "")


def _declare(store: Store, tally: Tally, complete_to: datetime) -> None:
    with store.writing() as connection:
        for outlet, edition in sorted(tally.editions):
            declare_complete(connection, outlet, edition, complete_to, now())
