"""`readout compare`: events, utterances and divergences of a file of articles; the store is not touched."""

from __future__ import annotations

from datetime import datetime

import click

from monitor.clock import Moment
from monitor.comparing import outlet_facts, read_analyses
from monitor.output import json_line, result_stream
from monitor.settings import load_settings
from monitor.toolbox import load_comparison_instruments, load_tools
from processors.comparison import compare_articles
from processors.wire import comparison_to_json


@click.command()
@click.argument("file", metavar="FILE.jsonl")
@click.option(
    "--clock", required=True, type=Moment(), metavar="TIME", help="What time it is: nothing later has been published yet."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.option("--strict", is_flag=True, help="Refuse articles with unknown fields.")
@click.pass_obj
def command(config: str | None, file: str, clock: datetime, output: str | None, strict: bool) -> None:
    """Compare articles (JSON Lines, plain or gzip; - reads standard input): one JSON object.

    Every edition counts as completely read up to the clock.

    Example: readout compare articles.jsonl --clock 2018-04-14T09:00:00Z -o comparison.json
    """
    settings = load_settings(config)
    analyses = read_analyses(
        file, settings, strict=strict, wanted=lambda article: article.published_at is not None and article.published_at <= clock
    )
    comparison = compare_articles(
        analyses,
        clock=clock,
        outlets=outlet_facts(settings.outlets),
        instruments=load_comparison_instruments(),
        knowledge=load_tools(settings.folder).knowledge,
    )
    with result_stream(output) as out:
        out.write(json_line(comparison_to_json(comparison)))
