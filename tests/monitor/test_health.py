"""Alarms: a healthy day gives none, and each way of being ill gives its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawlfile import CrawlStatus, EntryPoint, Health, Quarantined
from crawler.outlets import Edition, Expectations, Outlet, Outlets
from monitor.alarms import MOST, alarm_lines, current_alarms
from monitor.alerts.gaps import find_oddities
from monitor.health import Alarm, find_alarms
from monitor.store.crawls import save_crawl
from monitor.store.engine import open_store
from monitor.store.pages import HeldPage
from monitor.store.watermarks import Watermark
from processors.coverage import Stretch
from tests.monitor.lightweight import at

NOW = at(10)
EXPECT = Expectations(articles_per_day=(10, 200), fresh_hours=24)
TASS = Outlet(
    id="tass", name="TASS", country="ru",
    editions=(Edition(id="ru", language="ru", host="tass.ru", zone="Europe/Moscow", expect=EXPECT),),
)  # fmt: skip
OUTLETS = Outlets(outlets=(TASS,))
URL = "https://tass.ru/armiya-i-opk/1"


def crawl(started: datetime, status: CrawlStatus = "complete", **fields: object) -> Health:
    newest = started - timedelta(hours=1)
    point = EntryPoint(url="https://tass.ru/rss", status="read", channel="news", listed=50, newest=newest)
    made = Health(
        outlet="tass", edition="ru", started_at=started, finished_at=started, complete_to=started, status=status,
        entry_points=(point,), articles=10, listed=25, fetched=10,
    )  # fmt: skip
    return replace(made, **fields)


def days(**fields: object) -> list[Health]:
    """Three days of crawls every six hours, 100 articles a day, the fields those of each."""
    return [crawl(NOW - timedelta(hours=6 * number + 1), **fields) for number in reversed(range(12))]


def alarms(
    crawls: list[Health], held: tuple[HeldPage, ...] = (), mark: Watermark | None = None, clock: datetime = NOW
) -> dict[str, str]:
    marks = {("tass", "ru"): mark} if mark else {}
    return {alarm.kind: alarm.words for alarm in find_alarms(OUTLETS, crawls, held, marks, clock)}


def point(**fields: object) -> dict[str, object]:
    return {"entry_points": (replace(crawl(NOW).entry_points[0], **fields),)}


def test_a_healthy_edition_gives_no_alarm() -> None:
    assert alarms(days()) == {}


def test_an_edition_that_was_never_crawled_gives_no_alarm() -> None:
    assert alarms([]) == {}


def test_a_healthy_site_that_lists_nothing_is_an_alarm() -> None:
    found = alarms([*days(), crawl(NOW, **point(listed=0, newest=None))])
    assert found["nothing-listed"] == "answers and lists nothing: https://tass.ru/rss"


def test_one_channel_that_lists_something_is_enough() -> None:
    empty = replace(crawl(NOW).entry_points[0], channel="army", listed=0)
    assert "nothing-listed" not in alarms([*days(), crawl(NOW, entry_points=(empty, crawl(NOW).entry_points[0]))])


def test_a_list_whose_newest_article_is_old_is_an_alarm() -> None:
    assert alarms([*days(), crawl(NOW, **point(newest=NOW - timedelta(hours=23)))]) == {}
    found = alarms([*days(), crawl(NOW, **point(newest=NOW - timedelta(hours=25)))])
    assert found["stale"] == "the newest that it lists is of 2018-04-09T11:00Z, expected within 24 hours"


@pytest.mark.parametrize(("listed", "told"), [(1, "4 articles listed a day"), (75, "300 articles listed a day")])
def test_too_few_and_too_many_a_day_are_alarms(listed: int, told: str) -> None:
    assert alarms(days(listed=listed))["count"].startswith(told)


def test_too_few_crawls_say_nothing_about_a_day() -> None:
    assert alarms(days(listed=1)[-3:]) == {}


def test_a_weekly_between_two_issues_is_healthy() -> None:
    edition = TASS.editions[0].model_copy(update={"expect": Expectations(articles_per_day=(0.5, 60))})
    weekly = Outlets(outlets=(TASS.model_copy(update={"editions": (edition,)}),))
    assert find_alarms(weekly, days(listed=0), (), {}, NOW) == ()
    assert [alarm.kind for alarm in find_alarms(weekly, days(listed=90), (), {}, NOW)] == ["count"]


def test_crawls_that_did_not_read_everything_say_nothing_about_a_day() -> None:
    assert "count" not in alarms([*days(listed=1), crawl(NOW, "partial", listed=1)])


def test_a_field_that_is_missing_in_more_than_a_fifth_is_an_alarm() -> None:
    assert alarms(days(incomplete=2)) == {}
    assert alarms(days(incomplete=3))["incomplete"] == "36 of 120 articles lack one of title, text"
    assert alarms([crawl(NOW, articles=4, incomplete=4)]) == {}


def test_articles_that_only_the_general_extractor_could_read_are_an_alarm() -> None:
    assert alarms([*days(), crawl(NOW, fallback=1)])["fallback"].startswith("1 of 130 articles fit no layout")


def test_pages_in_quarantine_are_an_alarm_for_two_weeks() -> None:
    page = Quarantined(url=URL, outlet="tass", edition="ru", at=at(9), reason="no layout fits")
    held = (HeldPage(page=page, solved_at=None),)
    assert alarms(days(), held)["quarantine"] == f"1 page in quarantine, the newest {URL}: no layout fits"
    assert "quarantine" not in alarms(days(), (HeldPage(page=replace(page, at=NOW - timedelta(days=15)), solved_at=None),))
    assert alarms(days(), (HeldPage(page=replace(page, edition="en"), solved_at=None),)) == {}


@pytest.mark.parametrize("status", ["blocked", "failed"])
def test_a_crawl_that_was_refused_is_an_alarm(status: CrawlStatus) -> None:
    found = alarms([*days(), crawl(NOW, status, **point(status=status, reason="403"))])
    assert found[status] == f"{status} at the last crawl: https://tass.ru/rss 403"


def test_pages_that_hold_the_watermark_are_an_alarm() -> None:
    found = alarms([*days(), crawl(NOW, "partial", held_by=(URL, f"{URL}2"))])
    assert found["held"] == f"complete only up to before pages that could not be read: {URL} and 1 more"


def test_an_edition_that_was_not_crawled_for_a_day_is_an_alarm() -> None:
    assert alarms(days(), clock=NOW + timedelta(hours=24))["not-crawled"] == "not crawled since 2018-04-10T11:00Z"
    assert "not-crawled" not in alarms(days(), clock=NOW + timedelta(hours=22))


def test_a_gap_is_told_with_the_command_that_closes_it() -> None:
    mark = Watermark(
        outlet="tass", edition="ru", complete_from=at(6), complete_to=at(10), status="complete", checked_at=NOW,
        earlier=(Stretch(start=None, stop=at(4)),),
    )  # fmt: skip
    told = alarms(days(), mark=mark)["gap"]
    assert "between 2018-04-04T12:00Z and 2018-04-06T12:00Z" in told
    assert "readout run --since 2018-04-04T12:00Z --until 2018-04-06T12:00Z" in told
    assert "gap" not in alarms(days(), mark=mark, clock=at(30))


def test_a_crawl_after_the_clock_has_not_been_made_yet() -> None:
    assert alarms([*days(), crawl(NOW + timedelta(hours=1), "blocked")]) == {}


def test_so_few_lines_are_mailed_that_they_are_read() -> None:
    many = tuple(Alarm(outlet="tass", edition="ru", kind="held", words=f"word {number}") for number in range(40))
    lines = alarm_lines(many, OUTLETS)
    assert len(lines) == MOST
    assert lines[0] == "TASS (ru): word 0"
    assert lines[-1] == "and 31 more; `readout status` shows all"


def test_the_store_tells_and_the_digest_says_what_the_gaps_do_not(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as store:
        with store.writing() as connection:
            save_crawl(connection, crawl(at(2), **point(listed=0, newest=None)))
        with store.reading() as connection:
            assert {alarm.kind for alarm in current_alarms(connection, OUTLETS, NOW)} == {"not-crawled", "nothing-listed"}
            assert find_oddities(connection, OUTLETS, NOW) == ("TASS (ru): answers and lists nothing: https://tass.ru/rss",)
