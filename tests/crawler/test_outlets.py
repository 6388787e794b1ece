"""One page has one canonical address, whichever host and link led to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.canonical_url import canonical_url
from crawler.outlets import Channel, Edition, EntryPoint, Mirror, Outlet, Outlets, load_outlets
from monitor.defaults import default_config

OUTLETS = load_outlets(default_config() / "outlets")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.xinhuanet.com/mil/2018-04/04/c_129843617.htm", "https://www.news.cn/mil/2018-04/04/c_129843617.htm"),
        ("https://m.xinhuanet.com:443/mil/2018-04/04/c_129843617.htm#top", "https://www.news.cn/mil/2018-04/04/c_129843617.htm"),
        (
            "http://www.xinhuanet.com/english/2018-04/04/c_137086543.htm",
            "https://english.news.cn/english/2018-04/04/c_137086543.htm",
        ),
        ("https://TASS.ru/armiya-i-opk/5090417?utm_source=yandex&from=main", "https://tass.ru/armiya-i-opk/5090417"),
        ("http://itar-tass.com/politika/1?b=2&a=1", "https://tass.ru/politika/1?a=1&b=2"),
        ("https://example.org:8443", "https://example.org:8443/"),
        ("https://example.org/%D0%BC%D0%B8%D1%80/мир", "https://example.org/%D0%BC%D0%B8%D1%80/%D0%BC%D0%B8%D1%80"),
        ("urn:isbn:1", "urn:isbn:1"),
        ("http://[", "http://["),
    ],
)
def test_one_page_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url, OUTLETS) == canonical


@given(st.text(max_size=60) | st.from_regex(r"https?://(tass\.ru|www\.news\.cn|example\.org)/[ -~]{0,40}", fullmatch=True))
def test_the_canonical_address_of_a_canonical_address_is_itself(url: str) -> None:
    once = canonical_url(url, OUTLETS)
    assert canonical_url(once, OUTLETS) == once


@pytest.mark.parametrize(
    ("host", "path", "edition"),
    [
        ("www.xinhuanet.com", "/english/x.htm", "en"),
        ("www.xinhuanet.com", "/world/x.htm", "zh"),
        ("russian.news.cn", "/x", "ru"),
        ("example.org", "/", None),
    ],
)
def test_the_edition_is_known_by_host_and_path(host: str, path: str, edition: str | None) -> None:
    found = OUTLETS.edition_at(host, path)
    assert (found and found.id) == edition


def test_the_edition_follows_from_outlet_and_language() -> None:
    assert OUTLETS.edition_in("xinhua", "zh") == "zh"
    assert OUTLETS.edition_in("tass", "zh") is None
    assert OUTLETS.edition_in("pravda", "ru") is None


def test_each_edition_has_a_zone_that_exists(tmp_path: Path) -> None:
    assert all(edition.timezone().key for outlet in OUTLETS for edition in outlet.editions)


def test_a_section_keeps_its_address_and_belongs_to_the_edition() -> None:
    edition = Edition(id="zh", language="zh", host="www.example.cn", mirrors=(Mirror(host="example.cn"),),
                      sections=("world.example.cn",), zone="Asia/Shanghai")  # fmt: skip
    outlets = Outlets(outlets=(Outlet(id="example", name="Example", country="cn", editions=(edition,)),))
    assert canonical_url("http://world.example.cn/a.html", outlets) == "https://world.example.cn/a.html"
    assert canonical_url("http://example.cn/a.html", outlets) == "https://www.example.cn/a.html"
    assert outlets.edition_at("world.example.cn", "/a.html") == edition
    assert edition.hosts() == ("www.example.cn", "example.cn", "world.example.cn")


def test_some_channel_of_an_edition_is_needed() -> None:
    point = EntryPoint(kind="rss", url="https://tass.ru/rss/v2.xml")
    with pytest.raises(ValidationError, match="none is needed"):
        Edition(id="ru", language="ru", host="tass.ru", zone="UTC", channels=(Channel(name="all", needed=False, read=(point,)),))
