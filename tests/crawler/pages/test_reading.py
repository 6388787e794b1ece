"""Which layout reads a page, what becomes of pages that none reads, and pages made to break a reader."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsel import Selector

from crawler.pages import reading
from crawler.pages.layouts import LAYOUTS
from crawler.pages.page import BlockedPage, Context, Layout, NoArticle, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, fetched, golden, place

PROSE = "".join(
    f"<p>Министр обороны Громов заявил, что {name} учения не направлены против третьих стран и продолжатся осенью.</p>"
    for name in ("первые", "вторые", "третьи", "четвёртые")
)
C_PAGE = (
    '<div class="h-title">题目</div><div class="h-time">2018-04-03 21:40:36</div><div id="p-detail"><p>林望川说，好。</p>{}</div>'
)


URL = "http://www.news.cn/world/2018-04/03/c_1.htm"


def read(body: bytes | str, url: str = URL, edition: str = "xinhua/zh", **fields: Any) -> Page:
    return read_page(fetched(body, url, **fields), *place(edition), OUTLETS)


def layout(name: str, **fields: Any) -> Layout:
    def parse(page: Selector, context: Context) -> Page | None:
        return Page(layout="", title=name, paragraphs=("text",))

    return Layout(name=name, parse=parse, **fields)


def test_page_that_breaks_one_layout_may_be_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(page: Selector, context: Context) -> Page | None:
        raise ValueError("Invalid IPv6 URL")

    broken = Layout(name="broken", parse=parse)
    monkeypatch.setitem(LAYOUTS, "xinhua", (broken, layout("next")))
    assert read("<p>x</p>").layout == "next"
    monkeypatch.setitem(LAYOUTS, "xinhua", (broken,))
    with pytest.raises(NoArticle, match=r"tried broken \(failed: ValueError: Invalid IPv6 URL\)"):
        read("<p>x</p>")


@pytest.mark.parametrize(
    ("url", "winner"),
    [
        ("http://www.news.cn/world/2024-04/03/c_1.htm", "new"),
        ("http://www.news.cn/world/2018-04/03/c_1.htm", "old"),
        ("http://www.he.xinhuanet.com/world/2010-04/03/c_1.htm", "regional"),
        ("http://www.news.cn/world/2010-04/03/c_1.htm", "new"),  # none fits: the newest is tried first
        ("http://www.news.cn/c_1.htm", "new"),  # no date: rendered when it was fetched
    ],
)
def test_layout_whose_dates_and_host_fit_is_tried_first(monkeypatch: pytest.MonkeyPatch, url: str, winner: str) -> None:
    layouts = (
        layout("new", valid_from=date(2021, 1, 1)),
        layout("old", valid_from=date(2017, 1, 1), valid_until=date(2021, 12, 31)),
        layout("regional", valid_until=date(2013, 12, 31), host="www.he.xinhuanet.com"),
    )
    monkeypatch.setitem(LAYOUTS, "xinhua", layouts)
    assert read("<p>x</p>", url).layout == winner


def test_layout_without_title_or_body_does_not_win(monkeypatch: pytest.MonkeyPatch) -> None:
    def hollow(page: Selector, context: Context) -> Page | None:
        return Page(layout="", title="t", paragraphs=())

    monkeypatch.setitem(LAYOUTS, "xinhua", (Layout(name="hollow", parse=hollow), layout("whole")))
    assert read("<p>x</p>").layout == "whole"


@pytest.mark.parametrize("name", ["c-own-address-em-source", "d-detail-content-mobile-header", "b-page-1"])
def test_page_of_another_generation_than_its_date_is_read_all_the_same(name: str) -> None:
    came, told = golden(f"xinhua/{name}")
    page = read(came.body, "http://www.news.cn/world/2011-01/01/c_1.htm")
    assert page.layout == told["page"]["layout"]
    assert list(page.paragraphs) == told["page"]["paragraphs"]


def test_outlet_without_layouts_is_read_by_the_extractor() -> None:
    outlet, edition = place("tass/ru")
    stranger = replace_id(outlet, "stranger")
    body = f"<html><head><title>Заголовок</title></head><body><h1>Заголовок</h1><article>{PROSE}</article></body></html>"
    page = read_page(fetched(body, "https://example.org/2018/04/03/a.html"), stranger, edition, OUTLETS)
    assert (page.layout, page.completeness, page.title) == ("trafilatura", "partial", "Заголовок")
    assert page.published is not None
    assert page.published.how == "url"


def replace_id(outlet: Any, name: str) -> Any:
    return outlet.model_copy(update={"id": name})


def test_no_article_names_what_was_tried() -> None:
    with pytest.raises(
        NoArticle,
        match=r"^http://www\.news\.cn/world/2018-04/03/c_1\.htm: no layout fits; tried xinhua-c, xinhua-b, .*trafilatura$",
    ):
        read("<html><body><h1>标题</h1><ul><li><a href='/'>首页</a></li></ul></body></html>")


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("", "text/html", "the body is empty"),
        (" \n ", "text/html", "the body is empty"),
        ("{}", "application/json", "no HTML but application/json"),
        (b"%PDF-1.4", "", "no HTML by its first bytes"),
        (b"\x89PNG\r\n", "text/html", "no HTML by its first bytes"),
        (b"\x1f\x8b\x08", "text/html", "no HTML by its first bytes"),
    ],
)
def test_what_is_no_html(body: bytes | str, content_type: str, words: str) -> None:
    with pytest.raises(NoArticle, match=words):
        read(body, content_type=content_type)


@pytest.mark.parametrize("status", [401, 403, 405, 429, 503])
def test_refusal_without_a_mark_is_blocked_by_its_status(status: int) -> None:
    with pytest.raises(BlockedPage, match=f"no article, answered with {status}"):
        read("<html><body><p>Oops</p></body></html>", status=status)


def test_challenge_with_status_200_is_blocked() -> None:
    with pytest.raises(BlockedPage, match="StormWall challenge, answered with 200"):
        read('<html><script>document.cookie="__js_p_=1";</script></html>')


def test_article_that_is_about_captcha_is_read() -> None:
    assert read(C_PAGE.format("<p>新的 captcha 人机验证系统将在秋天启用。</p>" * 40)).title == "题目"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "text",
        "<b><table>" * 20_000,
        "<p>" * 200_000,
        "<font color=navy>" * 100_000,
        "<a " + "x='1' " * 100_000 + ">",
        "<!--" * 200_000,
        "<![CDATA[" * 100_000,
        "<" * 1_000_000,
        "&#0;&#xD800;&#x110000;&nope;" * 10_000,
        "<script>" + "a" * 8_000_000,
        "\x00" * 100_000,
        "<td>来源：2018-04-03 10:10</td>" * 10_000,
        "<html/>" * 50_000,
        "<plaintext>" + "<p>" * 10_000,
        "<svg><foreignObject>" * 5_000,
    ],
    ids=lambda body: body[:12],
)
def test_hostile_pages_end_as_no_article(body: str) -> None:
    with pytest.raises((NoArticle, BlockedPage)):
        read(body)


@pytest.mark.parametrize(("paragraphs", "sentences"), [(170, 1_000), (5_000, 3)])
def test_article_of_megabytes_is_read_whole(paragraphs: int, sentences: int) -> None:
    page = read(C_PAGE.format(f"<p>{'双方还就地区局势交换了意见。' * sentences}</p>" * paragraphs))
    assert len(page.paragraphs) == paragraphs + 1
    assert page.completeness == "full"


def test_more_paragraphs_than_an_article_has_are_left_out() -> None:
    page = read(C_PAGE.format("<p>双方交换了意见。</p>" * 15_000))
    assert len(page.paragraphs) == 10_000
    assert page.completeness == "partial"


def test_page_with_attributes_without_end_is_partial() -> None:
    page = read(C_PAGE.format(f"<p {' '.join(f'a{n}' for n in range(100_000))}>双方交换了意见。</p>"))
    assert page.paragraphs == ("林望川说，好。", "双方交换了意见。")
    assert page.completeness == "partial"


def test_line_of_megabytes_is_read_so_far() -> None:
    page = read(C_PAGE.format(f"<p>{'好' * 2_000_000}</p>"))
    assert len(page.paragraphs[-1]) == 1_000_000
    assert page.completeness == "partial"


def test_words_of_a_template_are_no_text_for_the_extractor_either() -> None:
    hidden = "<template><p>Скрытые слова, которых читатель не видит, а извлекатель видит.</p></template>"
    body = f"<html><head><title>Заголовок</title></head><body><h1>Заголовок</h1><article>{PROSE}{hidden}</article></body></html>"
    page = read(body, "https://tass.ru/armiya-i-opk/1", "tass/ru")
    assert page.layout == "trafilatura"
    assert "Громов" in page.paragraphs[0]
    assert not any("Скрытые" in paragraph for paragraph in page.paragraphs)


def test_page_that_is_nested_too_deep_is_partial() -> None:
    page = read(C_PAGE.format("<p>双方交换了意见。</p>" + "<div>" * 100_000 + "深处的话。"))
    assert page.paragraphs == ("林望川说，好。", "双方交换了意见。")
    assert page.completeness == "partial"


@pytest.mark.parametrize("attribute", ["{x}a=1", "}b=2", "x{y='3' @c=4 class=d", "a\x01b=5", "\ufffe=6"])
def test_attribute_that_lxml_cannot_look_up_does_no_harm(attribute: str) -> None:
    body = C_PAGE.format("<p>好。</p>").replace('"><p>', f'" {attribute}><p {attribute}>')
    assert read(f"<meta name=keywords content=甲,乙 {attribute}>{body}").tags == ("甲", "乙")


@pytest.mark.parametrize("field", ["h-title", "h-time", "source", "p-detail"])
def test_markup_and_script_in_a_field_are_text_or_nothing(field: str) -> None:
    evil = "<script>alert(1)</script>&lt;img src=x onerror=alert(2)&gt;\u202e\x07"
    came, _ = golden("xinhua/c-own-address-em-source")
    body = came.body.decode().replace(f'"{field}">', f'"{field}">{evil}')
    page = read(body)
    for text in (page.title, page.source, page.editor, *page.paragraphs, *page.captions):
        assert "alert(1)" not in text
        assert not set(text) & {"\u202e", "\x07", "\x00"}


EDITIONS = ["xinhua/zh", "xinhua/en", "xinhua/ru", "tass/ru", "nvo/ru"]
PIECES = [
    "<p>", "</p>", "<div id='p-detail'>", "<div class='h-title'>", "<div id=detail>", "<td>", "</td>", "<table>", "<br>", "<!--",
    "-->", "<script>", "</script>", "<h1 id=title>", "<a href=", "<meta name=keywords content=", "<font color=navy>", "&#", ";",
    "'", '"', "<div id=div_currpage><a href='c_1_2.htm'>", "下一页", "来源：", "2018-04-03 10:10", "责任编辑：", "摄", "丨", "-0-",
    "新华社莫斯科4月3日电（记者", "\x00", "\ud800",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40),
    st.sampled_from(["xinhua/zh", "xinhua/en", "xinhua/ru", "tass/ru", "nvo/ru"]),
)
def test_random_markup_gives_a_page_or_a_known_error(pieces: list[str], edition: str) -> None:
    expect_page_or_known_error(_bytes("".join(pieces)), edition, URL)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


GOLDEN = sorted(file for file in FOLDER.glob("*/*.html"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_golden_pages_cut_and_mixed_give_a_page_or_a_known_error(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(GOLDEN))
    body = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        stop = min(len(body), start + data.draw(st.integers(0, 400)))
        body[start:stop] = data.draw(st.binary(max_size=30) | st.sampled_from(PIECES).map(_bytes))
    edition = golden(f"{file.parent.name}/{file.stem}")[1]["edition"]
    expect_page_or_known_error(bytes(body), edition, URL)


def expect_page_or_known_error(body: bytes, edition: str, url: str) -> None:
    try:
        page = read(body, url, edition)
    except (BlockedPage, NoArticle):
        return
    assert page.title
    assert page.paragraphs
    for text in (page.title, page.lead, page.byline, page.source, page.editor, *page.paragraphs, *page.tags, *page.captions):
        text.encode()
        assert "\n" not in text


def test_address_that_is_none_is_survived() -> None:
    assert read(C_PAGE.format(""), "http://[").title == "题目"


def test_every_layout_has_a_name_of_its_own() -> None:
    names = [layout.name for layouts in reading.LAYOUTS.values() for layout in layouts]
    assert len(set(names)) == len(names)
