"""What the stateless comparison is given: analyses of a file's articles, and what it must know of outlets."""

from __future__ import annotations

from collections.abc import Callable

import click

from crawler.outlets import Outlets
from monitor.ingest import article_of, open_lines, parse_line
from monitor.settings import Settings
from monitor.toolbox import load_tools
from processors.coverage import OutletFacts
from processors.errors import ArticleRefused
from processors.pipeline import analyse_article
from processors.records import Analysis, Article


def outlet_facts(outlets: Outlets) -> OutletFacts:
    """Which outlets are never silent."""
    return OutletFacts(no_record=frozenset(outlet.id for outlet in outlets if not outlet.keeps_record))


def read_analyses(
    file: str, settings: Settings, *, strict: bool = False, wanted: Callable[[Article], bool] = lambda article: True
) -> tuple[Analysis, ...]:
    """The analyses of the wanted articles of a file; a line that is no article is told and stops nothing else."""
    tools = load_tools(settings.folder)
    analyses: list[Analysis] = []
    with open_lines(file) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                article, _ = article_of(parse_line(line), settings.outlets, strict=strict)
            except ArticleRefused as refused:
                click.echo(f"{file}:{number}: {refused}", err=True)
                continue
            if wanted(article):
                analyses.append(analyse_article(article, tools))
    return tuple(analyses)
