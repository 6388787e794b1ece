"""`readout demo`: the case of April 2018 from the first report to the late text, offline."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.demo.script import ACTS, CLAIM, CLAIM_SPEAKER
from monitor.settings import load_settings


@click.command()
@click.argument("folder", default="readout-demo", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Play the case of April 2018 in six passes: what one side printed, what the other did not, the mail, the dossier.

    Needs no network and no configuration. FOLDER (default: ./readout-demo) is made, and cleared again when an earlier demo made it.

    Example: readout demo
    """
    from monitor.demo.playing import play_demo  # loads the models' modules, which --help does not need

    played = play_demo(folder, click.echo)
    click.echo("\n── the other way round: a quote, checked ".ljust(100, "─"))
    click.echo("   A newspaper has quoted the minister. Who printed that, in which words, and who did not?\n")
    click.echo(f'   $ readout --config {played.stage.config} check "{CLAIM}" --speaker {CLAIM_SPEAKER}\n')
    _check(played.stage.config)
    click.echo("\n── what is left for you to look at ".ljust(100, "─"))
    if played.lead:
        click.echo(f"   The dossier: {played.lead}  (open it in a browser)")
    click.echo(f"   All {len(played.dossiers)} dossiers: {played.stage.dossiers}")
    click.echo(f"   The mails: {played.stage.mail}  ({len(played.mails)} .eml files; any mail program opens them)")
    click.echo(f"   The database: {played.stage.store}; ask it: readout --config {played.stage.config} divergences")


def _check(config: Path) -> None:
    from monitor.commands.check_ import print_check

    print_check(load_settings(config), CLAIM, speaker=CLAIM_SPEAKER, clock=ACTS[-1].clock)
