"""`readout prune`: what the retention of readout.yml lets go."""

from __future__ import annotations

import click

from monitor.clock import now
from monitor.logs import run_id, start_logging
from monitor.settings import load_settings
from monitor.store.engine import open_store


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and take nothing away.")
@click.pass_obj
def command(config: str | None, dry_run: bool) -> None:
    """Take away old WARC files, old revisions and old rows of the log, as `retention:` says; never what a divergence rests on.

    Example: readout prune --dry-run
    """
    from monitor.operation.pruning import prune
    from monitor.progress import bar

    settings = load_settings(config)
    start_logging(settings)
    keep = settings.retention
    if keep.warc_days is None and keep.revision_days is None and keep.log_days is None:
        click.echo(f"{settings.folder / 'readout.yml'}: names nothing under retention: nothing is ever taken away")
        return
    with open_store(settings.store, create=False) as store, run_id("prune"), bar("pruning", None, "") as shown:
        done = prune(store, settings, now(), dry_run=dry_run, progress=shown.set_postfix_str)
    click.echo(f"{'would take away' if dry_run else 'taken away'}: {done}")
