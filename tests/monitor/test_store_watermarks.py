"""How far an edition was read: stretches that grow, gaps between them, and what a crawl's closing record may move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crawler.crawlfile import CrawlStatus, EntryPoint, Health
from monitor.store.engine import Store, open_store
from monitor.store.watermarks import Watermark, declare_complete, load_watermarks, read_stretches, record_health
from tests.monitor.lightweight import at

READ = EntryPoint(url="https://tass.ru/rss", status="read", channel="news")
BLOCKED = EntryPoint(url="https://tass.ru/rss", status="blocked", channel="news", reason="403")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def crawl(
    store: Store, since: datetime | None, until: datetime | None, *points: EntryPoint, status: CrawlStatus = "complete"
) -> None:
    ended = until or at(30)
    health = Health(
        outlet="tass", edition="ru", started_at=ended, finished_at=ended, complete_from=since, complete_to=until, status=status,
        entry_points=points or (READ,),
    )  # fmt: skip
    with store.writing() as connection:
        record_health(connection, health)


def mark(store: Store) -> Watermark:
    with store.reading() as connection:
        return load_watermarks(connection)["tass", "ru"]


def stretches(store: Store) -> list[tuple[datetime | None, datetime]]:
    with store.reading() as connection:
        return [(stretch.start, stretch.stop) for stretch in read_stretches(connection)["tass/ru"]]


def test_a_crawl_that_reaches_back_to_the_one_before_lengthens_what_was_read(store: Store) -> None:
    crawl(store, at(3), at(4))
    crawl(store, at(3, 20), at(5))
    assert stretches(store) == [(at(3), at(5))]
    assert mark(store).gap is None


def test_a_crawl_that_does_not_reach_back_leaves_a_gap_that_is_told(store: Store) -> None:
    crawl(store, at(3), at(4))
    crawl(store, at(6), at(7))
    assert stretches(store) == [(at(3), at(4)), (at(6), at(7))]
    assert (mark(store).complete_from, mark(store).complete_to) == (at(6), at(7))
    assert mark(store).gap == (at(4), at(6))


def test_a_backfill_closes_the_gap(store: Store) -> None:
    crawl(store, at(3), at(4))
    crawl(store, at(6), at(7))
    crawl(store, at(4), at(6))
    assert stretches(store) == [(at(3), at(7))]


def test_a_backfill_says_nothing_of_how_the_edition_answers_now(store: Store) -> None:
    crawl(store, at(3), at(4))
    past = Health(
        outlet="tass", edition="ru", started_at=at(20), finished_at=at(20), complete_from=at(1), complete_to=at(3),
        status="partial", entry_points=(READ,),
    )  # fmt: skip
    with store.writing() as connection:
        record_health(connection, past, backfill=True)
    assert stretches(store) == [(at(1), at(4))]
    assert (mark(store).status, mark(store).checked_at) == ("complete", at(4))


def test_a_backfill_of_older_times_moves_nothing_back(store: Store) -> None:
    crawl(store, at(6), at(7))
    crawl(store, at(1), at(2))
    assert stretches(store) == [(at(1), at(2)), (at(6), at(7))]
    assert mark(store).complete_to == at(7)


def test_a_record_that_says_not_how_far_back_goes_on_from_the_one_before(store: Store) -> None:
    crawl(store, None, at(4))
    crawl(store, at(6), at(7))
    crawl(store, None, at(9))
    crawl(store, None, at(8))
    assert stretches(store) == [(None, at(4)), (at(6), at(9))]


def test_the_same_record_twice_changes_nothing(store: Store) -> None:
    for _ in range(2):
        crawl(store, at(3), at(4))
        crawl(store, at(6), at(7))
    assert stretches(store) == [(at(3), at(4)), (at(6), at(7))]


def test_an_import_that_is_complete_holds_from_always(store: Store) -> None:
    crawl(store, at(3), at(5))
    with store.writing() as connection:
        declare_complete(connection, "tass", "ru", at(4), at(6))
    assert stretches(store) == [(None, at(5))]


def test_a_crawl_with_pages_that_failed_is_complete_to_before_the_first_of_them(store: Store) -> None:
    crawl(store, at(3), at(4), status="partial")
    assert stretches(store) == [(at(3), at(4))]
    assert mark(store).status == "partial"


def test_a_page_held_from_before_the_listings_leaves_nothing_complete(store: Store) -> None:
    crawl(store, at(3), at(2), status="partial")
    assert stretches(store) == []


def test_a_fallback_that_was_read_is_enough(store: Store) -> None:
    fallback = EntryPoint(url="https://tass.ru/sitemap.xml", status="read", channel="news")
    crawl(store, at(3), at(4), BLOCKED, fallback)
    assert stretches(store) == [(at(3), at(4))]
    assert mark(store).status == "complete"
    assert mark(store).entry_points == (("https://tass.ru/rss", "blocked"), ("https://tass.ru/sitemap.xml", "read"))


@pytest.mark.parametrize("status", ["complete", "partial", "blocked", "failed"])
def test_a_channel_that_could_not_be_read_moves_nothing(store: Store, status: CrawlStatus) -> None:
    other = EntryPoint(url="https://tass.ru/armiya", status="read", channel="army")
    crawl(store, at(3), at(4), BLOCKED, other, status=status)
    assert stretches(store) == []
    assert mark(store).status == ("partial" if status == "complete" else status)


def test_a_channel_that_is_not_needed_takes_nothing_away(store: Store) -> None:
    extra = EntryPoint(url="https://tass.ru/armiya", status="failed", channel="army", needed=False)
    crawl(store, at(3), at(4), READ, extra, status="partial")
    assert stretches(store) == [(at(3), at(4))]
    assert mark(store).status == "partial"
    assert (extra.url, "failed") in mark(store).entry_points
