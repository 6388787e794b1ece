"""From ids to actions: each thing as it is to be in the index, or its end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from monitor.index.action import Action, Alias
from monitor.index.documents.articles import article_source
from monitor.index.documents.divergences import divergence_sources
from monitor.index.documents.events import event_sources
from monitor.index.documents.histories import load_histories
from monitor.index.documents.projection import Projection
from monitor.index.documents.quotes import quote_sources
from monitor.index.documents.runs import crawl_id, crawl_sources, pass_id, pass_sources
from monitor.index.documents.subjects import Subjects, all_subjects, read_changes
from monitor.store.outbox import Change, store_version
from processors.wire import Json

LONGEST_ID = 512  # bytes, as Elasticsearch has it


def actions_for(connection: Connection, changes: Iterable[Change], projection: Projection) -> Iterator[Action]:
    """What these rows of the outbox mean by the store as it is now: each document that they may have changed, once."""
    version = store_version(connection)
    subjects = read_changes(connection, changes)
    gone = dict.fromkeys(_names(subjects))
    for alias, source in _made(connection, subjects, projection):
        gone.pop((alias, source["id"]), None)
        yield Action(alias=alias, id=document_id(source["id"]), version=version, source=source)
    for alias, name in gone:
        yield Action(alias=alias, id=document_id(name), version=version, source=None)


def all_actions(connection: Connection, projection: Projection) -> Iterator[Action]:
    """Every document that the store makes, in memory a chunk at a time."""
    version = store_version(connection)
    for alias, source in _made(connection, all_subjects(connection), projection):
        yield Action(alias=alias, id=document_id(source["id"]), version=version, source=source)


def _names(subjects: Subjects) -> Iterator[tuple[Alias, str]]:
    """What would be taken out if the store did not have it any more."""
    yield from (("articles", name) for name in subjects.articles)
    yield from (("quotes", name) for name in subjects.quotes)
    yield from (("events", name) for name in subjects.events)
    yield from (("divergences", name) for name in subjects.divergences)
    yield from (("runs", pass_id(number)) for number in subjects.passes)
    yield from (("runs", crawl_id(key)) for key in subjects.crawls)


def _made(connection: Connection, subjects: Subjects, projection: Projection) -> Iterator[tuple[Alias, Json]]:
    for history in load_histories(connection, subjects.articles):
        yield "articles", article_source(history, projection)
        yield from (("quotes", source) for source in quote_sources(history, projection))
    yield from (("events", source) for source in event_sources(connection, subjects.events, projection))
    yield from (("divergences", source) for source in divergence_sources(connection, subjects.divergences, projection))
    yield from (("runs", source) for source in pass_sources(connection, subjects.passes))
    yield from (("runs", source) for source in crawl_sources(connection, subjects.crawls, projection))


def document_id(name: str) -> str:
    """The id itself; what is too long for the server is named by its hash, and the field `id` has it whole."""
    return name if len(name.encode()) <= LONGEST_ID else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
