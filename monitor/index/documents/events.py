"""One document for each event: what articles of several outlets are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, select

from monitor.index.documents.outlets import places_of
from monitor.index.documents.people import names_in_all_scripts, speakers_fields
from monitor.index.documents.projection import Projection
from monitor.index.documents.utterances import load_comparisons
from monitor.index.documents.words import LONGEST_SHOWN, by_language, filled, shown
from monitor.store.schema import (
    analyses,
    articles,
    divergences,
    entity_mentions,
    event_aliases,
    event_articles,
    events,
    revisions,
)
from processors.wire import Json, time_to_json

CHUNK = 200  # events
MOST_HEADLINES = 200  # of one event; the articles have their own


@dataclass(slots=True, kw_only=True)
class _Event:
    """What several tables say of one event, gathered."""

    compared_at: Any  # a datetime, as the row has it
    aliases: list[str] = field(default_factory=list)
    articles: list[RowMapping] = field(default_factory=list)  # newest revisions, without their texts
    entities: list[str] = field(default_factory=list)
    divergences: Counter[str] = field(default_factory=Counter)  # by status


def event_sources(connection: Connection, event_ids: Iterable[str], projection: Projection) -> Iterator[Json]:
    """Those that are in the store, in the order of their ids."""
    wanted = sorted(set(event_ids))
    for start in range(0, len(wanted), CHUNK):
        ids = wanted[start : start + CHUNK]
        comparisons = load_comparisons(connection, ids)
        for event_id, event in _gather(connection, ids).items():
            yield filled(_source(event_id, event, comparisons.get(event_id), projection))


def _source(event_id: str, event: _Event, comparison: Json | None, projection: Projection) -> Json:
    published = sorted(row["published_at"] for row in event.articles if row["published_at"])
    titles = [(row["language"], row["title"]) for row in event.articles]
    return {
        "id": event_id,
        "aliases": event.aliases,
        **places_of(filter(None, map(_edition, event.articles)), projection),
        "language": sorted({row["language"] for row in event.articles if row["language"]}),
        "title": shown(event.articles[0]["title"]) if event.articles else None,
        "url": event.articles[0]["url"] if event.articles else None,
        "headline": by_language(titles[:MOST_HEADLINES], LONGEST_SHOWN),
        "event": event_id,
        "articles": len(event.articles),
        "article_ids": sorted(row["article_id"] for row in event.articles),
        "published_at": time_to_json(published[0]) if published else None,
        "last_published_at": time_to_json(published[-1]) if published else None,
        "compared_at": time_to_json(event.compared_at),
        "entities": event.entities,
        "names": names_in_all_scripts(event.entities, projection, {}),
        "divergences": event.divergences.total(),
        "open": event.divergences["open"],
        **_compared(comparison or {"utterances": [], "set_phrases": []}, projection),
    }


def _compared(comparison: Json, projection: Projection) -> Json:
    utterances = comparison["utterances"]
    charted = {utterance["set_phrase"] for utterance in utterances if utterance.get("set_phrase")}
    return {
        "utterances": len(utterances),
        "quotes": sum(len(version) for utterance in utterances for version in utterance["versions"]),
        "set_phrases": sorted(charted | {use["phrase"] for use in comparison["set_phrases"]}),
        **speakers_fields((utterance["speaker"] for utterance in utterances if utterance["speaker"]), projection, {}),
    }


def _edition(row: RowMapping) -> str | None:
    return f"{row['outlet']}/{row['edition'] or row['declared'] or 'und'}" if row["outlet"] else None


# --- gathering ----------------------------------------------------------------------------------------------------------


def _gather(connection: Connection, ids: list[str]) -> dict[str, _Event]:
    rows = connection.execute(select(events).where(events.c.id.in_(ids)).order_by(events.c.id))
    found = {row.id: _Event(compared_at=row.compared_at) for row in rows}
    for alias in connection.execute(select(event_aliases).where(event_aliases.c.event_id.in_(ids)).order_by(event_aliases.c.alias)):
        found[alias.event_id].aliases.append(alias.alias)
    for row in _newest_revisions(connection, ids):
        found[row["event_id"]].articles.append(row)
    for event_id, entities in _entities(connection, ids).items():
        found[event_id].entities = entities
    counted = select(divergences.c.event_id, divergences.c.status, func.count().label("count")).where(
        divergences.c.event_id.in_(ids)
    )
    for count in connection.execute(counted.group_by(divergences.c.event_id, divergences.c.status)):
        found[count.event_id].divergences[count.status] = count[2]
    return found


def _newest_revisions(connection: Connection, ids: list[str]) -> Iterable[RowMapping]:
    """Of each article, in the order of publication; those without a date last."""
    newest = (
        select(revisions.c.article_id, func.max(revisions.c.revision).label("revision"))
        .join(event_articles, event_articles.c.article_id == revisions.c.article_id)
        .where(event_articles.c.event_id.in_(ids))
        .group_by(revisions.c.article_id)
        .subquery()
    )
    understood = and_(analyses.c.article_id == revisions.c.article_id, analyses.c.revision == revisions.c.revision)
    query = (
        select(
            event_articles.c.event_id, articles.c.id.label("article_id"), articles.c.outlet, articles.c.edition, revisions.c.title,
            revisions.c.url, revisions.c.published_at, revisions.c.language.label("declared"),
            func.coalesce(analyses.c.language, revisions.c.language, articles.c.edition).label("language"),
        )
        .select_from(event_articles)
        .join(articles, articles.c.id == event_articles.c.article_id)
        .join(newest, newest.c.article_id == articles.c.id)
        .join(revisions, and_(revisions.c.article_id == newest.c.article_id, revisions.c.revision == newest.c.revision))
        .outerjoin(analyses, understood)
        .where(event_articles.c.event_id.in_(ids))
        .order_by(revisions.c.published_at.is_(None), revisions.c.published_at, articles.c.id)
    )  # fmt: skip
    return connection.execute(query).mappings()


def _entities(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    query = (
        select(event_articles.c.event_id, entity_mentions.c.entity_id)
        .join(entity_mentions, entity_mentions.c.article_id == event_articles.c.article_id)
        .where(event_articles.c.event_id.in_(ids))
        .distinct()
        .order_by(event_articles.c.event_id, entity_mentions.c.entity_id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.event_id].append(row.entity_id)
    return dict(found)
