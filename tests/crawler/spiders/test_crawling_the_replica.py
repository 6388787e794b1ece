"""Each edition from its replica: exactly the expected articles, nothing twice, what changed and what went away later."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.archive.archive import open_archive
from crawler.canonical_url import canonical_url
from crawler.outlets import Outlets, load_outlets
from crawler.replica.expectation import Expected, wanted

if TYPE_CHECKING:
    from tests.crawler.spiders.conftest import Crawled, Site

ROOT = Path(__file__).parents[3]
EDITIONS = {"xinhua": ("zh", "en", "ru"), "tass": ("ru", "en"), "nvo": ("ru",)}
STORY = "2018-04-04T16:00:00+00:00"
ISSUE = "2018-04-14T09:00:00+00:00"  # the weekly has come out


@pytest.fixture(scope="module")
def outlets() -> Outlets:
    return load_outlets(ROOT / "config/outlets")


def expected(outlet: str, clock: str, outlets: Outlets) -> dict[str, Expected]:
    """By canonical address, what a first crawl must bring."""
    return {
        canonical_url(url, outlets): one
        for edition in EDITIONS[outlet]
        for url, one in wanted(f"{outlet}/{edition}", datetime.fromisoformat(clock)).items()
    }


@pytest.mark.parametrize(("outlet", "clock"), [("xinhua", STORY), ("tass", STORY), ("nvo", ISSUE)])
def test_the_expected_articles_come_once(site: Site, outlets: Outlets, outlet: str, clock: str) -> None:
    first = site.crawl(outlet, clock=clock)
    assert (first.code, first.errors) == (0, "")
    want = expected(outlet, clock, outlets)
    assert want
    assert sorted(first.urls) == sorted(want)
    assert {row["url"]: row["text"] for row in first.of("article")} == {url: one.text for url, one in want.items()}
    assert {row["url"]: row["title"] for row in first.of("article")} == {url: one.title for url, one in want.items()}
    for edition in EDITIONS[outlet]:
        health = first.health(edition)
        assert health.status == "complete"
        assert health.complete_to == datetime.fromisoformat(clock)
        assert health.complete_from is not None
        assert health.quarantined == health.failed == 0
        assert health.listed > health.refused
    assert_archived(site, first)

    second = site.crawl(outlet, clock=clock)
    assert second.code == 0
    assert [row for row in second.rows if "health" not in row] == []
    assert {second.health(edition).listed for edition in EDITIONS[outlet]} == {0}
    assert not set(second.asked) & {row["url"] for row in first.of("article")}


def assert_archived(site: Site, crawled: Crawled) -> None:
    """Every article names the record that holds its bytes."""
    with open_archive(site.archive) as archive:
        for row in crawled.of("article"):
            assert archive.read(row["warc"]).status == 200


def test_new_articles_revisions_and_what_went_away(site: Site) -> None:
    first = site.crawl("tass", clock="2018-04-04T16:00:00+00:00")
    changed = site.crawl("tass", clock="2018-04-05T16:00:00+00:00")
    (row,) = changed.of("article")
    assert row["url"] == "https://tass.ru/armiya-i-opk/5093377"
    before = next(old for old in first.of("article") if old["url"] == row["url"])
    assert (row["id"], row["text"] != before["text"]) == (before["id"], True)

    later = site.crawl("tass", clock="2018-05-15T16:00:00+00:00")
    assert "https://tass.com/defense/1004512" in later.urls
    gone = site.crawl("tass", clock="2018-05-17T16:00:00+00:00")
    assert sorted((event["url"], event["kind"], event["status"]) for event in gone.of("event")) == [
        ("https://tass.com/defense/1004512", "gone", 410),
        ("https://tass.ru/armiya-i-opk/5204502", "moved-to-front", 302),
    ]
    assert not site.crawl("tass", clock="2018-05-18T16:00:00+00:00").of("event")


@pytest.mark.parametrize(
    ("how", "status"),
    [("stale", "stale"), ("empty", "empty"), ("blocked", "blocked"), ("challenge", "blocked"), ("missing", "failed")],
)
def test_a_bad_entry_point_is_followed_by_the_next(site: Site, outlets: Outlets, how: str, status: str) -> None:
    site.replica.misbehave("https://russian.news.cn/ewjkxml.xml", how)  # type: ignore[arg-type]
    crawled = site.crawl("xinhua", "-a", "edition=ru")
    first, second = crawled.points("ru", "news")[:2]
    assert first == ("https://russian.news.cn/ewjkxml.xml", status)
    assert second == ("https://russian.news.cn/index.htm", "read")
    want = {canonical_url(url, outlets) for url in wanted("xinhua/ru", datetime.fromisoformat(STORY))}
    assert set(crawled.urls) == want
    assert crawled.health().status == "complete"


def test_an_outlet_that_refuses_everything_is_blocked(site: Site) -> None:
    site.replica.misbehave("https://tass.com/*", "blocked")
    crawled = site.crawl("tass", "-a", "edition=en")
    health = crawled.health()
    assert (health.status, health.complete_to) == ("blocked", None)
    assert crawled.rows == [crawled.rows[-1]]
    site.replica.behave()
    assert site.crawl("tass", "-a", "edition=en").health().status == "complete"


def test_a_page_that_cannot_be_read_holds_the_watermark_until_it_can(site: Site) -> None:
    story = "https://tass.com/defense/997318"
    site.replica.misbehave(story, "challenge")
    first = site.crawl("tass", "-a", "edition=en")
    assert first.urls == []
    (quarantined,) = first.of("quarantine")
    assert quarantined["url"] == story
    assert quarantined["reason"].startswith("blocked: ")
    assert quarantined["warc"]
    health = first.health()
    assert health.held_by == (story,)
    assert health.status == "partial"
    assert health.complete_to == datetime.fromisoformat("2018-04-03T15:48:00+03:00") - timedelta(seconds=1)
    assert site.crawl("tass", "-a", "edition=en").of("quarantine") == []  # it is told once

    site.replica.behave()
    again = site.crawl("tass", "-a", "edition=en", clock="2018-04-04T18:00:00+00:00")
    assert again.urls == [story]
    assert again.health().status == "complete"
    assert again.health().complete_to == datetime.fromisoformat("2018-04-04T18:00:00+00:00")


def test_a_feed_with_whole_texts_stands_in_for_pages_that_are_refused(site: Site) -> None:
    def yandex_first(declared: dict[str, object]) -> None:
        channel = declared["editions"][0]["channels"][0]  # type: ignore[index]
        channel["read"] = [point for point in channel["read"] if point["kind"] == "yandex"]

    site.change_outlet("tass", yandex_first)
    site.replica.misbehave("https://tass.ru/armiya-i-opk/*", "blocked")
    crawled = site.crawl("tass", "-a", "edition=ru")
    story = next(row for row in crawled.of("article") if row["url"] == "https://tass.ru/armiya-i-opk/5090417")
    assert story["page"]["layout"] == "feed"
    assert len(story["text"]) > 500
    with open_archive(site.archive) as archive:
        assert archive.read(story["warc"]).url == "https://tass.ru/rss/yandex.xml"
    assert crawled.health().quarantined == 2
    assert crawled.health().held_by == ()


def test_a_stretch_of_the_past_is_read_in_parts_over_the_archive(site: Site, outlets: Outlets) -> None:
    since, until, now = "2018-04-01T00:00:00+00:00", "2018-04-06T00:00:00+00:00", "2018-06-01T12:00:00+00:00"
    site.write(limits={"crawl_pages": 1})
    arguments = ("-a", "edition=ru", "-a", f"since={since}", "-a", f"until={until}")
    parts = [site.crawl("tass", *arguments, clock=now) for _ in range(3)]
    want = {
        url
        for url, one in wanted("tass/ru", datetime.fromisoformat(now), since=datetime.fromisoformat(since)).items()
        if one.published_at < datetime.fromisoformat(until)
    }
    assert [len(part.urls) for part in parts] == [1, 1, 0]
    assert {url for part in parts for url in part.urls} == want
    assert [part.health().status for part in parts] == ["partial", "complete", "complete"]
    health = parts[-1].health()
    assert health.complete_to == datetime.fromisoformat(until)
    assert parts[0].health().complete_to != health.complete_to


def test_the_limit_of_pages_leaves_the_rest_to_the_next_crawl(site: Site) -> None:
    site.write(limits={"crawl_pages": 1})
    first = site.crawl("tass", "-a", "edition=ru")
    assert first.urls == ["https://tass.ru/armiya-i-opk/5093377"]  # the newest
    assert first.health().status == "partial"
    assert first.health().held_by == ("https://tass.ru/armiya-i-opk/5090417",)
    second = site.crawl("tass", "-a", "edition=ru")
    assert second.urls == ["https://tass.ru/armiya-i-opk/5090417"]
    assert second.health().status == "complete"
