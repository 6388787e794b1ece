"""Xinhua's pages: what is read from each golden page, every field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.pages.articles import article_from_page, join_pages
from crawler.pages.decoding import decode_page
from crawler.pages.page import BlockedPage, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, fetched, golden, page_json, place

NAMES = sorted(file.stem for file in (FOLDER / "xinhua").glob("*.json"))
SHARED = Path(__file__).parents[4] / "shared" / "dev" / "html"


def read(name: str) -> Page:
    came, told = golden(f"xinhua/{name}")
    return read_page(came, *place(told["edition"]), OUTLETS)


@pytest.mark.parametrize("name", NAMES)
def test_golden_page_is_read_as_its_json_says(name: str) -> None:
    came, told = golden(f"xinhua/{name}")
    outlet, edition = place(told["edition"])
    decoded = decode_page(came, edition.language)
    assert (decoded.charset, decoded.how) == (told["charset"], told["charset_how"])
    if "blocked" in told:
        with pytest.raises(BlockedPage, match=told["blocked"]):
            read_page(came, outlet, edition, OUTLETS)
        return
    assert page_json(read_page(came, outlet, edition, OUTLETS)) == told["page"]


def test_every_golden_page_has_its_json() -> None:
    assert sorted(file.stem for file in (FOLDER / "xinhua").glob("*.html")) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != "firewall-403"])
def test_nothing_that_is_not_the_article_is_in_its_text(name: str) -> None:
    page = read(name)
    text = "\n".join(page.paragraphs)
    for foreign in (
        "责任编辑",
        "纠错",
        "隐藏链接",
        "相关新闻",
        "下一页",
        "Enditem",
        "Item/1",
        "-0-",
        "计数器",
        "摄\n",
        "(Xinhua/",
        "听新闻",
        "Editor:",
    ):
        assert foreign not in text
    assert not page.paragraphs[-1].isdecimal()
    assert page.title not in page.paragraphs


def test_charset_of_a_script_is_not_taken_for_the_page_s() -> None:
    came, _ = golden("xinhua/a-gb18030-declared-gb2312")
    assert b'charset="utf-8"' in came.body.partition(b"gb2312")[0]
    assert "朱镕川" in decode_page(came, "zh").text
    assert "𠮷田" in decode_page(came, "zh").text  # four bytes of gb18030, which gb2312 and gbk do not have


def test_pages_of_one_article_are_joined_and_the_repeated_paragraph_is_there_once() -> None:
    whole = join_pages(read("b-page-1"), [read("b-page-2"), read("b-page-3")])
    assert whole.completeness == "full"
    assert (whole.joined, whole.further) == (3, ())
    assert whole.paragraphs.count("港口司令部介绍，访问为期五天。") == 1
    assert whole.paragraphs[-1] == "孙大河说，下一次不必再等三十年。（完）"
    assert whole.editor == "赵一鸣、钱亦舟"
    assert whole.byline == "记者陈北辰、何小满"


def test_first_page_alone_is_partial_as_an_article() -> None:
    came, told = golden("xinhua/b-page-1")
    article = article_from_page(read("b-page-1"), came, *place(told["edition"]), OUTLETS, listed_url=told["url"])
    assert article.completeness == "partial"


def test_pager_that_leads_to_an_address_of_another_form_makes_the_page_partial() -> None:
    came, told = golden("xinhua/b-page-1")
    body = came.body.decode().replace("c_119981234_2.htm", "javascript:turn(2)").replace("c_119981234_3.htm", "#3")
    page = read_page(fetched(body, told["url"]), *place("xinhua/zh"), OUTLETS)
    assert (page.completeness, page.further) == ("partial", ())


def test_old_and_new_host_give_the_same_id() -> None:
    came, _told = golden("xinhua/c-own-address-em-source")
    outlet, edition = place("xinhua/zh")
    page = read_page(came, outlet, edition, OUTLETS)
    old, new, mobile = (
        article_from_page(page, came, outlet, edition, OUTLETS, listed_url=f"{start}/mil/2018-04/03/c_129843210.htm")
        for start in ("http://www.xinhuanet.com", "https://www.news.cn", "http://m.xinhuanet.com")
    )
    assert old.id == new.id == mobile.id
    assert old.url == "https://www.news.cn/mil/2018-04/03/c_129843210.htm"


def test_copy_under_another_number_has_the_same_text_and_another_source() -> None:
    one, other = read("c-own-address-em-source"), read("same-story-www-news-cn")
    assert one.paragraphs == other.paragraphs
    assert (one.source, other.source) == ("新华网", "新华社")


def test_reprint_on_an_unknown_host_is_read_by_the_extractor_and_marked() -> None:
    page = read("people-reprint")
    assert page.published is not None
    assert (page.published.printed, page.published.how) == ("2018年04月03日21:52", "text")  # the meta tag knows the day only
    assert (page.layout, page.completeness) == ("trafilatura", "partial")
    assert page.paragraphs[0] == read("c-own-address-em-source").paragraphs[0]


@pytest.mark.parametrize("time", ["2024 05/ 16 12:01:05", "2024 05/16 12:01:05", "202405/1612:01:05", "2024 05/16  12:01:05"])
def test_head_s_time_with_stray_spaces(time: str) -> None:
    came, told = golden("xinhua/d-detail-content-mobile-header")
    head = '<span class="year"><em>2024</em></span><span class="day"> 05/ 16 </span><span class="time">12:01:05</span>'
    assert head in came.body.decode()
    page = read_page(fetched(came.body.decode().replace(head, time), told["url"]), *place("xinhua/zh"), OUTLETS)
    assert page.published is not None
    assert page.published.at.isoformat() == "2024-05-16T04:01:05+00:00"


@pytest.mark.parametrize(
    ("without", "how", "at"),
    [
        (("header-time",), "meta", "2024-05-15T16:00:00+00:00"),
        (("header-time", "publishdate"), "url", "2024-05-15T16:00:00+00:00"),
    ],
)
def test_published_from_the_meta_tag_else_from_the_address(without: tuple[str, ...], how: str, at: str) -> None:
    came, told = golden("xinhua/d-detail-content-mobile-header")
    body = came.body.decode()
    for name in without:
        body = body.replace(name, "gone")
    page = read_page(fetched(body, told["url"]), *place("xinhua/zh"), OUTLETS)
    assert page.published is not None
    assert (page.published.how, page.published.at.isoformat()) == (how, at)


def test_sentence_that_a_reporter_filmed_something_is_no_caption() -> None:
    assert "视频由随行记者拍摄。" in read("d-detail-content-mobile-header").paragraphs


def test_bold_centred_line_is_a_subheading() -> None:
    assert "共同的海，共同的责任" in read("d-detail-content-mobile-header").paragraphs


def test_text_outside_every_paragraph_is_kept_when_it_is_a_sentence() -> None:
    came, told = golden("xinhua/d-detail-alone-digits")
    body = came.body.decode().replace(
        '<div id="detail">', '<div id="detail"><div>林望川说，这句话不在段落里。</div><div>分享</div>'
    )
    page = read_page(fetched(body, told["url"]), *place("xinhua/zh"), OUTLETS)
    assert page.paragraphs[0] == "林望川说，这句话不在段落里。"
    assert "分享" not in page.paragraphs


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real pages are beside the checkout only")
@pytest.mark.parametrize(
    ("file", "layout", "paragraphs", "at", "source", "editor", "byline"),
    [
        ("xinhuanet_zh_2019", "xinhua-c", 5, "2019-12-09T23:57:40+00:00", "新华网", "尹世杰", "记者唐霁"),
        ("xinhuanet_zh_2012", "xinhua-a", 6, "2012-06-04T01:20:26+00:00", "河北日报", "王华军", "记者王敬照"),
        ("people_zh_2024", "trafilatura", 13, "2024-04-24T15:52:00+00:00", "", "", ""),
    ],
)
def test_real_pages(file: str, layout: str, paragraphs: int, at: str, source: str, editor: str, byline: str) -> None:
    row = next(row for row in json.loads((SHARED / "index.json").read_text()) if row["file"].startswith(file))
    page = read_page(fetched((SHARED / row["file"]).read_bytes(), row["url"]), *place("xinhua/zh"), OUTLETS)
    assert page.published is not None
    assert (page.layout, page.published.at.isoformat()) == (layout, at)
    assert (page.source, page.editor, page.byline) == (source, editor, byline)
    assert row["title"].startswith(page.title)
    assert paragraphs <= len(page.paragraphs) <= paragraphs + 1
