"""Times in all the forms that feeds print them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.dates import end_of, read_moment, read_time

MOSCOW = ZoneInfo("Europe/Moscow")
ELEVEN = datetime(2018, 4, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "printed",
    [
        "Tue, 03 Apr 2018 14:00:00 +0300",
        "Tue, 03 Apr 2018 14:00:00+03:00",
        "Tue,03 Apr 2018 11:00:00 GMT",
        "Tue, 03 Apr 2018 11:00:00 Z",
        "Tue, 03 Apr 2018 11:00:00 -0000",
        "Tue, 03 Apr 2018 07:00:00 EDT",
        "Tue, 3 Apr 2018 14:00",
        "3 Apr 18 14:00",
        "3 April 2018 14:00:00",
        "Tue, 03 Apr 2018 14:00:00 MSK",
        "Tue Apr  3 14:00:00 2018",
        "2018-04-03T14:00:00+03:00",
        "2018-04-03T11:00:00.000Z",
        "2018-04-03T14:00:00+0300",
        "2018-04-03 14:00:00 +0300",
        "2018-04-03T14:00",
        "2018-04-03 14:00:00",
        "2018/04/03 14:00",
        "2018-4-3 14:00:00",
        "03.04.2018 14:00",
        "3.4.2018, 14:00",
        " 2018-04-03\n14:00:00 ",
        "1522753200",
        "1522753200000",
        1522753200,
        1522753200.0,
        1522753200000,
    ],
)
def test_a_printed_time_is_read(printed: object) -> None:
    assert read_time(printed, MOSCOW) == ELEVEN


@pytest.mark.parametrize(
    "printed",
    ["", "yesterday", "12:00", "5", "0001-01-01", "2018-02-30", "31 Feb 2018 14:00", "9999-12-31T23:59:59", "2018-04-03" * 20],
)
def test_what_is_no_time_is_none(printed: str) -> None:
    assert read_time(printed, MOSCOW) is None
    assert end_of(printed, MOSCOW) is None


@pytest.mark.parametrize("value", [None, True, [], {}, 0, -5, 10**30, float("inf"), float("nan")])
def test_a_value_of_another_type_is_none(value: object) -> None:
    assert read_time(value, MOSCOW) is None


@pytest.mark.parametrize(
    ("printed", "end"),
    [
        ("2018-04-03", datetime(2018, 4, 3, 20, 59, 59, tzinfo=UTC)),
        ("2018-02", datetime(2018, 2, 28, 20, 59, 59, tzinfo=UTC)),
        ("2018-12", datetime(2018, 12, 31, 20, 59, 59, tzinfo=UTC)),
        ("2018-04-03T14:00:00+03:00", ELEVEN),
    ],
)
def test_a_day_or_a_month_ends_with_its_last_moment(printed: str, end: datetime) -> None:
    assert end_of(printed, MOSCOW) == end


@pytest.mark.parametrize("printed", ["2018-04-03", "03.04.2018", "2018/04/03", "20180403", "3 Apr 2018", " 2018-04-03 "])
def test_a_bare_day_is_no_moment(printed: str) -> None:
    assert read_time(printed, MOSCOW) is not None or printed == "3 Apr 2018"
    assert read_moment(printed, MOSCOW) is None


def test_a_time_is_a_moment() -> None:
    assert read_moment("2018-04-03 14:00", MOSCOW) == read_moment("1522753200", MOSCOW) == read_moment(1522753200, MOSCOW) == ELEVEN


@given(st.text(max_size=40) | st.from_regex(r"[0-9A-Za-z:+., /-]{1,40}", fullmatch=True) | st.integers() | st.floats())
def test_nothing_but_a_time_in_utc_or_none_comes_back(value: object) -> None:
    for read in (read_time, read_moment, end_of):
        found = read(value, MOSCOW)
        assert found is None or (found.tzinfo is UTC and 1979 <= found.year <= 2101)
