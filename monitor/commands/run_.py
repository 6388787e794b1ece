"""`readout run`: one monitoring pass."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.clock import Moment, now
from monitor.crawling import Stretch
from monitor.logs import start_logging
from monitor.settings import load_settings
from monitor.store.engine import open_store
from processors.errors import InputError, ReadoutError


@click.command()
@click.option("--from", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Crawl nothing: take these crawl files.")
@click.option("--clock", type=Moment(), help="What time it is: nothing later is published or crawled yet (default: now).")
@click.option("--outlet", "only", multiple=True, metavar="ID", help="Only this outlet; may be given again.")
@click.option("--since", type=Moment(), help="Crawl the past from here …")
@click.option("--until", type=Moment(), help="… to there, from archives and sitemaps; mails nothing of it.")
@click.pass_obj
def command(
    config: str | None,
    folder: Path | None,
    clock: datetime | None,
    only: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Crawl, or take finished crawl files; understand, compare, and mail what newly diverges.

    Example: readout run --outlet tass
    """
    settings = load_settings(config)
    start_logging(settings)
    stretch = _stretch(since, until, clock or now())
    if folder is not None and stretch is not None:
        raise InputError("run: --since and --until crawl the past, --from crawls nothing; give one or the other")
    if strangers := sorted(set(only) - {outlet.id for outlet in settings.outlets}):
        raise InputError(f"run: no outlet is called {', '.join(strangers)}; {settings.folder / 'outlets'} declares those there are")
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the one that the crawl wrote its files into")
    if folder is None:
        settings.crawl.user_agent()  # told before anything is loaded
    from monitor.run import Crawls, run_pass

    crawls = Crawls(as_if=clock is not None, stretch=stretch) if folder is None else None
    with open_store(settings.store) as store:
        summary = run_pass(store, settings, folder=folder, crawls=crawls, clock=clock or now(), now=now, only=only)
    for line in summary.lines:
        click.echo(line)
    if summary.troubles:
        raise ReadoutError("\n".join(summary.troubles))


def _stretch(since: datetime | None, until: datetime | None, clock: datetime) -> Stretch | None:
    if since is None and until is None:
        return None
    if since is None or until is None or since >= until:
        raise InputError("run: a stretch of the past needs both ends: --since 2018-04-01T00:00:00Z --until 2018-04-07T00:00:00Z")
    if until > clock:
        raise InputError("run: --until is not past yet; without --since and --until the present is crawled")
    return Stretch(since=since, until=until)
