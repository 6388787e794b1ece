"""`readout check`: a claimed quote; who carried it, in which words, who did not, and which of its words nobody carried."""

from __future__ import annotations

import json
from datetime import datetime

import click

from monitor.clock import Moment, now
from monitor.settings import Settings, load_settings
from monitor.store.engine import open_store
from processors.errors import InputError


@click.command()
@click.argument("quote", metavar='"QUOTE"')
@click.option("--speaker", metavar="NAME", help="Who is said to have said it: a name in any of the three languages, or an id.")
@click.option("--date", "day", metavar="DAY", help="When: 2018-04-03, 2018-04 or 2018.")
@click.option("--articles", "file", metavar="FILE", help="Look in this file of articles and not in the store; needs --clock.")
@click.option("--clock", type=Moment(), help="What time it is: nothing later has been published yet (default: now).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object and not a text.")
@click.pass_obj
def command(
    config: str | None, quote: str, speaker: str | None, day: str | None, file: str | None, clock: datetime | None, as_json: bool
) -> None:
    """Check a claimed quote against what was printed, in three languages.

    Example: readout check "We've come to support you [against the United States]" --speaker "Wei Fenghe" --date 2018-04
    """
    if file is not None and clock is None:
        raise click.UsageError("--articles needs --clock: without it nobody knows which silence means something")
    print_check(load_settings(config), quote, speaker=speaker, day=day, file=file, clock=clock or now(), as_json=as_json)


def print_check(
    settings: Settings,
    quote: str,
    *,
    speaker: str | None = None,
    day: str | None = None,
    file: str | None = None,
    clock: datetime,
    as_json: bool = False,
) -> None:
    """Prints the answer, over the store or over a file."""
    from monitor.claim_check import check_in_file, check_in_store, days_of, make_claim  # brings the models' modules
    from monitor.reports.claim_text import render_check
    from monitor.reports.desk import make_desk
    from monitor.reports.glossing import load_gloss
    from monitor.toolbox import load_tools
    from processors.claim import claim_to_json

    days = days_of(day) if day else None
    if file is None and not settings.store.exists():
        raise InputError(
            f"{settings.store}: there is no store yet; import articles first, or name a file: readout check … --articles FILE"
        )
    knowledge = load_tools(settings.folder).knowledge
    claim = make_claim(quote, speaker, days, knowledge)
    if file is not None:
        checked = check_in_file(claim, file, settings, clock)
    else:
        with open_store(settings.store, create=False) as store, store.reading() as connection:
            checked = check_in_store(claim, connection, settings, clock)
    answer = claim_to_json(checked.verdict)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    desk = make_desk(checked.analyses, outlets=settings.outlets, knowledge=knowledge, instruments=None, gloss=load_gloss())
    click.echo(render_check(answer, desk), nl=False)
