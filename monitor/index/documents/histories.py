"""Articles as the store holds them now, with all that a document shows of them: few queries for many articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select, text

from monitor.index.documents.utterances import NOTHING, ToldOfArticle, load_comparisons, told_of_articles
from monitor.store.articles import load_articles
from monitor.store.events import events_of
from monitor.store.schema import analyses, articles, failures, revisions
from monitor.store.search import kept_lemmas
from processors.records import Analysis, Article
from processors.wire import analysis_from_json

CHUNK = 200  # articles; their texts are in memory together


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One article with every revision."""

    revisions: tuple[Article, ...]  # in order
    analyses: Mapping[int, Analysis]  # by revision
    lemmas: tuple[str, str]  # of title and text of the newest revision
    origin: str
    first_seen_at: datetime
    failure: str | None  # why the newest revision could not be analysed
    event: str | None
    told: ToldOfArticle

    @property
    def newest(self) -> Article:
        return self.revisions[-1]


def load_histories(connection: Connection, article_ids: Iterable[str]) -> Iterator[History]:
    """Chunk for chunk in their order; one that is not in the store is not among them."""
    waiting = iter(article_ids)
    while chunk := list(islice(waiting, CHUNK)):
        yield from _load(connection, chunk)


def _load(connection: Connection, ids: list[str]) -> Iterator[History]:
    versions = _revisions(connection, ids)
    understood = _analyses(connection, versions)
    facts = {row.id: row for row in connection.execute(select(articles).where(articles.c.id.in_(ids)))}
    failed = {(row.article_id, row.revision): row.reason for row in connection.execute(_of(failures, ids))}
    events = events_of(connection, ids)
    told: dict[str, ToldOfArticle] = {}
    for event_id, comparison in load_comparisons(connection, events.values()).items():
        told |= told_of_articles(comparison, {name: found for name, found in versions.items() if events.get(name) == event_id})
    lemmas = _lemmas(connection, {name: found[-1] for name, found in versions.items()})
    for name, found in versions.items():
        yield History(
            revisions=found, analyses=understood[name], lemmas=lemmas[name], origin=facts[name].origin,
            first_seen_at=facts[name].first_seen_at, failure=failed.get((name, found[-1].revision)), event=events.get(name),
            told=told.get(name, NOTHING),
        )  # fmt: skip


def _revisions(connection: Connection, ids: list[str]) -> dict[str, tuple[Article, ...]]:
    found: defaultdict[str, list[Article]] = defaultdict(list)
    for article in load_articles(connection, ids):
        found[article.id].append(article)
    return {name: tuple(versions) for name, versions in found.items()}


def _analyses(connection: Connection, versions: Mapping[str, tuple[Article, ...]]) -> dict[str, dict[int, Analysis]]:
    printed = {(article.id, article.revision): article for found in versions.values() for article in found}
    understood: dict[str, dict[int, Analysis]] = {name: {} for name in versions}
    for row in connection.execute(_of(analyses, list(versions))):
        understood[row.article_id][row.revision] = analysis_from_json(row.document, printed[row.article_id, row.revision])
    return understood


def _of(table: Table, ids: list[str]) -> Select[Any]:
    return select(table).where(table.c.article_id.in_(ids)).order_by(table.c.article_id, table.c.revision)


def _lemmas(connection: Connection, newest: Mapping[str, Article]) -> dict[str, tuple[str, str]]:
    """Out of the full-text index, which was made of the same tokens; cutting them again would cost more than all the rest."""
    query = select(revisions.c.number, revisions.c.article_id, revisions.c.revision).where(revisions.c.article_id.in_(list(newest)))
    numbers = {row.number: row.article_id for row in connection.execute(query) if newest[row.article_id].revision == row.revision}
    indexed = text("SELECT rowid AS number, title, text FROM words WHERE rowid IN :numbers")
    rows = connection.execute(indexed.bindparams(bindparam("numbers", expanding=True)), {"numbers": list(numbers)})
    kept = {numbers[row.number]: row for row in rows}
    return {
        name: (kept_lemmas(kept[name].title, article.title), kept_lemmas(kept[name].text, article.text))
        if name in kept
        else (kept_lemmas(None, article.title), kept_lemmas(None, article.text))
        for name, article in newest.items()
    }
