"""`readout analyse`: what is understood of each article, one JSON line each; the store is not touched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import click

from monitor.article_lines import Refuse, articles_in
from monitor.ingest import open_lines
from monitor.output import result_stream
from monitor.progress import counted
from monitor.settings import load_settings
from monitor.toolbox import load_tools
from processors.entities.knowledge import KnowledgeBase
from processors.entities.unify import unify_people
from processors.errors import ArticleRefused, ReadoutError
from processors.pipeline import analyse_article
from processors.records import Analysis, Article
from processors.wire import Json, analysis_to_json

SHOWN_REFUSALS = 20
BATCH = 500  # articles among which the names of people whom the knowledge base lacks are tied across scripts


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

    with open_lines(file) as lines, result_stream(output) as out:
        written = 0
        answers = (
            _answer(read, lambda found: analyse_article(found, tools), refuse)
            for read in counted(articles_in(lines, settings.outlets, refuse, strict=strict), "understanding", " articles")
        )
        while batch := list(islice(answers, BATCH)):
            out.writelines(f"{line}\n" for line in _lines(batch, tools.knowledge))
            written += len(batch)
    if refused:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(refused.items()))
        click.echo(f"{file}: {written} lines written, {refused.total()} not analysed ({reasons})", err=True)
    if not written and refused:
        raise ReadoutError(f"{file}: not one article in it; `docs/json.md` shows what a line looks like")


def _answer(read: tuple[int, Article], analyse: Callable[[Article], Analysis], refuse: Refuse) -> Analysis | Json:
    """One analysis; an article that the chain fails on still has its answer, which names the failure."""
    number, article = read
    try:
        return analyse(article)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as wrong:
        refuse(number, ArticleRefused("analysis failed", f"{article.id}: {type(wrong).__name__}: {wrong}"))
        return {"id": article.id, "revision": article.revision, "error": f"{type(wrong).__name__}: {wrong}"[:300]}


def _lines(answers: Sequence[Analysis | Json], knowledge: KnowledgeBase) -> Iterator[str]:
    """The JSON of each answer in order, with one id for a person whose name stands in several scripts."""
    unified = iter(unify_people([answer for answer in answers if isinstance(answer, Analysis)], knowledge))
    for answer in answers:
        yield json.dumps(analysis_to_json(next(unified)) if isinstance(answer, Analysis) else answer, ensure_ascii=False)
