"""`readout analyse`: what is understood of each article, one JSON line each; the store is not touched."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import click
from tqdm import tqdm

from monitor.ingest import article_of, open_lines, parse_line
from monitor.output import result_stream
from monitor.settings import load_settings
from monitor.toolbox import load_tools
from processors.errors import ArticleRefused, ReadoutError
from processors.pipeline import analyse_article
from processors.records import Analysis, Article
from processors.wire import analysis_to_json

SHOWN_REFUSALS = 20
Refuse = Callable[[int, ArticleRefused], None]


@click.command()
@click.argument("file", metavar="FILE.jsonl")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.option("--strict", is_flag=True, help="Refuse articles with unknown fields.")
@click.pass_obj
def command(config: str | None, file: str, output: str | None, strict: bool) -> None:
    """Understand articles (JSON Lines, plain or gzip; - reads standard input): one JSON line for each revision, in order.

    Example: readout analyse articles.jsonl.gz -o analyses.jsonl
    """
    settings = load_settings(config)
    tools = load_tools(settings.folder)
    refused: Counter[str] = Counter()

    def refuse(number: int, why: ArticleRefused) -> None:
        refused[why.reason] += 1
        if refused.total() <= SHOWN_REFUSALS:
            click.echo(f"{file}:{number}: {why}", err=True)

    def article(row: object) -> Article:
        return article_of(row, settings.outlets, strict=strict)[0]

    with open_lines(file) as lines, result_stream(output) as out:
        written = 0
        for read in _progress(_articles(lines, article, refuse)):
            out.write(_line(read, lambda found: analyse_article(found, tools), refuse) + "\n")
            written += 1
    if refused:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(refused.items()))
        click.echo(f"{file}: {written} lines written, {refused.total()} not analysed ({reasons})", err=True)
    if not written and refused:
        raise ReadoutError(f"{file}: not one article in it; `docs/json.md` shows what a line looks like")


def _articles(lines: Iterable[bytes], article: Callable[[object], Article], refuse: Refuse) -> Iterator[tuple[int, Article]]:
    """Each line that is an article; the others, and a crawl file's closing record, are left out."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = parse_line(line)
            if not (isinstance(row, dict) and set(row) == {"health"}):
                yield number, article(row)
        except ArticleRefused as why:
            refuse(number, why)


def _line(read: tuple[int, Article], analyse: Callable[[Article], Analysis], refuse: Refuse) -> str:
    """The JSON of one analysis; an article that the chain fails on still has its line, which names the failure."""
    number, article = read
    try:
        return json.dumps(analysis_to_json(analyse(article)), ensure_ascii=False)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as wrong:
        refuse(number, ArticleRefused("analysis failed", f"{article.id}: {type(wrong).__name__}: {wrong}"))
        return json.dumps({"id": article.id, "revision": article.revision, "error": f"{type(wrong).__name__}: {wrong}"[:300]})


def _progress(articles: Iterable[tuple[int, Article]]) -> Iterable[tuple[int, Article]]:
    return tqdm(articles, desc="understanding", unit=" articles", disable=not sys.stderr.isatty(), leave=False)
