"""Printed dates → moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.stamps import date_in_url, stamp_from_text, stamp_from_unix, stamp_from_url

BEIJING, MOSCOW = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("printed", "zone", "at", "offset"),
    [
        ("2018-04-03T13:40:00+03:00", BEIJING, "2018-04-03T10:40", "+03:00"),
        ("2018-04-03T13:40:00.467+0300", BEIJING, "2018-04-03T10:40", "+03:00"),
        ("2021-08-16T19:40:05Z", MOSCOW, "2021-08-16T19:40:05", "+00:00"),
        (" 2019-12-10 07:57:40", BEIJING, "2019-12-09T23:57:40", "+08:00"),
        ("2016年11月24日 15:02:11", BEIJING, "2016-11-24T07:02:11", "+08:00"),
        ("2024年04月24日23:52", BEIJING, "2024-04-24T15:52", "+08:00"),
        ("2022 05/25 19:34:10", BEIJING, "2022-05-25T11:34:10", "+08:00"),
        ("2024  05/ 16  12:01:05", BEIJING, "2024-05-16T04:01:05", "+08:00"),
        ("202205/2519:34:10", BEIJING, "2022-05-25T11:34:10", "+08:00"),
        ("新华网河北频道 ( 2012-06-04 09:20:26 ) 稿件来源： 河北日报", BEIJING, "2012-06-04T01:20:26", "+08:00"),
        ("２０１９－１２－１０ ０７：５７", BEIJING, "2019-12-09T23:57", "+08:00"),
        ("2019-05-31 01:46:28丨Russian.News.Cn", BEIJING, "2019-05-30T17:46:28", "+08:00"),
        ("10 декабря 2025, 08:14", MOSCOW, "2025-12-10T05:14", "+03:00"),
        ("3 мая 2018 г. в 12:05", MOSCOW, "2018-05-03T09:05", "+03:00"),
        ("20:00  14.06.2018", MOSCOW, "2018-06-14T17:00", "+03:00"),
        ("13.11.2015 00:01:00", MOSCOW, "2015-11-12T21:01", "+03:00"),
        ("04.06.2012 12:00", MOSCOW, "2012-06-04T08:00", "+04:00"),  # Moscow stood at +04:00 from 2011 to 2014
        ("Tue, 03 Apr 2018 12:00:00 +0300", BEIJING, "2018-04-03T09:00", "+03:00"),
        ("April 3, 2018, 21:32", MOSCOW, "2018-04-03T18:32", "+03:00"),
        ("1522767072", MOSCOW, "2018-04-03T14:51:12", "+03:00"),
        ("1522767072000", MOSCOW, "2018-04-03T14:51:12", "+03:00"),
        ("2024-05-16", BEIJING, "2024-05-15T16:00", "+08:00"),
        ("2038-01-01 00:00:00", BEIJING, "2037-12-31T16:00", "+08:00"),  # the future is for the caller to judge
    ],
)
def test_printed(printed: str, zone: ZoneInfo, at: str, offset: str) -> None:
    stamp = stamp_from_text(printed, zone)
    assert stamp is not None
    assert (stamp.at, stamp.zone, stamp.how) == (datetime.fromisoformat(at).replace(tzinfo=UTC), offset, "text")


@pytest.mark.parametrize(
    "printed",
    [
        "", "no date", "2018-02-30 12:00", "2018-13-01", "2019-12-10 25:61:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
        "1969-12-31 23:59:59", "2018-04-03T13:40:00+99:99", "14.06.18", "5015", "99999999999999999999", "-1", "вчера, 18:05",
        "12345678901234567", "March 19, 21:32",
    ],
)  # fmt: skip
def test_nonsense_is_none(printed: str) -> None:
    assert stamp_from_text(printed, MOSCOW) is None


@pytest.mark.parametrize(("printed", "at"), [("вчера, 18:05", "2018-04-02T15:05"), ("Сегодня в 09:00", "2018-04-03T06:00")])
def test_near_days_need_a_day(printed: str, at: str) -> None:
    stamp = stamp_from_text(printed, MOSCOW, day=date(2018, 4, 3))
    assert stamp is not None
    assert stamp.at == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_printed_is_what_stood_there() -> None:
    stamp = stamp_from_text("来源： 2022 05/ 25 19:34:10 字体", BEIJING, "attr")
    assert stamp is not None
    assert (stamp.printed, stamp.how) == ("2022 05/ 25 19:34:10", "attr")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.xinhuanet.com/world/2019-12/10/c_1125327450.htm", date(2019, 12, 10)),
        ("http://www.news.cn/milpro/20240712/0123456789abcdef0123456789abcdef/c.html", date(2024, 7, 12)),
        ("https://nvo.ng.ru/concepts/2018-06-01/1_998_china.html", date(2018, 6, 1)),
        ("http://politics.people.com.cn/n1/2024/0424/c1001-40223222.html", date(2024, 4, 24)),
        ("https://tass.ru/armiya-i-opk/5091111", None),
        ("https://tass.ru/politika/20184512", None),
        ("http://www.news.cn/2019-13/40/c_1.htm", None),
    ],
)
def test_day_in_the_address(url: str, day: date | None) -> None:
    assert date_in_url(url) == day
    stamp = stamp_from_url(url, BEIJING)
    assert (stamp and stamp.at.astimezone(BEIJING).date()) == day
    assert stamp is None or stamp.how == "url"


@given(st.text(alphabet=st.characters() | st.sampled_from("0123456789-:/.年月日 Tапреля"), max_size=60), st.none() | st.dates())
def test_never_raises(printed: str, day: date | None) -> None:
    for stamp in (
        stamp_from_text(printed, MOSCOW, day=day),
        stamp_from_url(f"/{printed}/", MOSCOW),
        stamp_from_unix(printed, MOSCOW),
    ):
        assert stamp is None or (stamp.at.tzinfo is UTC and 1989 <= stamp.at.year <= 2101)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=st.sampled_from([UTC, BEIJING])))  # noqa: DTZ001
def test_iso_times_come_back(moment: datetime) -> None:
    moment = moment.astimezone(UTC).replace(microsecond=0)
    stamp = stamp_from_text(moment.isoformat(), MOSCOW)
    assert stamp is not None
    assert stamp.at == moment
