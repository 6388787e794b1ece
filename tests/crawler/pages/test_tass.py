"""TASS pages, Russian and English: each generation's golden pages, and what tells them apart. All texts are invented."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from parsel import Selector

from crawler.pages import tass, tass_angular, tass_material, tass_next, tass_next_dom
from crawler.pages.page import BlockedPage, Context, Page
from crawler.pages.reading import read_page
from crawler.pages.tass_parts import headline, read_dateline, without_site
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, golden, page_json, place

RU = Context(url="https://tass.ru/armiya-i-opk/25866007", zone=ZoneInfo("Europe/Moscow"), language="ru")
EN = Context(url="https://tass.com/defense/997123", zone=ZoneInfo("Europe/Moscow"), language="en")

NAMES = sorted(f"tass/{file.stem}" for file in (FOLDER / "tass").glob("*.html"))


def read_golden(name: str) -> Page:
    answer, told = golden(name)
    return read_page(answer, *place(told["edition"]), OUTLETS)


def tree(html: str) -> Selector:
    return Selector(text=html, type="html")


def from_data(data: object, dom: str = "") -> Page | None:
    text = json.dumps({"props": {"pageProps": {"data": data}}}).replace("</", "<\\/")
    return tass_next.parse(tree(f'{dom}<script id="__NEXT_DATA__" type="application/json">{text}</script>'), RU)


@pytest.mark.parametrize("name", NAMES)
def test_golden_page(name: str) -> None:
    told = golden(name)[1]
    if "blocked" in told:
        with pytest.raises(BlockedPage, match=re.escape(told["blocked"])):
            read_golden(name)
    else:
        assert page_json(read_golden(name)) == told["page"]


def test_every_layout_has_a_golden_page() -> None:
    covered = {golden(name)[1].get("page", {}).get("layout") for name in NAMES}
    assert {layout.name for layout in tass.LAYOUTS} <= covered


def test_the_same_id_under_two_rubrics_is_the_same_text() -> None:
    one, other = read_golden("tass/c-next-data"), read_golden("tass/c-other-rubric")
    assert (one.title, one.lead, one.paragraphs) == (other.title, other.lead, other.paragraphs)


def test_a_page_of_another_outlet_is_of_no_generation() -> None:
    page = tree("<html><body><h1>Заголовок</h1><div class=content><p>Текст чужой страницы.</p></div></body></html>")
    parsers = (tass_next.parse, tass_next_dom.parse, tass_angular.parse_russian, tass_material.parse)
    assert [parse(page, RU) for parse in parsers] == [None] * 4


def test_the_printed_update_goes_before_the_one_for_machines() -> None:
    page = read_golden("tass/en-updated-2026")
    assert page.updated is not None
    assert page.updated.at == datetime(2026, 1, 14, 19, 30, tzinfo=UTC)


def test_an_update_printed_as_words_is_read() -> None:
    page = tass_angular.parse_english(
        tree(
            '<div class="news-header"><h1 class="news-header__title">T</h1><dateformat time="1768413900" mode="abs"></dateformat>'
            '<p class="news-header__updated">Updated at: January 15, 2026, 10:05</p></div>'
            '<div class="text-content"><div class="text-block"><p>Body.</p></div></div>'
        ),
        EN,
    )
    assert page is not None
    assert page.updated is not None
    assert page.updated.at == datetime(2026, 1, 15, 7, 5, tzinfo=UTC)


def test_dates_of_other_stories_are_not_the_articles() -> None:
    page = tass_angular.parse_russian(
        tree(
            '<div class="news-header"><a href="/x/1"><dateformat time="1522700000" mode="abs"></dateformat></a>'
            '<h1 class="news-header__title">Заголовок</h1></div>'
            '<div class="text-content"><div class="text-block"><p>Текст.</p></div></div>'
        ),
        RU,
    )
    assert page is not None
    assert page.published is None


def test_an_insert_that_holds_a_text_block_is_left_out() -> None:
    page = tass_angular.parse_russian(
        tree(
            '<h1 class="news-header__title">Заголовок</h1><div class="text-content"><div class="text-block"><p>Текст.</p></div>'
            '<div class="text-include"><div class="text-block"><p>Чужая новость целиком.</p></div></div></div>'
        ),
        RU,
    )
    assert page is not None
    assert page.paragraphs == ("Текст.",)


def test_a_long_paragraph_that_begins_like_an_insert_stays() -> None:
    words = "Читайте также между строк, сказал он. " + "И это не вставка. " * 20
    page = from_data({"title": "Т", "content_blocks": [{"type": "text", "text": f"<p>{words}</p>"}]})
    assert page is not None
    assert page.paragraphs == (words.strip(),)


@pytest.mark.parametrize(
    ("kind", "is_taken"),
    [("text", True), ("quote", True), ("heading", True), (None, True), ("related_material", False), ("newsCard", False)],
)
def test_blocks_that_lead_away_are_left_out(kind: str | None, is_taken: bool) -> None:
    page = from_data({"title": "Т", "content_blocks": [{"text": "Начало."}, {"type": kind, "text": "Блок."}]})
    assert page is not None
    assert ("Блок." in page.paragraphs) is is_taken


def test_the_article_may_lie_one_step_deeper() -> None:
    page = from_data({"article": {"title": "Т", "content_blocks": [{"text": "Текст."}]}})
    assert page is not None
    assert page.paragraphs == ("Текст.",)


def test_a_date_of_the_data_without_an_offset_is_moscow_time() -> None:
    page = from_data({"title": "Т", "content_blocks": [{"text": "Текст."}], "published_dt": "2025-12-10T08:14:00"})
    assert page is not None
    assert page.published is not None
    assert (page.published.at, page.published.zone) == (datetime(2025, 12, 10, 5, 14, tzinfo=UTC), "+03:00")


def test_a_date_of_the_data_may_be_unix_seconds() -> None:
    page = from_data({"title": "Т", "content_blocks": [{"text": "Текст."}], "published_dt": 1765343640})
    assert page is not None
    assert page.published is not None
    assert page.published.at == datetime(2025, 12, 10, 5, 14, tzinfo=UTC)


def test_a_headline_missing_from_the_data_is_taken_from_the_page() -> None:
    page = from_data({"content_blocks": [{"text": "Текст."}]}, dom='<h1 class="NewsHeader_titles__x1">Заголовок</h1>')
    assert page is not None
    assert page.title == "Заголовок"


def test_of_several_articles_in_json_ld_the_one_with_the_pages_id_tells_the_date() -> None:
    other = {"@type": "NewsArticle", "url": "https://tass.ru/politika/11111111", "datePublished": "2020-01-01T00:00:00+03:00"}
    own = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@id": "https://tass.ru/politika/25866007"},
        "datePublished": "2025-12-10T08:14:00+03:00",
    }
    dom = f'<script type="application/ld+json">{json.dumps([other, own])}</script>'
    page = from_data({"title": "Т", "content_blocks": [{"text": "Текст."}]}, dom)
    assert page is not None
    assert page.published is not None
    assert page.published.at == datetime(2025, 12, 10, 5, 14, tzinfo=UTC)


def test_a_figure_within_a_block_gives_no_text() -> None:
    page = from_data({"title": "Т", "content_blocks": [{"text": "<p>Текст.</p><figure><figcaption>Подпись</figcaption></figure>"}]})
    assert page is not None
    assert page.paragraphs == ("Текст.",)


def test_a_text_that_is_a_caption_too_is_read_once() -> None:
    blocks = [{"text": "<p>Текст.</p><p>Колонна на марше</p>"}, {"image": {"caption": "Колонна на марше"}}]
    page = from_data({"title": "Т", "content_blocks": blocks})
    assert page is not None
    assert (page.paragraphs, page.captions) == (("Текст.",), ("Колонна на марше",))


def test_the_date_that_the_page_prints_serves_where_the_data_have_none() -> None:
    dom = '<div class="PublishedMark_date__x">10 декабря 2025, 08:14</div>'
    page = from_data({"title": "Т", "content_blocks": [{"text": "Текст."}]}, dom)
    assert page is not None
    assert page.published is not None
    assert page.published.how == "text"


def test_a_headline_without_its_class_is_the_first_heading() -> None:
    page = tass_next_dom.parse(tree("<h1>Заголовок</h1><article><p class='Paragraph_paragraph__x'>Текст.</p></article>"), RU)
    assert page is not None
    assert page.title == "Заголовок"


@pytest.mark.parametrize("name", ["news-header", "article", "explainer"])
def test_each_kind_of_headline_goes_before_the_first_heading(name: str) -> None:
    html = f"<h1>Рубрика</h1><div class='{name}__title'>Заголовок</div><div class='text-content'><p>Текст.</p></div>"
    page = tass_angular.parse_russian(tree(html), RU)
    assert page is not None
    assert page.title == "Заголовок"


@pytest.mark.parametrize("name", ["b-links b-links_mini", "printHidden", "b-gallery-widget-item", "extra-content"])
def test_what_stands_between_the_paragraphs_of_old_pages_is_left_out(name: str) -> None:
    inner = f"<div><p>Начало.</p><div class='{name}'><p>Чужое.</p></div><p>Конец.</p></div>"
    page = tass_material.parse(tree(f"<h1>Заголовок</h1><div class='b-material-text__l'>{inner}</div>"), RU)
    assert page is not None
    assert page.paragraphs == ("Начало.", "Конец.")


def test_authors_of_the_data_are_the_byline() -> None:
    data = {
        "title": "Т",
        "content_blocks": [{"text": "РИМ, 3 мая. /Корр. ТАСС Вера Полянская/. Текст."}],
        "authors": [{"name": "Иван Снегов"}],
    }
    page = from_data(data)
    assert page is not None
    assert page.byline == "Иван Снегов"


def test_a_text_block_inside_another_is_read_once() -> None:
    page = tass_angular.parse_russian(
        tree(
            '<h1 class="news-header__title">Заголовок</h1><div class="text-content"><div class="text-content">'
            '<div class="text-block"><div class="text-block"><p>Текст.</p></div></div></div></div>'
        ),
        RU,
    )
    assert page is not None
    assert page.paragraphs == ("Текст.",)


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Talks go on", "— spokesman", "Talks go on — spokesman"),
        ("Учения начались", "Они продлятся неделю", "Учения начались. Они продлятся неделю"),
        ("Учения начались!", "Они идут", "Учения начались! Они идут"),
        ("Учения начались", "", "Учения начались"),
        ("", "Учения", "Учения"),
        ("Учения начались — штаб", "— штаб", "Учения начались — штаб"),
    ],
)
def test_headline(title: str, subtitle: str, whole: str) -> None:
    assert headline(title, subtitle) == whole


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Talks go on — minister - World - TASS", "Talks go on — minister"),
        ("Talks go on — minister - TASS", "Talks go on — minister"),
        ("Учения начались - Армия и ОПК - ТАСС", "Учения начались"),
        ("ТАСС сообщил об учениях", "ТАСС сообщил об учениях"),
    ],
)
def test_the_site_is_no_part_of_the_headline(title: str, bare: str) -> None:
    assert without_site(title) == bare


@pytest.mark.parametrize(
    ("paragraph", "dateline", "correspondent"),
    [
        ("МОСКВА, 3 апреля. /ТАСС/. Текст", "МОСКВА, 3 апреля. /ТАСС/.", ""),
        ("НЬЮ-ЙОРК, 3 апреля. /ИТАР-ТАСС/. Текст", "НЬЮ-ЙОРК, 3 апреля. /ИТАР-ТАСС/.", ""),
        (
            "РИМ, 3 апреля. /Корр. ТАСС Вера Полянская/. Т",
            "РИМ, 3 апреля. /Корр. ТАСС Вера Полянская/.",
            "Корр. ТАСС Вера Полянская",
        ),
        ("MOSCOW, April 18. /TASS/. Text", "MOSCOW, April 18. /TASS/.", ""),
        ("Москва, 3 апреля. /ТАСС/. Текст", "", ""),
        ("МОСКВА, 3 апреля. Текст /ТАСС/", "", ""),
    ],
)
def test_dateline(paragraph: str, dateline: str, correspondent: str) -> None:
    assert read_dateline(paragraph) == (dateline, correspondent)
