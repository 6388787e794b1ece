"""`readout export`: what the store holds, as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator

import click
from sqlalchemy import Connection

from monitor.output import json_line, result_stream
from monitor.settings import load_settings
from monitor.store.analyses import all_analyses
from monitor.store.articles import all_articles
from monitor.store.divergences import load_lives, shown
from monitor.store.engine import open_store
from processors.records import Analysis, Quote
from processors.wire import Json, article_to_json, divergence_to_json, quote_to_json, time_to_json


@click.command()
@click.argument("what", type=click.Choice(["articles", "quotes", "divergences"]), default="articles")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.pass_obj
def command(config: str | None, what: str, output: str | None) -> None:
    """Write articles (every revision, as `import` takes them), quotes or divergences as JSON Lines.

    Example: readout export quotes -o quotes.jsonl
    """
    settings = load_settings(config)
    rows = {"articles": _articles, "quotes": _quotes, "divergences": _divergences}[what]
    with open_store(settings.store, create=False) as store, result_stream(output) as out, store.reading() as connection:
        for row in rows(connection):
            out.write(json_line(row))


def _articles(connection: Connection) -> Iterator[Json]:
    return map(article_to_json, all_articles(connection))


def _quotes(connection: Connection) -> Iterator[Json]:
    for analysis in all_analyses(connection):
        for quote in (*analysis.quotes, *analysis.headline_quotes):
            yield _quote(analysis, quote)


def _quote(analysis: Analysis, quote: Quote) -> Json:
    """The quote with its words, and with what a table of quotes is sorted by."""
    article = analysis.article
    printed = article.title if quote.field == "title" else article.text
    return quote_to_json(quote) | {
        "article": article.id,
        "revision": article.revision,
        "outlet": article.outlet,
        "edition": article.edition,
        "language": analysis.language.code,
        "published_at": time_to_json(article.published_at),
        "url": article.url,
        "text": " … ".join(printed[span.start : span.stop] for span in quote.content),
    }


def _divergences(connection: Connection) -> Iterator[Json]:
    return map(divergence_to_json, shown(connection, load_lives(connection)))
