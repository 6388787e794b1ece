"""Pages of NVO and of the daily it comes with. All texts are invented."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from parsel import Selector

from crawler.pages import nvo
from crawler.pages.articles import says_the_same
from crawler.pages.decoding import decode_page
from crawler.pages.page import Context, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, golden, page_json, place

CONTEXT = Context(url="https://nvo.ng.ru/concepts/2018-06-01/1_998_shield.html", zone=ZoneInfo("Europe/Moscow"), language="ru")

NAMES = sorted(f"nvo/{file.stem}" for file in (FOLDER / "nvo").glob("*.html"))


def read_golden(name: str) -> Page:
    answer, told = golden(name)
    return read_page(answer, *place(told["edition"]), OUTLETS)


def article(inner: str, head: str = "") -> Page | None:
    page = f'<h1 class="htitle">Заголовок</h1>{head}<article class="typical">{inner}</article>'
    return nvo.parse_article(Selector(text=page, type="html"), CONTEXT)


@pytest.mark.parametrize("name", NAMES)
def test_golden_page(name: str) -> None:
    assert page_json(read_golden(name)) == golden(name)[1]["page"]


def test_every_layout_has_a_golden_page() -> None:
    covered = {golden(name)[1]["page"]["layout"] for name in NAMES}
    assert {layout.name for layout in nvo.LAYOUTS} <= covered


def test_the_old_page_is_in_its_old_charset() -> None:
    assert decode_page(golden("nvo/article-1251-2012")[0], "ru").charset == "windows-1251"


@pytest.mark.parametrize("header", ["text/html", "text/html; charset=windows-1251", "text/html; charset=utf-8"])
def test_the_old_page_reads_the_same_whatever_the_header_says(header: str) -> None:
    answer = replace(golden("nvo/article-1251-2012")[0], content_type=header)
    assert read_page(answer, *place("nvo/ru"), OUTLETS) == read_golden("nvo/article-1251-2012")


def test_a_copy_elsewhere_says_the_same() -> None:
    original, copy = read_golden("nvo/article-issue-2018"), read_golden("nvo/copy-vpk-name")
    assert copy.layout == "trafilatura"
    assert says_the_same(original.paragraphs[0], copy.paragraphs[0])


def test_one_tag_at_the_head_of_a_sentence_is_no_caption() -> None:
    page = article("<p>Китай. Так называется эта глава.</p><p>Текст.</p>", '<p class="tags">Тэги: <a>китай</a></p>')
    assert page is not None
    assert page.paragraphs == ("Китай. Так называется эта глава.", "Текст.")


def test_a_photo_line_at_the_head_is_a_caption() -> None:
    page = article("<p>Колонна у моста. Фото с сайта www.example.org</p><p>Текст.</p>")
    assert page is not None
    assert (page.captions, page.paragraphs) == (("Колонна у моста. Фото с сайта www.example.org",), ("Текст.",))


def test_a_page_with_a_paywall_box_is_partial() -> None:
    page = article("<p>Начало.</p><div class='paywall-box'><p>Купите доступ</p></div>")
    assert page is not None
    assert (page.completeness, page.paragraphs) == ("partial", ("Начало.",))


def test_a_headline_without_its_element_is_taken_from_the_meta_tag() -> None:
    html = '<meta property="og:title" content="Щит / Концепции / Газета"><article class="typical"><p>Текст.</p></article>'
    page = nvo.parse_article(Selector(text=html, type="html"), CONTEXT)
    assert page is not None
    assert page.title == "Щит"


def test_a_photo_line_in_the_middle_stays_text() -> None:
    page = article("<p>Начало.</p><p>Он показал снимок. Фото с сайта www.example.org</p>")
    assert page is not None
    assert len(page.paragraphs) == 2


def test_text_without_paragraphs_is_read_by_its_line_breaks() -> None:
    page = article("Первая строка выдуманного текста.<br><br>Вторая строка.<div class=meta>5015</div>")
    assert page is not None
    assert page.paragraphs == ("Первая строка выдуманного текста.", "Вторая строка.")


def test_paragraphs_one_step_deeper_are_found() -> None:
    page = article("<div><p>Первый абзац.</p><p>Второй абзац.</p></div>")
    assert page is not None
    assert page.paragraphs == ("Первый абзац.", "Второй абзац.")


def test_the_readers_today_is_never_the_date() -> None:
    page = article("<p>Текст.</p>", '<li class="current_date">24 ноября 2026</li>')
    assert page is not None
    assert page.published is not None
    assert (page.published.how, page.published.printed) == ("url", "2018-06-01")


def test_counters_and_lines_of_stars_are_no_text() -> None:
    page = article("<p>Начало.</p><p class=x><span class=stat>5015 просмотров</span></p><p>* * *</p><p>5015</p><p>Конец.</p>")
    assert page is not None
    assert page.paragraphs == ("Начало.", "Конец.")


def test_a_stressed_word_of_the_news_is_no_author() -> None:
    html = '<h1>Заголовок</h1><div class="news_detail_content"><p>Он <em>не</em> придёт.</p></div>'
    page = nvo.parse_news(Selector(text=html, type="html"), CONTEXT)
    assert page is not None
    assert (page.byline, page.paragraphs) == ("", ("Он не придёт.",))


@pytest.mark.parametrize(
    ("line", "completeness"),
    [
        ("Полную версию статьи читайте в газете: оформите подписку.", "partial"),
        ("Продолжение доступно зарегистрированным читателям. Войдите или зарегистрируйтесь.", "partial"),
        ("Доступ к базе по подписке получили и союзники.", "full"),
        ("Продолжение доступно по подписке.</p><p>Так гласила вывеска.", "full"),  # the line for guests is the last one
        ("Полный текст договора не публиковался.", "full"),
    ],
)
def test_a_piece_cut_for_guests_is_partial(line: str, completeness: str) -> None:
    page = article(f"<p>Начало.</p><p>{line}</p>")
    assert page is not None
    assert page.completeness == completeness
