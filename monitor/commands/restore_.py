"""`readout restore`: a backup put back."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.config_folder import built_in_config
from monitor.clock import now
from monitor.operation.manifest import Manifest
from monitor.operation.restore import Destination
from monitor.settings import config_folder, load_settings


@click.command()
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put aside what is there; it stays beside it under another name.")
@click.option("--without-archive", is_flag=True, help="Leave the archive as it is.")
@click.pass_obj
def command(config: str | None, backup: Path, replace: bool, without_archive: bool) -> None:
    """Put a backup in its place: store and archive where the configuration here names them. Where there is no configuration yet,
    that of the backup is written, too: so another machine is set up. The backup is verified first, and stays as it is.

    Example: readout restore backups/readout-20180413T060000Z
    """
    from monitor.operation.restore import restore
    from monitor.operation.sources import open_backup
    from monitor.progress import bar

    with open_backup(backup) as source, bar("restoring", None, "B", unit_scale=True) as shown:
        to = _destination(config, source.manifest, without_archive)

        def expect(size: int) -> None:
            shown.total = size

        done = restore(source, to, now(), replace=replace, expect=expect, progress=shown.update)
        made_at = source.manifest.made_at
    for path in done.put:
        click.echo(f"{path}: as it was at {made_at:%Y-%m-%d %H:%M} UTC")
    for path in done.kept:
        click.echo(f"{path}: what had been there; take it away when all is well")
    click.echo(
        "next: set the secrets that the configuration names, `readout doctor`, and with Elasticsearch `readout index rebuild`"
    )


def _destination(config: str | None, manifest: Manifest, without_archive: bool) -> Destination:
    """By the configuration that is here; where there is none, by the places that the backup names."""
    if config is not None and not Path(config).is_dir():
        folder: Path | None = Path(config)
    else:
        folder = Path("config") if config_folder(config) == built_in_config() else None
    if folder is None:
        settings = load_settings(config)
        store, archive = settings.store, settings.crawl.archive
    else:
        store, archive = Path(manifest.places["store"]), Path(manifest.places["archive"])
    return Destination(store=store, archive=None if without_archive else archive, config=folder)
