"""The four kinds of lines of a crawl file, taken once however often they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.canonical_url import article_id
from crawler.crawlfile import (
    EntryPoint,
    Health,
    PageEvent,
    Quarantined,
    event_to_json,
    health_to_json,
    quarantined_to_json,
)
from monitor.crawl_files import take_files
from monitor.ingest import article_of, ingest_file
from monitor.settings import Settings
from monitor.store.articles import load_article
from monitor.store.crawls import load_crawls
from monitor.store.engine import Store, open_store
from monitor.store.origins import crawled_articles
from monitor.store.pages import events_of_page, held_pages, quarantines_of
from monitor.store.passes import last_refusals, unclosed_files
from monitor.store.watermarks import complete_to
from monitor.summary import Summary
from processors.errors import ArticleRefused
from tests.monitor.lightweight import article_row, at, light_settings

URL = "https://tass.ru/armiya-i-opk/5090417"
POINT = EntryPoint(url="https://tass.ru/rss", status="read", channel="news", listed=3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return light_settings(tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store) as opened:
        yield opened


def health(edition: str, started: datetime) -> dict[str, object]:
    return health_to_json(
        Health(
            outlet="tass", edition=edition, started_at=started, finished_at=started, complete_to=started, status="complete",
            entry_points=(POINT,), listed=3, fetched=2, held_by=(URL,),
        )
    )  # fmt: skip


def event(kind: str, moment: datetime, status: int = 410) -> dict[str, object]:
    return event_to_json(
        PageEvent(url=URL, outlet="tass", edition="ru", kind=kind, at=moment, status=status, detail="410", warc="<urn:uuid:1>")  # type: ignore[arg-type]
    )


def quarantined(moment: datetime) -> dict[str, object]:
    return quarantined_to_json(
        Quarantined(url=URL, outlet="tass", edition="ru", at=moment, reason="no layout fits", warc="<urn:uuid:2>")
    )


def article(moment: datetime, text: str = "Some words.") -> dict[str, object]:
    row = article_row("", "tass", "ru", moment, text) | {"url": URL, "fetched_at": moment.isoformat()}
    del row["id"]
    return row


def take(store: Store, settings: Settings, *rows: object, name: str = "20180403T120000Z-tass-ru.jsonl") -> Summary:
    folder = settings.store.parent / "crawls"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    summary = Summary()
    take_files(store, folder, settings.outlets, summary, clock=at(30), now=lambda: at(30))
    return summary


def page(settings: Settings) -> str:
    return article_id(URL, settings.outlets)


def test_what_happened_to_a_page_is_kept_once(store: Store, settings: Settings) -> None:
    for name in ("20180403T120000Z-tass-ru.jsonl", "20180403T130000Z-tass-ru.jsonl"):
        take(store, settings, event("gone", at(5)), event("back", at(6), 200), name=name)
    with store.reading() as connection:
        found = events_of_page(connection, page(settings))
    assert [(event.kind, event.at, event.status, event.warc) for event in found] == [
        ("gone", at(5), 410, "<urn:uuid:1>"),
        ("back", at(6), 200, "<urn:uuid:1>"),
    ]


def test_a_page_in_quarantine_is_solved_by_an_article_of_its_address(store: Store, settings: Settings) -> None:
    summary = take(store, settings, quarantined(at(3)))
    assert "1 quarantined" in summary.lines[0]
    with store.reading() as connection:
        (held,) = held_pages(connection)
    assert (held.page.url, held.page.reason, held.solved_at) == (URL, "no layout fits", None)
    take(store, settings, article(at(4)), name="20180404T120000Z-tass-ru.jsonl")
    with store.reading() as connection:
        assert held_pages(connection) == ()
        assert [held.solved_at for held in quarantines_of(connection, page(settings))] == [at(4)]


def test_a_quarantine_that_comes_late_is_solved_already_and_a_later_one_is_not(store: Store, settings: Settings) -> None:
    take(store, settings, article(at(4)))
    take(store, settings, quarantined(at(3)), quarantined(at(5)), name="20180405T120000Z-tass-ru.jsonl")
    with store.reading() as connection:
        assert [held.solved_at for held in quarantines_of(connection, page(settings))] == [at(4), None]
        assert [held.page.at for held in held_pages(connection)] == [at(5)]


def test_an_old_article_that_comes_late_solves_no_later_quarantine(store: Store, settings: Settings) -> None:
    take(store, settings, quarantined(at(5)))
    take(store, settings, article(at(4)), name="20180406T120000Z-tass-ru.jsonl")
    with store.reading() as connection:
        assert len(held_pages(connection)) == 1


def test_each_edition_of_an_outlets_whole_crawl_counts(store: Store, settings: Settings) -> None:
    take(store, settings, article(at(3)), health("ru", at(4)), health("en", at(5)), name="tass.jsonl")
    with store.reading() as connection:
        assert complete_to(connection) == {"tass/ru": at(4), "tass/en": at(5)}
        assert [(crawl.edition, crawl.listed, crawl.held_by) for crawl in load_crawls(connection)] == [
            ("ru", 3, (URL,)),
            ("en", 3, (URL,)),
        ]
        assert unclosed_files(connection) == ()


def test_an_outlets_crawl_that_died_in_its_second_edition_is_not_closed(store: Store, settings: Settings) -> None:
    english = article(at(3)) | {"edition": "en", "url": "https://tass.com/defense/997000"}
    take(store, settings, article(at(3)), health("ru", at(4)), english, name="tass.jsonl")
    with store.reading() as connection:
        assert unclosed_files(connection) == ("tass.jsonl",)


def test_the_history_of_crawls_holds_each_once(store: Store, settings: Settings) -> None:
    for name in ("20180404T120000Z-tass-ru.jsonl", "20180405T120000Z-tass-ru.jsonl"):
        take(store, settings, health("ru", at(4)), name=name)
    take(store, settings, health("ru", at(5)), name="20180406T120000Z-tass-ru.jsonl")
    with store.reading() as connection:
        assert [crawl.started_at for crawl in load_crawls(connection)] == [at(4), at(5)]
        assert [crawl.started_at for crawl in load_crawls(connection, at(4) + timedelta(hours=1))] == [at(5)]


def test_what_a_backfill_brings_counts_as_imported(store: Store, settings: Settings) -> None:
    take(store, settings, article(at(3)), health("ru", at(4)), name="20180420T120000Z-tass-ru-backfill.jsonl")
    with store.reading() as connection:
        assert load_article(connection, page(settings)) is not None
        assert crawled_articles(connection, [page(settings)]) == frozenset()
        assert complete_to(connection) == {"tass/ru": at(4)}
        assert load_crawls(connection) == (), "what was listed of the past is no measure of a healthy day"


@pytest.mark.parametrize(
    "row",
    [
        {"event": None},
        {"event": []},
        {"event": {"url": URL}},
        event("gone", at(3)) | {},
        {"quarantine": "x"},
        {"quarantine": {"url": 1, "outlet": "tass", "edition": "ru", "at": "2018", "reason": ""}},
        {"health": None},
        {"health": {"outlet": "tass"}},
    ],
)
def test_a_line_that_is_wrong_is_refused_by_name_and_stops_nothing(
    store: Store, settings: Settings, row: dict[str, object]
) -> None:
    if isinstance(row.get("event"), dict) and "status" in row["event"]:
        row["event"]["status"] = 10**40
    take(store, settings, row, article(at(3)))
    with store.reading() as connection:
        (refusal,) = last_refusals(connection)
        assert "wrong " in refusal
        assert load_article(connection, page(settings)) is not None


def test_what_a_crawl_says_of_the_page_is_a_documented_field(settings: Settings) -> None:
    told = article(at(3)) | {"page": {"layout": "tass-2018", "tags": ["армия"]}}
    read, _ = article_of(told, settings.outlets, strict=True)
    assert json.loads(dict(read.extra)["page"]) == told["page"]
    with pytest.raises(ArticleRefused, match="unknown field: pages"):
        article_of(told | {"pages": 1}, settings.outlets, strict=True)


def test_it_comes_out_of_the_store_as_it_went_in(store: Store, settings: Settings) -> None:
    lines = [json.dumps(article(at(3)) | {"page": {"lead": "Слова"}}).encode()]
    ingest_file(store, "a", lines, settings.outlets, origin="crawl", now=lambda: at(3), strict=True)
    with store.reading() as connection:
        found = load_article(connection, page(settings))
    assert found is not None
    assert json.loads(dict(found.extra)["page"]) == {"lead": "Слова"}
