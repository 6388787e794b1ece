"""People's Daily Online as it is declared: its addresses, and that it is off and proves no silence."""

from __future__ import annotations

import pytest

from crawler.canonical_url import canonical_url
from crawler.listings.reading import read_listing
from crawler.outlets import load_outlets
from monitor.defaults import default_config

OUTLETS = load_outlets(default_config() / "outlets")
EDITION = next(edition for outlet in OUTLETS if outlet.id == "people" for edition in outlet.editions)


@pytest.mark.parametrize(
    "url",
    [
        "http://politics.people.com.cn/n1/2024/0424/c1001-40223222.html",
        "https://world.people.com.cn/n1/2026/0227/c1002-40671139.html",
        "http://www.people.com.cn/n/2013/1227/c373005-23961344.html",
        "http://military.people.com.cn/GB/1076/52984/7654321.html",
    ],
)
def test_articles(url: str) -> None:
    assert EDITION.is_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://culture.people.com.cn/n1/2019/0726/c1013-31257663-2.html",  # a further page, and a host that is not declared
        "http://politics.people.com.cn/n1/2024/0424/c1001-40223222-2.html",
        "http://military.people.com.cn/GB/172467/index.html",
        "http://military.people.com.cn/GB/172467/",
        "http://en.people.cn/n3/2024/0424/c90000-20160001.html",
        "http://politics.people.com.cn.example.org/n1/2024/0424/c1001-40223222.html",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert not EDITION.is_article(url)


def test_a_department_keeps_its_host() -> None:
    assert canonical_url("http://world.people.com.cn/n1/2026/0227/c1002-1.html", OUTLETS).startswith("https://world.people.com.cn/")


def test_it_is_off_and_proves_no_silence() -> None:
    outlet = OUTLETS.get("people")
    assert outlet is not None
    assert (outlet.enabled, outlet.keeps_record) == (False, False)


def test_its_lists_give_the_headlines_and_no_menu() -> None:
    point = EDITION.channels[0].read[0]
    html = (
        '<ul class="menu"><li><a href="/n1/2026/1124/c1011-1.html">军事</a></li></ul><div class="ej_list_box clear">'
        '<ul class="list_16"><li><a href="/n1/2026/1124/c1011-40990001.html">云溪港演练</a> <em>2026-11-24</em></li></ul></div>'
    )
    answer = read_listing(
        point.kind, html.encode(), url=point.url, content_type="text/html", zone=EDITION.timezone(), select=point.select
    )
    assert [(item.url, item.title) for item in answer.listed] == [
        ("http://military.people.com.cn/n1/2026/1124/c1011-40990001.html", "云溪港演练")
    ]
