"""`readout run`: one monitoring pass."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.clock import Moment, now
from monitor.logs import start_logging
from monitor.settings import load_settings
from monitor.store.engine import open_store
from processors.errors import InputError, ReadoutError


@click.command()
@click.option("--from", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Where finished crawl files are.")
@click.option("--clock", type=Moment(), help="What time it is: nothing later is published or crawled yet (default: now).")
@click.option("--outlet", "only", multiple=True, metavar="ID", help="Only this outlet's crawl files; may be given again.")
@click.pass_obj
def command(config: str | None, folder: Path | None, clock: datetime | None, only: tuple[str, ...]) -> None:
    """Take finished crawl files, understand, compare, and mail what newly diverges.

    Example: readout run --from crawls --clock 2018-04-05T12:00:00Z
    """
    settings = load_settings(config)
    start_logging(settings.log_level)
    if folder is None:
        raise InputError("run: crawling comes with the spiders; until then name a folder of crawl files: readout run --from FOLDER")
    if strangers := sorted(set(only) - {outlet.id for outlet in settings.outlets}):
        raise InputError(f"run: no outlet is called {', '.join(strangers)}; {settings.folder / 'outlets'} declares those there are")
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the one that the crawl wrote its files into")
    from monitor.run import run_pass

    with open_store(settings.store) as store:
        summary = run_pass(store, settings, folder=folder, clock=clock or now(), now=now, only=only)
    for line in summary.lines:
        click.echo(line)
    if summary.troubles:
        raise ReadoutError("\n".join(summary.troubles))
