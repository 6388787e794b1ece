"""Links become whole web addresses or nothing; an address may name its day."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.addresses import absolute, day_in, end_of_day

BASE = "https://english.news.cn/list/latestnews.htm"
BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../20180404/c.html", "https://english.news.cn/20180404/c.html"),
        ("../../../20180404/c.html", "https://english.news.cn/20180404/c.html"),
        ("/a/1.htm#top", "https://english.news.cn/a/1.htm"),
        ("//www.news.cn/1.htm", "https://www.news.cn/1.htm"),
        ("https://tass.ru/politika/1", "https://tass.ru/politika/1"),
        (" https://tass.ru/politika/1\n", "https://tass.ru/politika/1"),
        ("https://tass.ru/мир и/1", "https://tass.ru/мир%20и/1"),
        ("?page=2", "https://english.news.cn/list/latestnews.htm?page=2"),
        ("HTTP://TASS.ru/1", "http://tass.ru/1"),
        ("http://user:word@tass.ru/1", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("mailto:a@example.org", None),
        ("tel:+7", None),
        ("ftp://tass.ru/1", None),
        ("http://", None),
        ("http://[", None),
        ("http://tass.ru:99999/", None),
        ("", None),
        ("/" + "a" * 3000, None),
        (None, None),
        (5, None),
    ],
)
def test_a_link_becomes_a_whole_address_or_none(link: object, address: str | None) -> None:
    assert absolute(link, BASE) == address


@given(st.text(max_size=50) | st.from_regex(r"https?://[ -~]{0,40}", fullmatch=True))
def test_nothing_but_a_printable_web_address_comes_back(link: str) -> None:
    address = absolute(link, BASE)
    assert address is None or (address.startswith(("http://", "https://")) and not set(address) & set("\n\r\t\x00 "))
    if address:
        address.encode()


@pytest.mark.parametrize(
    "path", ["/world/2018-04/03/c_1.htm", "/20180403/x/c.html", "/concepts/2018-04-03/1_998_china.html", "/2018/04/03/x.html"]
)
def test_the_day_in_an_address_is_a_day_of_the_edition(path: str) -> None:
    assert day_in(f"https://example.org{path}", BEIJING) == datetime(2018, 4, 2, 16, tzinfo=UTC)
    assert end_of_day(f"https://example.org{path}", BEIJING) == datetime(2018, 4, 3, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/20189999/c.html", "/politika/5090417", "/2018-04-03", "/12345678/x"])
def test_a_number_that_is_no_day_is_none(path: str) -> None:
    assert day_in(f"https://example.org{path}", BEIJING) is None
    assert end_of_day(f"https://example.org{path}", BEIJING) is None
