"""`readout schedule`: crawls, passes and upkeep at their times, until it is told to stop."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime, timedelta

import click

from monitor import clock as clocks
from monitor.clock import Moment
from monitor.logs import start_logging
from monitor.settings import Settings, load_settings
from monitor.store.engine import open_store
from processors.errors import ConfigError, ReadoutError


@click.command()
@click.option("--once", is_flag=True, help="Every job once, now, then end: for a schedule of your own, such as cron.")
@click.option("--clock", type=Moment(), help="What time it is when it begins; it goes on from there (default: now).")
@click.pass_obj
def command(config: str | None, once: bool, clock: datetime | None) -> None:
    """Crawl each outlet at its interval, look at what came after it, mail, and keep order; SIGTERM or ^C stops it.

    Example: readout schedule
    """
    settings = load_settings(config)
    start_logging(settings)
    if settings.log_level != "error":  # a watch that says nothing for days is no comfort
        logging.getLogger("monitor.schedule").setLevel(min(logging.INFO, logging.getLogger("monitor").level))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it warns of is told in our words
    _check(settings)
    from monitor.schedule.desk import Desk
    from monitor.schedule.holding import only_schedule
    from monitor.schedule.signals import asked_by_signals
    from monitor.schedule.watch import keep_watch, run_once

    ahead = clock - clocks.now() if clock else timedelta(0)
    with open_store(settings.store) as store, only_schedule(settings.store, os.getpid(), clocks.now() + ahead):
        desk = Desk(store=store, settings=settings, ahead=ahead, room=threading.Semaphore(settings.crawl.at_once))
        with asked_by_signals(desk.stopping):
            if once:
                _finish(run_once(desk), stopped=desk.stopping.is_set())
                return
            click.echo(f"readout: watching, store {settings.store}; process {os.getpid()}, SIGTERM or ^C stops it")
            keep_watch(desk)
    click.echo("readout: stopped; what was finished is kept, the next start goes on from there")


def _check(settings: Settings) -> None:
    """What would let every single crawl fail is told before the first."""
    from monitor.crawling import crawlable

    settings.crawl.user_agent()
    if not crawlable(settings.outlets):
        raise ConfigError(f"{settings.folder / 'outlets'}: no outlet that is enabled says where its articles are listed")


def _finish(troubles: tuple[str, ...], *, stopped: bool) -> None:
    if troubles or stopped:
        raise ReadoutError("\n".join([*troubles, *(["stopped before everything was done"] if stopped else [])]))
