"""Pages come round again on a falling schedule, and crawls are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive.archive import Archive, open_archive
from crawler.archive.memory_records import Known, PastCrawl
from tests.crawler.archive.exchanges import START

HOURS = (1, 6, 24, 72, 168)
PLACE = {"outlet": "tass", "edition": "ru"}
PAGE = Known(
    canonical="https://tass.ru/a/1",
    url="https://tass.ru/a/1?utm_source=x",
    first_at=START,
    last_at=START,
    looks=1,
    outcome="article",
    etag='"a"',
    last_modified="Tue, 03 Apr 2018 13:40:00 GMT",
    text_hash="f00",
    failed_since=None,
    **PLACE,
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def due_after(archive: Archive, hours: float) -> bool:
    return bool(archive.due("tass", "ru", START + timedelta(hours=hours), HOURS))


def test_a_page_is_remembered_as_it_was(archive: Archive) -> None:
    page = replace(PAGE, failed_since=START + timedelta(microseconds=1))
    archive.remember(page)
    assert archive.known(PAGE.canonical) == page
    archive.remember(PAGE)
    assert archive.known(PAGE.canonical) == PAGE
    assert archive.known("https://tass.ru/a/2") is None


def test_an_article_is_looked_at_once_after_each_threshold(archive: Archive) -> None:
    page, looks = PAGE, []
    for hour in range(400):
        archive.remember(page)
        now = START + timedelta(hours=hour)
        if archive.due("tass", "ru", now, HOURS):
            looks.append(hour)
            page = replace(page, looks=page.looks + 1, last_at=now)
    assert looks == [1, 6, 24, 72, 168]


def test_looks_that_nobody_made_are_made_up_for_by_one(archive: Archive) -> None:
    archive.remember(PAGE)
    assert due_after(archive, 100)
    archive.remember(replace(PAGE, looks=2, last_at=START + timedelta(hours=100)))
    assert not due_after(archive, 101)
    assert due_after(archive, 168)


def test_a_look_that_failed_is_made_again_at_once(archive: Archive) -> None:
    archive.remember(replace(PAGE, outcome="failed", last_at=START + timedelta(hours=1), failed_since=START + timedelta(hours=1)))
    assert due_after(archive, 1.1)


@pytest.mark.parametrize("outcome", ["gone", "moved"])
def test_an_article_that_went_away_is_looked_for_again(archive: Archive, outcome: str) -> None:
    archive.remember(replace(PAGE, outcome=outcome))
    assert due_after(archive, 2)


def test_pages_still_to_be_read_are_named(archive: Archive) -> None:
    archive.remember(replace(PAGE, outcome="quarantined", failed_since=START))
    assert archive.failing(PAGE.outlet, PAGE.edition) == (replace(PAGE, outcome="quarantined", failed_since=START),)
    archive.remember(replace(PAGE, outcome="quarantined", failed_since=None))  # given up
    assert not archive.failing(PAGE.outlet, PAGE.edition)


@pytest.mark.parametrize("outcome", ["refused", "quarantined"])
def test_only_articles_are_due(archive: Archive, outcome: str) -> None:
    archive.remember(replace(PAGE, outcome=outcome))
    assert not due_after(archive, 2)


def test_pages_that_are_still_to_be_read_are_failing(archive: Archive) -> None:
    archive.remember(replace(PAGE, outcome="failed", text_hash="", failed_since=START))
    assert not due_after(archive, 2)
    assert [page.outcome for page in archive.failing("tass", "ru")] == ["failed"]
    archive.remember(replace(PAGE, outcome="failed", text_hash=""))
    assert archive.failing("tass", "ru") == ()


def test_old_articles_rest(archive: Archive) -> None:
    archive.remember(PAGE)
    assert due_after(archive, 168 + 96)
    assert not due_after(archive, 168 + 97)


def test_a_clock_set_back_makes_nothing_due(archive: Archive) -> None:
    archive.remember(PAGE)
    assert not due_after(archive, -5)
    assert archive.due("tass", "ru", START, ()) == ()


def test_only_the_edition_asked_for_is_due(archive: Archive) -> None:
    archive.remember(PAGE)
    archive.remember(replace(PAGE, canonical="https://tass.com/a/1", edition="en"))
    assert [page.edition for page in archive.due("tass", "en", START + timedelta(hours=2), HOURS)] == ["en"]


def test_the_last_complete_crawl_is_known(archive: Archive) -> None:
    crawls = [
        PastCrawl(
            crawl=f"c{n}", started_at=START + timedelta(days=n), status=status, complete_from=START, complete_to=None, **PLACE
        )
        for n, status in enumerate(("complete", "complete", "partial"))
    ]
    for crawl in crawls:
        archive.record_crawl(crawl)
    assert archive.past_crawls("tass", "ru") == tuple(reversed(crawls))
    assert archive.last_complete("tass", "ru") == crawls[1]
    assert archive.last_complete("tass", "en") is None
