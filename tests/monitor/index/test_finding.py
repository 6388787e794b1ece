"""On the real server: hostile texts are taken, and people find by name, by word and by form what they look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from monitor.index.check import check
from monitor.index.documents import all_actions
from monitor.index.setup import set_up
from monitor.index.shipping import ship
from monitor.sections import Elasticsearch as Section
from monitor.store.analyses import save_analysis
from monitor.store.articles import save_article
from monitor.store.engine import Store, open_store
from processors.quotes.ids import quote_id
from processors.records import Analysis, Article, Language, Mention, Quote, Relevance, Span
from tests.monitor.index.projecting import projection
from tests.monitor.lightweight import CHECKOUT, at

RUSSIAN = "Министр Вэй Фэнхэ о переговорах: еще одна встреча, самолёт Су-35, 10,8 млрд рублей."
CHINESE = "国防部长魏凤和说，這種關係很好。"
ENGLISH = "Wei Fenghe spoke of closer ties between the armies in April 2018."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db", durable=False) as opened:
        yield opened


def keep(
    store: Store, name: str, text: str, language: str, *, speaker: str | None = None, quotes: Sequence[Span] = (), **fields: Any
) -> None:
    """An article of that text, all of which is one quote where none are given."""
    article = Article(id=name, outlet="tass", edition=language, text=text, published_at=at(6), **fields)
    spans = list(quotes) or [Span(start=0, stop=len(text))]
    analysis = Analysis(
        article=article,
        language=Language(code=language, confidence=1.0, method="test"),
        relevance=Relevance(score=0.5),
        mentions=(Mention(span=spans[0], text=text[:300], type="PER", entity_id=speaker),) if speaker else (),
        quotes=tuple(
            Quote(id=quote_id(name, 1, "text", (span,)), kind="direct", content=(span,), source=span, cue=span, speaker_id=speaker)
            for span in spans
        ),
    )
    with store.writing() as connection:
        save_article(connection, article, numbered=False, origin="import", at=at(7))
        save_analysis(connection, analysis, at(7))


def ship_all(store: Store, client: Elasticsearch, section: Section) -> int:
    set_up(store, section, CHECKOUT / "config", now=lambda: at(7))
    with store.reading() as connection:
        done = ship(client, section, all_actions(connection, projection()))
    client.indices.refresh(index=f"{section.prefix}-*")
    assert done.refused == []
    assert check(store, client, section, projection()).wrong == 0
    return done.written


def found(client: Elasticsearch, section: Section, words: str, alias: str = "articles", **options: Any) -> set[str]:
    """As somebody types it into Kibana, in the syntax of Lucene."""
    query = {"query_string": {"query": words}}
    hits = client.search(index=f"{section.prefix}-{alias}", query=query, size=1000, **options)["hits"]["hits"]
    return {hit["_source"].get("article", hit["_source"]["id"]) for hit in hits}


@pytest.mark.parametrize(
    "text",
    [
        "x" * 500_000,
        "и" * 100_000,
        "长" * 100_000,
        "слово " * 90_000,
        "\x01\x02\x1b[31m\x7f\u2028\u202e\ufeff\ufffe\U0010ffff",
        "😀" * 20_000,
        '{"a": "\\u0000"}\n' * 5000,
        "é" * 33_000,
        "# " * 1000,
    ],
    ids=["one word", "Cyrillic", "Han", "long", "control", "emoji", "json", "accents", "signs"],
)
def test_no_text_makes_a_document_that_is_refused(store: Store, client: Elasticsearch, section: Section, text: str) -> None:
    fields = {"title": text[:50_000], "url": "https://example.org/" + text[:50_000], "warc": text[:50_000], "completeness": "full"}
    keep(store, text[:600], text, "ru", speaker=text[:400], **fields)
    keep(store, "other", text, "xx", speaker="wei-fenghe", **fields)

    assert ship_all(store, client, section) == 4


def test_thousands_of_quotes_are_documents_of_their_own(store: Store, client: Elasticsearch, section: Section) -> None:
    keep(store, "many", "word " * 3000, "en", quotes=[Span(start=5 * n, stop=5 * n + 4) for n in range(3000)])

    assert ship_all(store, client, section) == 3001


def test_words_found_in_a_long_text_can_be_highlighted(store: Store, client: Elasticsearch, section: Section) -> None:
    keep(store, "long", "слово " * 80_000 + "переговоры", "ru")
    keep(store, "longer", "переговоры " + "слово " * 30_000, "ru")
    ship_all(store, client, section)

    assert found(client, section, "text.ru:переговоров", highlight={"fields": {"*": {}}}) == {"longer"}


@pytest.mark.parametrize("query", ['"Wei Fenghe"', '"wei fenghe"', '"Вэй Фэнхэ"', "魏凤和"])
@pytest.mark.parametrize("alias", ["articles", "quotes"])
def test_a_name_in_any_script_and_case_finds_all_three(
    store: Store, client: Elasticsearch, section: Section, query: str, alias: str
) -> None:
    for name, text in (("ru", RUSSIAN), ("zh", CHINESE), ("en", ENGLISH)):
        keep(store, name, text, name, speaker="wei-fenghe")
    keep(store, "nobody", "Nobody said a word.", "en", speaker="sergei-shoigu")
    ship_all(store, client, section)

    for field in ("speaker_names", "speaker_names.text", "names"):
        assert found(client, section, f"{field}:{query}", alias) == {"ru", "zh", "en"}, field


def test_a_speaker_that_nobody_knows_is_found_as_printed(store: Store, client: Elasticsearch, section: Section) -> None:
    keep(store, "t1", "Полковник Неведомов", "ru", speaker="nevedomov-x")
    ship_all(store, client, section)

    assert found(client, section, 'speaker_names:"полковник неведомов"', "quotes") == {"t1"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("text.ru:переговоры", {"ru"}),
        ("text.ru:самолет", {"ru"}),
        ("text.ru:самолётов", {"ru"}),
        ("text.zh:国防", {"zh"}),
        ("text.en:army", {"en"}),
        ("lemmas:переговоры", {"ru"}),
        ("lemmas:самолёт", {"ru"}),
        ("lemmas:ВСТРЕЧА", {"ru"}),
        ('lemmas:"su-35"', {"ru"}),
        (r"lemmas:\#10800000000", {"ru"}),
        (r"lemmas:\#m4", {"en"}),
        ("lemmas:army", {"en"}),
        ("lemmas:关系", {"zh"}),
        ('lemmas.parts:"国防"', {"zh"}),
        ("edition:tass/zh", {"zh"}),
        ("language:ru AND relevance:>0.4", {"ru"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_word_is_found_in_its_forms(
    store: Store, client: Elasticsearch, section: Section, query: str, expected: set[str]
) -> None:
    for name, text in (("ru", RUSSIAN), ("zh", CHINESE), ("en", ENGLISH)):
        keep(store, name, text, name)
    ship_all(store, client, section)

    assert found(client, section, query.replace("tass/", r"tass\/")) == expected
    if "language" not in query:
        assert found(client, section, query.replace("tass/", r"tass\/"), "quotes") == expected
