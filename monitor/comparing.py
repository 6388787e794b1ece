"""What the stateless comparison is given: analyses of a file's articles, and what it must know of outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import click

from crawler.outlets import Outlets
from monitor.article_lines import articles_in
from monitor.ingest import open_lines
from monitor.progress import counted
from monitor.settings import Settings
from monitor.toolbox import load_tools
from processors.coverage import OutletFacts
from processors.errors import ArticleRefused, ReadoutError
from processors.pipeline import analyse_article
from processors.records import Analysis, Article

SHOWN_REFUSALS = 20


def outlet_facts(outlets: Outlets) -> OutletFacts:
    """Which outlets are never silent."""
    return OutletFacts(no_record=frozenset(outlet.id for outlet in outlets if not outlets.keeps_record(outlet.id)))


def read_analyses(
    file: str, settings: Settings, *, strict: bool = False, wanted: Callable[[Article], bool] = lambda article: True
) -> tuple[Analysis, ...]:
    """The analyses of the wanted articles of a file (- is standard input); bad lines are named one by one, and counted."""
    refused: Counter[str] = Counter()

    def refuse(number: int, why: ArticleRefused) -> None:
        refused[why.reason] += 1
        if refused.total() <= SHOWN_REFUSALS:
            click.echo(f"{file}:{number}: {why}", err=True)

    tools = load_tools(settings.folder)
    analyses: list[Analysis] = []
    seen = 0
    with open_lines(file) as lines:
        for number, article in counted(articles_in(lines, settings.outlets, refuse, strict=strict), "understanding", " articles"):
            seen += 1
            if not wanted(article):
                continue
            try:
                analyses.append(analyse_article(article, tools))
            except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as wrong:
                refuse(number, ArticleRefused("analysis failed", f"{article.id}: {type(wrong).__name__}: {wrong}"))
    if refused:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(refused.items()))
        click.echo(f"{file}: {len(analyses)} articles read, {refused.total()} lines left out ({reasons})", err=True)
    if not seen and refused:
        raise ReadoutError(f"{file}: not one article in it; `docs/json.md` shows what a line looks like")
    return tuple(analyses)
