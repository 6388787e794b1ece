"""The hour of a daily watch: late rather than never, once, through clock changes and clocks that are set back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.daily import begins_now, is_due, last_hour
from monitor.sections import Daily

MOSCOW = Daily(at="07:30", zone="Europe/Moscow")  # 04:30 UTC, no clock changes
BERLIN = Daily(at="02:30", zone="Europe/Berlin")  # skipped on 25 March 2018, twice on 28 October 2018
ZONES = ("UTC", "Europe/Moscow", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")


def utc(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2018) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        (utc(4, 5, 4, 30), utc(4, 5, 4, 30)),
        (utc(4, 5, 4, 29), utc(4, 4, 4, 30)),
        (utc(4, 5, 23, 59), utc(4, 5, 4, 30)),
    ],
    ids=["on-the-dot", "a-minute-early", "late-that-day"],
)
def test_the_latest_hour_up_to_now(clock: datetime, hour: datetime) -> None:
    assert last_hour(MOSCOW, clock) == hour


def test_an_hour_that_is_skipped_comes_later_that_day() -> None:
    assert last_hour(BERLIN, utc(3, 25, 12)) == utc(3, 25, 1, 30)  # 03:30 there
    assert last_hour(BERLIN, utc(3, 26, 12)) == utc(3, 26, 0, 30)


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    assert last_hour(BERLIN, utc(10, 28, 0, 30)) == utc(10, 28, 0, 30)
    assert last_hour(BERLIN, utc(10, 28, 1, 30)) == utc(10, 28, 0, 30)
    assert not is_due(BERLIN, utc(10, 28, 0, 31), utc(10, 28, 1, 45))


def test_a_day_that_a_zone_skips_has_no_hour_of_its_own() -> None:
    apia = Daily(at="07:30", zone="Pacific/Apia")  # went from 29 to 31 December 2011
    hours = {last_hour(apia, utc(12, 28, 0, year=2011) + timedelta(hours=n)) for n in range(96)}
    assert len(hours) == 5  # the one before, then one each 24 hours


@pytest.mark.parametrize(
    ("looked", "clock", "due"),
    [
        (utc(4, 4, 5), utc(4, 5, 4, 29), False),
        (utc(4, 4, 5), utc(4, 5, 4, 30), True),
        (utc(4, 5, 4, 30), utc(4, 5, 4, 31), False),
        (utc(4, 1, 5), utc(4, 5, 22), True),
        (utc(4, 5, 5), utc(4, 5, 4, 40), False),
        (None, utc(4, 5, 5), False),
    ],
    ids=["before", "then", "once", "after-a-standstill", "clock-set-back", "new"],
)
def test_when_a_watch_is_looked_at(looked: datetime | None, clock: datetime, due: bool) -> None:
    assert is_due(MOSCOW, looked, clock) == due


@pytest.mark.parametrize(
    ("looked", "begins"),
    [(None, True), (utc(4, 5, 5), False), (utc(4, 6, 5), False), (utc(4, 7), True), (utc(4, 5, year=2019), True)],
    ids=["new", "known", "set-back-a-little", "set-back-two-days", "was-a-year-ahead"],
)
def test_a_watch_begins_when_it_is_new_or_its_last_look_cannot_be(looked: datetime | None, begins: bool) -> None:
    assert begins_now(looked, utc(4, 5, 12)) == begins


MINUTES = 30 * 365 * 24 * 60


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.times(), st.integers(0, MINUTES), st.integers(20, 400))
def test_whoever_looks_often_enough_is_due_once_a_day(zone: str, at: time, start: int, minutes: int) -> None:
    daily = Daily(at=f"{at:%H:%M}", zone=zone)
    begin = clock = looked = utc(1, 1, year=2000) + timedelta(minutes=start)
    dues = []
    while clock < begin + timedelta(days=4):
        if is_due(daily, looked, clock):
            dues.append(clock)
            looked = clock
        clock += timedelta(minutes=minutes)
    assert 3 <= len(dues) <= 5
    assert all(last_hour(daily, due) > before for before, due in pairwise([begin, *dues]))
