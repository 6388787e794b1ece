"""`readout backup`: everything that cannot be made again, in a folder or one file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.clock import now
from monitor.logs import run_id, start_logging
from monitor.settings import Settings, load_settings
from processors.errors import ReadoutError


@click.command()
@click.argument("into", type=click.Path(path_type=Path), metavar="FOLDER_OR_FILE.tar")
@click.option("--without-archive", is_flag=True, help="Store and configuration only; the WARC files are the most of it.")
@click.option("--keep", type=int, metavar="N", help="Afterwards take the older backups in that folder away, all but the newest N.")
@click.pass_obj
def command(config: str | None, into: Path, without_archive: bool, keep: int | None) -> None:
    """Copy store, archive and configuration, as they are at one moment, while passes run: into a new folder inside FOLDER, or
    into one tar file. Nothing is written over. Secrets stay out of it.

    Example: readout backup backups --keep 7
    """
    from monitor.operation.backup import back_up
    from monitor.progress import bar

    settings = load_settings(config)
    start_logging(settings)
    began = now()
    with run_id("backup"), bar("backing up", None, "B", unit_scale=True) as shown:

        def expect(size: int) -> None:
            shown.total = size

        made = back_up(
            settings, into, began, with_archive=not without_archive, keep=keep, expect=expect, progress=shown.update
        )  # fmt: skip
    for old in made.forgotten:
        click.echo(f"{old}: taken away")
    click.echo(f"{made.place}: {made.files} files, {made.size / 1e6:.1f} MB")
    _remember(settings, began, made.place)


def _remember(settings: Settings, began: datetime, place: Path) -> None:
    """So that `readout doctor` can tell how old the last backup is."""
    from monitor.store.engine import open_store
    from monitor.store.jobs import begin_job, end_job

    try:
        with open_store(settings.store, create=False) as store, store.writing() as connection:
            begin_job(connection, "backup", due_at=began, at=began)
            end_job(connection, "backup", "done", str(place.absolute()), now())
    except ReadoutError as wrong:
        click.echo(f"{wrong}; the backup is there all the same", err=True)
