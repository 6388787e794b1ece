"""The index finds what the embedded search finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from monitor.index.client import connect
from monitor.index.documents import all_actions
from monitor.index.search import search_index
from monitor.index.setup import set_up
from monitor.index.shipping import ship
from monitor.ingest import article_of
from monitor.named import entities_named
from monitor.sections import Elasticsearch as Section
from monitor.store.analyses import save_analysis
from monitor.store.articles import load_article, save_article
from monitor.store.engine import Store, open_store
from monitor.store.search import Hit, search
from processors.entities.gazetteer import find_known
from processors.errors import TryLater
from processors.records import Analysis, Language
from tests.monitor.index.projecting import projection
from tests.monitor.lightweight import CHECKOUT, at

QUERIES = (
    "переговоры",
    "переговорам в Москве",
    '"министр обороны"',
    "учёный ещё",
    "С-400",
    "国防部长",
    "俄罗斯 国防",
    "“战略协作”",
    "两国",
    "military ties",
    '"close ties"',
    "April 2018",
    "Wei Fenghe",
    "Вэй Фэнхэ",
    "魏凤和",
    "Шойгу",
    "nothing that anybody printed",
    "the",
)


@pytest.fixture(scope="module")
def store(stories: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The stories with the names that the knowledge base knows, understood without models."""
    knowledge = projection().knowledge
    with open_store(tmp_path_factory.mktemp("search") / "readout.db", durable=False) as opened:
        with opened.writing() as connection:
            for line in (stories / "articles.jsonl").read_text(encoding="utf-8").splitlines():
                article, numbered = article_of(json.loads(line), projection().outlets)
                save_article(connection, article, numbered=numbered, origin="import", at=at(20))
                mentions = tuple(find_known(article.text, article.edition or "en", knowledge))
                language = Language(code=article.edition or "en", confidence=1.0, method="test")
                save_analysis(connection, Analysis(article=article, language=language, mentions=mentions), at(20))
        yield opened


@pytest.fixture
def ready(store: Store, section: Section, client: Elasticsearch) -> Elasticsearch:
    set_up(store, section, CHECKOUT / "config", now=lambda: at(20))
    with store.reading() as connection:
        ship(client, section, all_actions(connection, projection()))
    client.indices.refresh(index=f"{section.prefix}-*")
    return client


def in_both(
    ready: Elasticsearch, section: Section, store: Store, query: str, language: str | None = None
) -> tuple[dict[str, Hit], dict[str, Hit]]:
    """By article what the index finds, and what the store finds."""
    knowledge = projection().knowledge
    entities = entities_named(query, knowledge)
    names = [name for entity in entities for each in knowledge.entities[entity].names.values() for name in each]
    with store.reading() as connection:
        embedded = search(connection, query, language=language, limit=100, entities=entities)
    found = search_index(ready, section, query, language=language, limit=100, entities=entities, names=names)
    return {hit.article.id: hit for hit in found}, {hit.article.id: hit for hit in embedded}


def test_the_same_articles_are_found_in_three_languages(ready: Elasticsearch, section: Section, store: Store) -> None:
    found = 0
    for query in QUERIES:
        for language in (None, "ru", "zh"):
            index, embedded = in_both(ready, section, store, query, language)
            assert index.keys() == embedded.keys(), (query, language)
            found += len(index)
    assert found > 300


def test_a_hit_tells_the_same_of_its_article(ready: Elasticsearch, section: Section, store: Store) -> None:
    for query in ("переговоры", "国防部长", "military ties"):
        for article_id, hit in in_both(ready, section, store, query)[0].items():
            with store.reading() as connection:
                article = load_article(connection, article_id)
            assert article is not None
            shown = ("id", "revision", "outlet", "edition", "url", "title", "text", "published_at")
            assert [getattr(hit.article, name) for name in shown] == [getattr(article, name) for name in shown]
            assert hit.matches
            assert all(hit.snippet.start <= span.start < span.stop <= hit.snippet.stop for span in hit.matches)


def test_a_name_in_one_script_finds_the_others_and_shows_them(ready: Elasticsearch, section: Section, store: Store) -> None:
    index, _ = in_both(ready, section, store, "Wei Fenghe")
    printed = [hit.article.text[span.start : span.stop] for hit in index.values() for span in hit.matches]

    assert {"魏凤和", "Вэй Фэнхэ"} <= set(printed)


def test_words_in_the_headline_come_first(ready: Elasticsearch, section: Section) -> None:
    hits = search_index(ready, section, "переговоры", language="ru", limit=100)
    ranks = [rank for rank, hit in enumerate(hits) if hit.in_title]

    assert ranks
    assert len(ranks) < len(hits)
    assert ranks == list(range(len(ranks)))


def test_a_server_that_is_away_is_one_line(section: Section) -> None:
    away = section.model_copy(update={"url": "http://127.0.0.1:9"})
    with connect(away) as client, pytest.raises(TryLater, match=r"^http://127\.0\.0\.1:9: .*nobody listens there"):
        search_index(client, away, "переговоры")
