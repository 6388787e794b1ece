"""`readout doctor`: what is installed, whole, reachable, fresh."""

from __future__ import annotations

import click

from monitor.clock import now
from monitor.logs import run_id, start_logging
from monitor.settings import load_settings
from processors.errors import ReadoutError

MARKS = {True: "ok  ", False: "FAIL", None: "note"}


@click.command()
@click.option("--deep", is_flag=True, help="Read everything: every index, reference, text, the newest records of the archive.")
@click.option("--offline", is_flag=True, help="Ask no server.")
@click.pass_obj
def command(config: str | None, deep: bool, offline: bool) -> None:
    """Look at the configuration, the language tools, the servers, the store, the archive and the watch; exit 1 when something
    is broken.

    Example: readout doctor --deep
    """
    from monitor.doctor.finding import Visit, checked
    from monitor.doctor.looks import LOOKS

    settings = load_settings(config)
    start_logging(settings)
    visit = Visit(settings=settings, now=now(), deep=deep, offline=offline)
    broken = 0
    with run_id("doctor"):
        for what, look in LOOKS.items():
            for finding in checked(what, look, visit):
                click.echo(f"{MARKS[finding.good]}  {finding.what}: {finding.words}")
                broken += finding.good is False
    if broken:
        raise ReadoutError(f"doctor: {broken} of these {'has' if broken == 1 else 'have'} to be mended")
