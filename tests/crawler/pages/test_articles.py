"""Page → Article, and several pages → one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.canonical_url import article_id
from crawler.pages.articles import article_from_page, join_pages, says_the_same
from crawler.pages.page import Page, Stamp
from processors.records import Article
from processors.wire import article_from_json, article_to_json
from tests.crawler.pages.golden_pages import FETCHED_AT, OUTLETS, fetched, place

URL = "http://news.xinhuanet.com/mil/2018-04/03/c_129843210.htm"
PAGE = Page(layout="xinhua-c", title="访问发出清晰信号", paragraphs=("第一段。", "第二段。"))


def stamp(at: datetime, how: Any = "text") -> Stamp:
    return Stamp(at=at, printed=f"{at:%Y-%m-%d %H:%M}", zone="+08:00", how=how)


def article(page: Page, **fields: Any) -> Article:
    outlet, edition = place("xinhua/zh")
    came = fetched("页", URL, sha256="ab12", warc="<urn:uuid:1>")
    return article_from_page(page, came, outlet, edition, OUTLETS, **({"listed_url": URL} | fields))


def facts(found: Article) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(dict(found.extra)["page"])
    return told


def test_article_carries_where_it_came_from() -> None:
    found = article(PAGE)
    assert (found.outlet, found.edition, found.language) == ("xinhua", "zh", "zh")
    assert (found.sha256, found.warc, found.fetched_at) == ("ab12", "<urn:uuid:1>", FETCHED_AT)
    assert (found.title, found.text) == ("访问发出清晰信号", "第一段。\n\n第二段。")
    assert facts(found) == {
        "layout": "xinhua-c", "charset": "utf-8", "charset_how": "valid utf-8",
        "published_printed": "2018-04/03", "published_how": "url",
    }  # fmt: skip


def test_article_goes_over_the_wire_and_back() -> None:
    found = article(replace(PAGE, published=stamp(datetime(2018, 4, 3, 13, 40, tzinfo=UTC)), tags=("甲",), captions=("图",)))
    back = article_from_json(json.loads(json.dumps(article_to_json(found))))
    assert replace(back, published_zone="+08:00") == found


def test_id_is_that_of_the_listed_address() -> None:
    found = article(PAGE, listed_url="https://m.xinhuanet.com/mil/2018-04/03/c_1.htm?from=feed")
    assert found.url == "https://www.news.cn/mil/2018-04/03/c_1.htm"
    assert found.id == article_id("http://www.xinhuanet.com/mil/2018-04/03/c_1.htm", OUTLETS)


@pytest.mark.parametrize(
    ("lead", "title", "first", "kept"),
    [
        ("Министр выступил.", "Другой заголовок", "Совсем иной текст", True),
        ("Министр выступил.", "Министр выступил", "Иной", False),
        ("Министр выступил в Москве.", "Заголовок", "МОСКВА, 3 апреля. /ТАСС/. Министр выступил в Москве. Он сказал.", False),
        ("a b c d e f g h i j", "t", "a b c d e f g h i and more", False),
        ("a b c d e f g h i j", "t", "a b c d e and more", True),
        ("林望川说，访问发出清晰信号", "t", "新华社电 林望川说，访问发出清晰信号。", False),
        ("林望川离开云溪", "林望川抵达云溪港", "别的话。", True),
        ("", "t", "x", False),
    ],
)
def test_lead_stands_before_the_text_unless_it_is_said_already(lead: str, title: str, first: str, kept: bool) -> None:
    found = article(Page(layout="x", title=title, lead=lead, paragraphs=(first, "Second.")))
    assert found.text == "\n\n".join([*([lead] if kept else []), first, "Second."])
    assert facts(found).get("lead", "") == lead


def test_says_the_same_counts_words_not_letters() -> None:
    assert says_the_same("The cat", "the CAT!")
    assert not says_the_same("cat", "concatenate")


@pytest.mark.parametrize(
    ("page", "listed", "how", "doubted"),
    [
        (stamp(FETCHED_AT - timedelta(days=1)), FETCHED_AT, "text", False),
        (stamp(FETCHED_AT + timedelta(hours=47)), None, "text", False),
        (stamp(FETCHED_AT + timedelta(hours=49)), FETCHED_AT, "listing", True),
        (stamp(FETCHED_AT + timedelta(hours=49)), FETCHED_AT + timedelta(days=9), "url", True),
        (None, FETCHED_AT, "listing", False),
        (None, None, "url", False),
        (stamp(datetime(2018, 4, 2, 16, tzinfo=UTC), "url"), datetime(2018, 4, 3, 7, tzinfo=UTC), "listing", False),
    ],
)
def test_published(page: Stamp | None, listed: datetime | None, how: str, doubted: bool) -> None:
    found = article(replace(PAGE, published=page), published_fallback=listed)
    assert facts(found)["published_how"] == how
    assert ("published_doubted" in facts(found)) is doubted
    assert found.published_zone == "+08:00"


def test_no_time_at_all() -> None:
    outlet, edition = place("tass/ru")
    url = "https://tass.ru/politika/5091111"
    found = article_from_page(PAGE, fetched("x", url), outlet, edition, OUTLETS, listed_url=url)
    assert (found.published_at, found.published_zone) == (None, None)


def test_unjoined_further_pages_make_it_partial() -> None:
    assert article(replace(PAGE, further=("http://x/c_1_2.htm",))).completeness == "partial"
    assert article(PAGE).completeness == "full"


def page(*paragraphs: str, further: tuple[str, ...] = (), **fields: Any) -> Page:
    return Page(layout="x", title="t", paragraphs=paragraphs, further=further, **fields)


def test_join_keeps_the_order_and_drops_what_is_repeated_at_the_seam() -> None:
    whole = join_pages(
        page("a", "b", "c", further=("2", "3")), [page("b", "c", "d", further=("3",)), page("d", "e", captions=("k",))]
    )
    assert whole.paragraphs == ("a", "b", "c", "d", "e")
    assert (whole.completeness, whole.joined, whole.further, whole.captions) == ("full", 3, (), ("k",))


@pytest.mark.parametrize(
    ("first", "others"),
    [
        (page("a", further=("2", "3")), [page("b"), None]),
        (page("a", further=("2",)), []),
        (page("a", further=("2",)), [page("b", further=("3",))]),  # page two knows of a third
        (page("a", further=("2",)), [page("a")]),  # the server gives page one for every number
        (page("a", further=("2",)), [page("b", completeness="partial")]),
        (page("a", further=("2",), completeness="partial"), [page("b")]),
    ],
)
def test_join_is_partial_when_something_is_missing(first: Page, others: list[Page | None]) -> None:
    assert join_pages(first, others).completeness == "partial"


def test_join_of_a_single_page_is_that_page() -> None:
    assert join_pages(page("a"), []) == page("a")


def test_loops_of_next_links_are_harmless() -> None:
    first = page("a", further=("2",))
    whole = join_pages(first, [page("b"), first, page("b"), first])
    assert (whole.paragraphs, whole.joined, whole.completeness) == (("a", "b"), 2, "full")


def test_joined_pages_are_counted_in_the_article() -> None:
    assert facts(article(join_pages(page("a", further=("2",)), [page("b")])))["pages"] == 2
