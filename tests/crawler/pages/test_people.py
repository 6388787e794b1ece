"""People's Daily Online: what the golden pages do not show, and the real page where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outlets import Edition, Outlet
from crawler.pages.articles import join_pages
from crawler.pages.page import NoArticle, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, fetched, golden, place

SHARED = Path(__file__).parents[4] / "shared" / "dev" / "html"
REAL = "http://politics.people.com.cn/n1/2024/0424/c1001-40223222.html"
URL = "http://world.people.com.cn/n1/2026/1124/c1002-40990009.html"
PLACE: tuple[Outlet, Edition] = place("people/zh")
NAMES = sorted(file.stem for file in (FOLDER / "people").glob("*.html"))


def read(name: str, old: str = "", new: str = "") -> Page:
    """The golden page, with one piece of its markup replaced."""
    came, told = golden(f"people/{name}")
    charset = told["charset"]
    body = came.body.decode(charset)
    assert old in body
    return read_page(fetched(body.replace(old, new).encode(charset) if old else came.body, told["url"]), *PLACE, OUTLETS)


def pager(*links: str) -> str:
    anchors = "".join(f'<a href="{link}">n</a>' for link in links)
    return f'<div class="rm_txt"><h1>题</h1><div class="rm_txt_con"><p>　　正文。</p><div class="zdfy">{anchors}</div></div></div>'


def test_the_parts_are_joined_to_a_whole_article() -> None:
    first, *others = (read(f"three-parts-{number}") for number in (1, 2, 3))
    whole = join_pages(first, others)
    assert (len(whole.paragraphs), whole.editor, whole.completeness) == (6, "赵一鸣", "full")


def test_further_pages_are_the_later_ones_of_this_article() -> None:
    own = "/n1/2026/1124/c1002-40990009"
    links = (
        f"{own}-3.html",
        f"{own}-2.html#top",
        f"{own}.html",
        f"{own}-2.html",
        "/n1/2026/1124/c1002-40990010-2.html",
        "http://[",
    )
    page = read_page(fetched(pager(*links), URL), *PLACE, OUTLETS)
    assert page.further == (URL.replace(".html", "-2.html"), URL.replace(".html", "-3.html"))


def test_the_printed_minute_is_better_than_the_day_in_the_head() -> None:
    printed = read("xinhua-reprint")
    told = read("xinhua-reprint", "2026年11月23日19:42 | ")
    assert printed.published
    assert told.published
    assert (printed.published.at.isoformat(), printed.published.how) == ("2026-11-23T11:42:00+00:00", "text")
    assert told.published.how == "meta"


def test_a_source_that_only_the_head_tells() -> None:
    assert read("xinhua-reprint", "| 来源：", "| ").source == "新华社"


def test_an_editors_line_is_no_paragraph() -> None:
    assert not [line for name in NAMES for line in read(name).paragraphs if "责编" in line or "责任编辑" in line]


def test_a_bold_centred_line_is_a_subheading_and_a_plain_one_a_caption() -> None:
    page = read("today-utf-8-declared-gb2312")
    assert "三个科目" in page.paragraphs
    assert page.captions == ("演练现场。陈北辰摄",)


def test_a_text_that_stands_in_a_table_is_the_text() -> None:
    line = "林川防务部长杜若川23日在林州会见北岭国客人。" * 20
    table = f'<table><tr><td><img src="1.jpg"/>{line}</td></tr></table>'
    html = f'<div class="rm_txt"><h1>题</h1><div class="rm_txt_con">{table}</div></div>'
    page = read_page(fetched(html, URL), *PLACE, OUTLETS)
    assert (page.layout, page.paragraphs) == ("people-c", (line,))


def test_the_page_of_another_outlet_is_not_of_these_layouts() -> None:
    came, _ = golden("xinhua/d-detail-alone-digits")
    assert read_page(fetched(came.body, URL), *PLACE, OUTLETS).layout == "trafilatura"


@given(st.sampled_from(NAMES), st.integers(0, 6_000), st.binary(max_size=40))
def test_a_damaged_page_is_read_or_refused(name: str, at: int, junk: bytes) -> None:
    came, told = golden(f"people/{name}")
    try:
        page = read_page(fetched(came.body[:at] + junk + came.body[at + 20 :], told["url"]), *PLACE, OUTLETS)
    except NoArticle:
        return
    assert page.title
    assert page.paragraphs


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real pages are beside the checkout only")
def test_the_real_page() -> None:
    page = read_page(fetched((SHARED / "people_zh_2024-04-24.html").read_bytes(), REAL), *PLACE, OUTLETS)
    assert page.published is not None
    assert (page.layout, page.completeness, len(page.paragraphs)) == ("people-c", "full", 12)
    assert page.published.at.isoformat() == "2024-04-24T15:52:00+00:00"
    assert (page.source, page.editor, page.dateline) == ("新华网", "牛镛、岳弘彬", "新华社北京4月24日电")
    assert page.title.startswith("促进航天技术更好惠及人民")
    assert "人民网" not in page.title
    assert "深空探测" in page.tags
    assert page.further == ()
