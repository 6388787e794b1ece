"""The troubles that a test can bring about, each as a crawler would meet it."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from crawler.replica import Replica
from tests.crawler.replica.asking import Asker

FEED = "https://tass.ru/rss/v2.xml"
TALKS = "https://tass.ru/armiya-i-opk/5090417"


@pytest.mark.parametrize(
    ("how", "status"), [("blocked", 403), ("broken", 500), ("busy", 429), ("missing", 404), ("gone", 410), ("front", 302)]
)
def test_a_trouble_has_its_status_at_its_host_alone(replica: Replica, ask: Asker, how: str, status: int) -> None:
    replica.misbehave("tass.ru", how)  # type: ignore[arg-type]  # parametrised
    assert ask(FEED).status == ask(TALKS).status == status
    assert ask("https://tass.com/rss/v2.xml").status == 200
    replica.behave()
    assert ask(FEED).status == 200


def test_a_challenge_comes_with_status_200_and_no_article(replica: Replica, ask: Asker) -> None:
    replica.misbehave(TALKS, "challenge")
    got = ask(TALKS)
    assert got.status == 200
    assert "__jhash_" in got.text
    assert "Вэй Фэнхэ" not in got.text
    assert ask(FEED).status == 200


def test_a_busy_site_says_for_how_long(replica: Replica, ask: Asker) -> None:
    replica.misbehave("tass.ru", "busy", seconds=30)
    assert ask(FEED).headers["Retry-After"] == "30"


def test_a_redirect_to_the_front_page(replica: Replica, ask: Asker) -> None:
    replica.misbehave(TALKS, "front")
    assert ask(TALKS).headers["Location"] == "https://tass.ru/"


def test_a_stale_feed_is_valid_and_stands_still(replica: Replica, ask: Asker) -> None:
    replica.misbehave(FEED, "stale")
    before = ask(FEED)
    replica.clock += timedelta(days=3)
    assert ask(FEED).body == before.body
    dates = [item.findtext("pubDate", "") for item in ElementTree.fromstring(before.text).iter("item")]
    assert len(dates) > 10
    assert all("Feb 2018" in date or "Jan 2018" in date for date in dates)
    assert "5090417" in ask("https://tass.ru/novosti-dnya").text


@pytest.mark.parametrize("url", [FEED, "https://tass.ru/novosti-dnya", "https://nvo.ng.ru/gazeta/", "http://www.news.cn/milpro/"])
def test_an_empty_listing_is_whole_and_lists_nothing(replica: Replica, ask: Asker, url: str) -> None:
    replica.misbehave(url, "empty")
    got = ask(url)
    assert got.status == 200
    assert "2018-04-0" not in got.text
    assert "5090417" not in got.text


def test_a_trouble_may_last_for_some_requests(replica: Replica, ask: Asker) -> None:
    replica.misbehave("tass.ru", "broken", times=2)
    assert [ask(FEED).status for _ in range(3)] == [500, 500, 200]


def test_a_star_stands_for_all_that_begins_so(replica: Replica, ask: Asker) -> None:
    replica.misbehave("https://tass.ru/rss/*", "blocked")
    assert ask(FEED).status == ask("https://tass.ru/rss/yandex.xml").status == 403
    assert ask(TALKS).status == 200


def test_a_trouble_is_taken_back_where_it_was(replica: Replica, ask: Asker) -> None:
    replica.misbehave("tass.ru", "blocked")
    replica.misbehave("tass.com", "blocked")
    replica.behave("tass.ru")
    assert ask(FEED).status == 200
    assert ask("https://tass.com/rss/v2.xml").status == 403


def test_an_unknown_trouble_is_a_mistake(replica: Replica) -> None:
    with pytest.raises(ValueError, match="use one of blocked"):
        replica.misbehave("tass.ru", "angry")  # type: ignore[arg-type]  # the mistake


def test_a_slow_answer_comes_all_the_same(replica: Replica, ask: Asker) -> None:
    replica.misbehave(FEED, "slow", seconds=0.01)
    assert ask(FEED).status == 200
