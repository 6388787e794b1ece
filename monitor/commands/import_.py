"""`readout import`: articles into the store; twice the same file changes nothing."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import datetime

import click
from tqdm import tqdm

from monitor.clock import Moment, now
from monitor.ingest import Tally, ingest_file, open_lines
from monitor.logs import start_logging
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from monitor.store.lock import only_pass
from monitor.store.watermarks import declare_complete
from processors.errors import InputError, ReadoutError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--complete-to", type=Moment(), help="The files hold everything that their editions published up to then.")
@click.option("--strict", is_flag=True, help="Refuse articles with unknown fields.")
@click.pass_obj
def command(config: str | None, files: tuple[str, ...], complete_to: datetime | None, strict: bool) -> None:
    """Bring articles (JSON Lines, plain or gzip; - reads standard input) into the store and understand them.

    An import mails nobody. Without --complete-to it proves no absence.

    Example: readout import articles.jsonl.gz --complete-to 2018-04-14T00:00:00+03:00
    """
    settings = load_settings(config)
    start_logging(settings.log_level)
    troubles: list[str] = []
    with open_store(settings.store, durable=False) as store:
        for file in files:
            try:
                tally = _import(store, file, settings, strict=strict)
            except InputError as wrong:
                troubles.append(str(wrong))
                continue
            if complete_to is not None and tally.trouble is None:
                _declare(store, tally, complete_to)
            if tally.trouble:
                troubles.append(tally.trouble)
            elif tally.refused and not tally.outcomes:
                troubles.append(f"{file}: not one article in it; `docs/json.md` shows what a line looks like")
        _understand(store, settings, complete_to or now())
    if troubles:
        raise ReadoutError("\n".join(troubles))


def _import(store: Store, file: str, settings: Settings, *, strict: bool) -> Tally:
    with open_lines(file) as lines, ExitStack() as stack:
        bar = stack.enter_context(tqdm(lines, desc=file, unit=" lines", disable=not sys.stderr.isatty(), leave=False))
        tally = ingest_file(store, file, bar, settings.outlets, origin="import", now=now, strict=strict)
    store.settle()
    for line in tally.refusals:
        click.echo(line, err=True)
    if tally.refused.total() > len(tally.refusals):
        click.echo(f"{file}: {tally.refused.total() - len(tally.refusals)} more refusals, all kept in the store", err=True)
    click.echo(f"{file}: {tally}")
    return tally


def _declare(store: Store, tally: Tally, complete_to: datetime) -> None:
    with store.writing() as connection:
        for outlet, edition in sorted(tally.editions):
            declare_complete(connection, outlet, edition, complete_to, now())


def _understand(store: Store, settings: Settings, clock: datetime) -> None:
    """An import makes divergences and never a mail; while a pass runs, that is left to the next one."""
    from monitor.bench import lay_bench
    from monitor.run import Summary, understand

    summary = Summary()
    with only_pass(store.path):
        understand(store, lay_bench(settings), settings.outlets, summary, clock=clock, now=now)
    store.settle()
    for line in summary.lines:
        click.echo(line)
