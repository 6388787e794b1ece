"""`readout search`: the articles of the store that have these words, or name these people and things in another script."""

from __future__ import annotations

import click

from monitor.knowledge import load_knowledge
from monitor.named import entities_named
from monitor.output import json_line
from monitor.settings import Settings, load_settings
from monitor.store.engine import open_store
from monitor.store.search import Hit, search
from processors.errors import ConfigError
from processors.records import Span
from processors.wire import Json, span_to_json, spans_to_json, time_to_json


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--language", type=click.Choice(["en", "ru", "zh"]), help="Only articles in this language.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many articles.")
@click.option("--index", "in_index", is_flag=True, help="Ask Elasticsearch in place of the store.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def command(config: str | None, query: tuple[str, ...], language: str | None, limit: int, in_index: bool, as_json: bool) -> None:
    """Search the articles in the store, in English, Russian or Chinese; words in quotation marks must stand side by side.

    A known name finds the articles that print it in another script too. With --index the same is asked of Elasticsearch, which
    has the newest revision of each article.

    Example: readout search "Вэй Фэнхэ" --language zh
    """
    settings = load_settings(config)
    words = " ".join(query)
    hits = (_in_index if in_index else _in_store)(words, settings, language, limit)
    for hit in hits:
        click.echo(json_line(_as_json(hit)) if as_json else _as_text(hit), nl=not as_json)
    if not hits and not as_json:
        click.echo("nothing found")


def _in_store(words: str, settings: Settings, language: str | None, limit: int) -> tuple[Hit, ...]:
    entities = entities_named(words, load_knowledge(settings.folder / "entities"))
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        return search(connection, words, language=language, limit=limit, entities=entities)


def _in_index(words: str, settings: Settings, language: str | None, limit: int) -> tuple[Hit, ...]:
    from monitor.index.client import connect
    from monitor.index.search import search_index

    server = settings.elasticsearch
    if server is None:
        raise ConfigError(f"{settings.folder / 'readout.yml'}: it names no `elasticsearch:`; without --index the store is searched")
    knowledge = load_knowledge(settings.folder / "entities")
    entities = entities_named(words, knowledge)
    names = tuple(name for entity in entities for each in knowledge.entities[entity].names.values() for name in each)
    with connect(server) as client:
        return search_index(client, server, words, language=language, limit=limit, entities=entities, names=names)


def _as_json(hit: Hit) -> Json:
    article = hit.article
    row = {
        "id": article.id,
        "revision": article.revision,
        "outlet": article.outlet,
        "edition": article.edition,
        "published_at": time_to_json(article.published_at),
        "title": article.title,
        "url": article.url,
        "score": round(hit.score, 4),
        "snippet": {
            "span": span_to_json(hit.snippet),
            "text": article.text[hit.snippet.start : hit.snippet.stop],
            "matches": spans_to_json(hit.matches),
        },
    }
    return {name: value for name, value in row.items() if value is not None}


def _as_text(hit: Hit) -> str:
    article = hit.article
    when = f"{article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else "undated"
    edition = "/".join(filter(None, (article.outlet, article.edition))) or "no outlet"
    return f"{when}  {edition}  {article.id}  {article.title}\n    {_marked(hit)}"


def _marked(hit: Hit) -> str:
    """The snippet on one line, the found words between asterisks."""
    text, place, shown = hit.article.text, hit.snippet.start, ""
    for match in _apart(hit.matches):
        shown += text[place : match.start] + "*" + text[match.start : match.stop] + "*"
        place = match.stop
    shown += text[place : hit.snippet.stop]
    return ("… " if hit.snippet.start else "") + " ".join(shown.split()) + (" …" if hit.snippet.stop < len(text) else "")


def _apart(matches: tuple[Span, ...]) -> list[Span]:
    """Without those that begin inside an earlier one."""
    apart: list[Span] = []
    for match in matches:
        if not apart or match.start >= apart[-1].stop:
            apart.append(match)
    return apart
