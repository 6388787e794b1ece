"""What the stateless comparison is given: analyses of a file's articles, and what it must know of outlets."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import click
from tqdm import tqdm

from crawler.crawlfile import crawl_line_kind
from crawler.outlets import Outlets
from monitor.ingest import article_of, open_lines, parse_line
from monitor.settings import Settings
from monitor.toolbox import load_tools
from processors.coverage import OutletFacts
from processors.errors import ArticleRefused, ReadoutError
from processors.pipeline import analyse_article
from processors.records import Analysis, Article

SHOWN_REFUSALS = 20
Refuse = Callable[[int, ArticleRefused], None]


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
        for number, article in _progress(_articles(lines, settings.outlets, strict, refuse)):
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


def _articles(lines: Iterable[bytes], outlets: Outlets, strict: bool, refuse: Refuse) -> Iterator[tuple[int, Article]]:
    """Each line that is an article; the others, and a crawl file's lines of other kinds, are left out."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = parse_line(line)
            if crawl_line_kind(row) == "article":
                yield number, article_of(row, outlets, strict=strict)[0]
        except ArticleRefused as why:
            refuse(number, why)


def _progress(articles: Iterable[tuple[int, Article]]) -> Iterable[tuple[int, Article]]:
    return tqdm(articles, desc="understanding", unit=" articles", disable=not sys.stderr.isatty(), leave=False)
