"""`readout search --index`: what the embedded search finds, asked of Elasticsearch.

The words are cut by the same rules and looked for among the same tokens, so that both find the same articles; the index has the
newest revision of each alone, and ranks a little otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from monitor import sections
from monitor.index.failures import explained
from monitor.store.search import Hit, find_matches, query_phrases, query_terms, show_hit
from processors.records import Article, Span
from processors.wire import Json, time_from_json

TOKENS = "lemmas.parts"  # where one Chinese character is one term, as in the embedded index
HEADLINES = ("headline.zh", "headline.ru", "headline.en", "headline.other")
READ = ("id", "revision", "outlet", "edition", "language", "url", "title", "headline", "text", "revised_at")


def search_index(
    client: Elasticsearch,
    settings: sections.Elasticsearch,
    words: str,
    *,
    language: str | None = None,
    limit: int = 20,
    entities: Sequence[str] = (),
    names: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """The best articles for the words; behind them those that name the same entities, by any of these names."""
    phrases = query_phrases(words)
    found: list[tuple[Json, float]] = []
    if phrases:
        found = _ask(client, settings, _by_words(words, phrases), language, limit)
    if entities and len(found) < limit:
        seen = [source["id"] for source, _ in found]
        found += [(source, 0.0) for source, _ in _ask(client, settings, _by_entities(entities, seen), language, limit - len(found))]
    terms = query_terms(words)
    return tuple(_hit(source, score, terms, names) for source, score in found)


def _by_words(words: str, phrases: Sequence[str]) -> Json:
    """Every phrase must stand there; one that stands in the headline makes the better hit."""
    return {
        "must": [{"match_phrase": {TOKENS: phrase}} for phrase in phrases],
        "should": [{"multi_match": {"query": words, "fields": list(HEADLINES), "boost": 2}}],
    }


def _by_entities(entities: Sequence[str], seen: Sequence[str]) -> Json:
    return {
        "filter": [{"term": {"entities": entity}} for entity in sorted(set(entities))],
        "must_not": [{"terms": {"id": list(seen)}}] if seen else [],
    }


def _ask(
    client: Elasticsearch, settings: sections.Elasticsearch, query: Json, language: str | None, limit: int
) -> list[tuple[Json, float]]:
    wanted = query.get("filter", []) + ([{"term": {"language": language}}] if language else [])
    with explained(settings):
        answer = client.search(
            index=f"{settings.prefix}-articles",
            query={"bool": query | {"filter": wanted}},
            source_includes=list(READ),
            size=limit,
            sort=[{"_score": "desc"}, {"published_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
            track_scores=True,
        )
    return [(hit["_source"], hit["_score"] or 0.0) for hit in answer["hits"]["hits"]]


def _hit(source: Json, score: float, terms: frozenset[str], names: Sequence[str]) -> Hit:
    article = _article(source)
    matches = find_matches(article.text, terms) if score else _named(article.text, names)
    return show_hit(article, score, matches, terms)


def _article(source: Mapping[str, Any]) -> Article:  # Any: a document as the server kept it
    edition = source.get("edition")
    return Article(
        id=source["id"],
        revision=source["revision"],
        outlet=source.get("outlet"),
        edition=edition and edition.partition("/")[2],
        language=source.get("language"),
        url=source.get("url"),
        title=_only(source.get("headline")) or source.get("title", ""),
        text=_only(source.get("text")),
        published_at=time_from_json(source["revised_at"]) if source.get("revised_at") else None,
    )


def _only(by_language: Mapping[str, Sequence[str]] | None) -> str:
    """An article's words stand in the field of one language."""
    return next((texts[0] for texts in (by_language or {}).values() if texts), "")


def _named(text: str, names: Sequence[str]) -> tuple[Span, ...]:
    """Where one of the names is printed; another case form of it is not seen."""
    found = {Span(start=at, stop=at + len(name)) for name in names if name and (at := text.find(name)) >= 0}
    return tuple(sorted(found))
