"""`readout init`: an editable copy of the built-in configuration."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from monitor.defaults import default_config
from processors.errors import InputError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write an editable configuration into a folder; nothing that is there is written over.

    Example: readout init config
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already and not empty; name another folder, nothing was written")
    try:
        shutil.copytree(default_config(), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as wrong:
        raise InputError(f"{folder}: {wrong.strerror or wrong}; name a folder that can be written") from wrong
    click.echo(f"{folder}: a configuration to edit; begin with {folder / 'README.md'}")
    if folder != Path("config"):
        click.echo(f"use it with: readout --config {folder} doctor")
