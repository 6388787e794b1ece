"""What a crawl decides from what listings and pages say alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.archive.memory_records import Known, Outcome
from crawler.listings.listing import Listed
from crawler.planning import (
    OVERLAP,
    When,
    asks_again,
    back_to,
    complete_to,
    is_given_up,
    is_outside,
    judge_freshness,
    reach,
    was_never_read,
    when_published,
)

NOW = datetime(2018, 4, 3, 12, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def item(hours: float | None, url: str = "https://tass.ru/a/1") -> Listed:
    return Listed(url=url, published_at=None if hours is None else ago(hours))


def items(*hours: float | None) -> list[Listed]:
    return [item(hour) for hour in hours]


def known(outcome: Outcome = "article", **changes: object) -> Known:
    fields = {
        "canonical": "https://tass.ru/a/1", "url": "https://tass.ru/a/1", "outlet": "tass", "edition": "ru", "first_at": ago(10),
        "last_at": ago(10), "looks": 1, "outcome": outcome,
    } | changes  # fmt: skip
    return Known(**fields)  # type: ignore[arg-type]


# --- when something was published


def test_the_listing_knows_the_moment() -> None:
    assert when_published(item(1), MOSCOW) == When(earliest=ago(1), latest=ago(1))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.news.cn/milpro/20180403/0a/c.html",
        "https://nvo.ng.ru/a/2018-04-03/1_x.html",
        "http://www.news.cn/m/2018-04/03/c_1.htm",
    ],
)
def test_else_the_address_knows_the_day(url: str) -> None:
    when = when_published(item(None, url), MOSCOW)
    assert when == When(earliest=datetime(2018, 4, 2, 21, tzinfo=UTC), latest=datetime(2018, 4, 3, 20, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("url", ["https://tass.ru/a/20189999/x", "https://tass.ru/2018-02-31/x", "https://tass.ru/a/5090417"])
def test_an_address_without_a_possible_day_knows_nothing(url: str) -> None:
    assert when_published(item(None, url), MOSCOW) is None


def test_else_it_came_out_some_time_before_its_last_change() -> None:
    when = when_published(Listed(url="https://tass.ru/a/1", updated_at=ago(1)), MOSCOW)
    assert when == When(earliest=None, latest=ago(1))


def test_what_was_changed_before_a_stretch_is_outside_of_it_and_what_was_changed_after_it_may_be_of_it() -> None:
    changed = When(earliest=None, latest=ago(10))
    assert is_outside(changed, ago(9), None)
    assert not is_outside(changed, ago(100), ago(20))


def test_a_list_with_something_new_is_read() -> None:
    verdict = judge_freshness(items(100, 3, 50), NOW, 6, MOSCOW)
    assert (verdict.status, verdict.newest) == ("read", ago(3))


def test_a_list_whose_newest_item_is_old_is_stale() -> None:
    verdict = judge_freshness(items(100, 30), NOW, 6, MOSCOW)
    assert (verdict.status, verdict.newest) == ("stale", ago(30))


def test_a_list_of_nothing_is_empty() -> None:
    assert judge_freshness([], NOW, 6, MOSCOW).status == "empty"


def test_a_list_without_dates_is_not_called_stale() -> None:
    assert judge_freshness(items(None), NOW, 6, MOSCOW).status == "read"


def test_an_item_of_next_year_makes_no_old_list_fresh() -> None:
    assert judge_freshness(items(-9000, 100), NOW, 6, MOSCOW).status == "stale"


def test_the_past_is_never_stale() -> None:
    assert judge_freshness(items(9000), NOW, None, MOSCOW).status == "read"


# --- how far a list reaches


def test_a_list_reaches_to_its_last_item() -> None:
    assert reach(items(1, 2, 3), MOSCOW) == ago(3)


def test_a_list_that_runs_forward_reaches_to_its_first() -> None:
    assert reach(items(3, 2, 1), MOSCOW) == ago(3)


def test_an_old_item_pinned_to_the_top_says_nothing() -> None:
    assert reach(items(5000, 1, 2, 3, 4, 5, 6), MOSCOW) == ago(5)


def test_nor_does_one_at_the_foot() -> None:
    assert reach(items(1, 2, 3, 4, 5, 5000), MOSCOW) == ago(5)


def test_of_a_list_in_no_order_the_middle_is_taken() -> None:
    assert reach(items(1, 50, 2, 40, 3, 60, 4), MOSCOW) == ago(4)


def test_a_list_without_dates_reaches_nowhere() -> None:
    assert reach(items(None, None), MOSCOW) is None


def test_what_is_asked_for_goes_before_what_was_read() -> None:
    assert back_to(ago(5), None) == ago(5) - OVERLAP
    assert back_to(ago(5), ago(100)) == ago(100)
    assert back_to(None, None) is None


def test_only_what_is_surely_outside_is() -> None:
    day = When(earliest=ago(24), latest=ago(1))
    assert is_outside(day, ago(0.5), None)
    assert is_outside(day, None, ago(30))
    assert not is_outside(day, ago(12), None)
    assert not is_outside(None, ago(12), ago(1))


# --- which pages again


def test_a_page_that_was_read_waits_for_its_schedule() -> None:
    assert not asks_again(known(), item(1), NOW, (1, 6))


def test_a_change_since_our_last_look_is_looked_at_once() -> None:
    assert asks_again(known(), Listed(url="https://tass.ru/a/1", updated_at=ago(1)), NOW, (1, 6))


@pytest.mark.parametrize("hours", [11, -5])
def test_an_older_or_a_future_change_is_not(hours: float) -> None:
    assert not asks_again(known(), Listed(url="https://tass.ru/a/1", updated_at=ago(hours)), NOW, (1, 6))


def test_a_page_that_could_not_be_read_is_tried_again() -> None:
    assert asks_again(known("quarantined", failed_since=ago(10)), None, NOW, (1, 6))


def test_until_it_is_given_up() -> None:
    assert not asks_again(known("failed"), item(1), NOW, (1, 6))
    assert is_given_up(ago(72), NOW, 3)
    assert not is_given_up(ago(71), NOW, 3)


def test_a_page_that_was_gone_is_looked_for_when_it_is_listed_again() -> None:
    assert asks_again(known("gone"), item(1), NOW, (1, 6))
    assert not asks_again(known("gone", last_at=ago(0.5)), item(1), NOW, (1, 6))


def test_what_was_read_once_holds_nothing() -> None:
    assert was_never_read(known("failed", failed_since=ago(1)))
    assert not was_never_read(known("failed", failed_since=ago(1), text_hash="x"))
    assert not was_never_read(known("failed"))


# --- what may be claimed


def test_all_is_read_up_to_where_the_lists_prove_it() -> None:
    assert complete_to(NOW, True, []) == NOW
    assert complete_to(None, True, []) is None


def test_a_channel_that_was_not_read_claims_nothing() -> None:
    assert complete_to(NOW, False, []) is None


def test_just_before_the_first_page_that_could_not_be_read() -> None:
    held = [When(earliest=ago(2), latest=ago(2)), When(earliest=ago(3), latest=ago(1))]
    assert complete_to(NOW, True, held) == ago(3) - timedelta(seconds=1)


def test_a_held_page_without_a_date_may_have_come_out_at_any_time() -> None:
    assert complete_to(NOW, True, [None]) is None
    assert complete_to(NOW, True, [When(earliest=None, latest=ago(1))]) is None


def test_a_list_in_the_order_of_change_reaches_to_the_last_change() -> None:
    changed = [Listed(url=f"https://tass.ru/a/{n}", published_at=ago(p), updated_at=ago(n)) for n, p in ((1, 1), (2, 90), (3, 80))]
    assert reach(changed, MOSCOW) == ago(3)


def test_a_page_of_links_in_no_order_reaches_nowhere() -> None:
    assert reach(items(1, 50, 2, 40, 3, 60, 4), MOSCOW, kind="links") is None


def test_one_old_item_with_a_date_says_nothing_of_a_list_without() -> None:
    assert reach(items(None, None, None, 500), MOSCOW) is None
