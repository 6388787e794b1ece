"""Pages of TASS and NVO that mean harm: script and markup in every field, wrong types, endless nesting. Only text may come out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from crawler.fetched import Fetched
from crawler.pages.page import NoArticle, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, golden, page_json, place

MARKUP = (
    "<b>Слово</b><script>alert(1)</script><img src=x onerror=alert(1)>"
    '<a href="javascript:alert(1)">ссылка</a>&amp;<!-- x --><![CDATA[y]]>'
)
SIGNS = ("<b", "<s", "<i", "<a", "<!", "script", "alert", "onerror", "javascript:", "&amp;", "CDATA")
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e308,
    [],
    {},
    [["x"]],
    {"a": {"b": []}},
    "",
    " ",
    "\x00\x02\x03",
    "\ud800",
    "<" * 500,
    "x" * 100_000,
)

OURS = [  # the golden pages that a layout of ours reads
    name
    for name in sorted(f"{outlet}/{file.stem}" for outlet in ("tass", "nvo") for file in (FOLDER / outlet).glob("*.html"))
    if golden(name)[1].get("page", {}).get("layout", "trafilatura") != "trafilatura"
]


def read(html: str, name: str = "tass/c-next-data") -> Page:
    answer, told = golden(name)
    return _read(replace(answer, body=html.encode("utf-8", "surrogatepass")), told["edition"])


def _read(answer: Fetched, edition: str) -> Page:
    return read_page(answer, *place(edition), OUTLETS)


def next_page(data: Any, extra: str = "") -> str:
    text = (
        data if isinstance(data, str) else json.dumps({"props": {"pageProps": {"data": data}}}).replace("<", "\\u003c")
    )  # as Next.js does
    return (
        f'<html><head></head><body>{extra}<h1 class="NewsHeader_titles__x">Заголовок</h1>'
        '<article class="Content_wrapper__x"><p class="Paragraph_paragraph__x">Текст из разметки.</p></article>'
        f'<script id="__NEXT_DATA__" type="application/json">{text}</script></body></html>'
    )


def only_text(page: Page) -> None:
    for value in page_json(page).values():
        for text in value if isinstance(value, list) else [value]:
            assert not any(sign in str(text) for sign in SIGNS), text


def test_markup_in_every_field_of_the_data_comes_out_as_text() -> None:
    data = {
        "title": MARKUP, "subtitle": MARKUP + "!", "lead": MARKUP,
        "tags": [{"title": MARKUP}, MARKUP], "authors": [{"name": MARKUP}],
        "main_media": {"image": {"caption": "Снимок " + MARKUP, "author": MARKUP}},
        "content_blocks": [{"text": MARKUP}, {"items": [{"text": MARKUP}, MARKUP]}, {"image": {"description": "Снимок " + MARKUP}}],
        "published_dt": MARKUP,
    }  # fmt: skip
    page = read(next_page(data))
    assert page.layout == "tass-c"
    assert "Слово" in page.title
    only_text(page)


@pytest.mark.parametrize("name", OURS)
def test_script_in_every_element_stays_out(name: str) -> None:
    """`<script>`, `<style>`, `<template>` and a comment at the head of each paragraph, headline and link of the golden page."""
    answer, told = golden(name)
    poison = b"<script>alert(1)</script><style>alert{}</style><template>alert</template><!-- alert --><svg onload=alert(1)></svg>"
    head, body, rest = answer.body.partition(b"<body")
    rest, data, tail = rest.partition(b'<script id="__NEXT_DATA__"')
    for tag in (b"<p>", b"<h1>", b"<h2>", b"<li>", b"<td>", b"<em>"):
        rest = rest.replace(tag, tag + poison)
    page = _read(replace(answer, body=head + body + rest + data + tail), told["edition"])
    assert page_json(page) == told["page"]
    only_text(page)


@pytest.mark.parametrize(
    "field", ["title", "subtitle", "lead", "tags", "authors", "main_media", "content_blocks", "published_dt", "updated_dt"]
)
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_a_field_of_a_wrong_type_costs_at_most_that_field(field: str, value: Any) -> None:
    data = {"title": "Заголовок", "content_blocks": [{"text": "Текст из данных."}]} | {field: value}
    page = read(next_page(data))
    assert page.title.startswith("Заголовок") or field == "title"
    assert page.paragraphs[0] in ("Текст из данных.", "Текст из разметки.")


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("key", ["text", "items", "type", "image"])
def test_a_block_of_wrong_types_costs_at_most_that_block(key: str, value: Any) -> None:
    page = read(next_page({"title": "Заголовок", "content_blocks": [{key: value}, {"text": "Текст из данных."}, value]}))
    assert page.paragraphs[-1] == "Текст из данных."


@pytest.mark.parametrize(
    "data",
    [
        "", "null", "[", "{}", '{"props":[]}', '{"props":{"pageProps":"x"}}', '{"props":{"pageProps":{"data":[1]}}}',
        "[" * 100_000, '{"props":' * 100_000, '{"props":{"pageProps":{"data":' + "[" * 100_000 + "]" * 100_000 + "}}}",
        '{"props":{"pageProps":{"data":{"title":"' + "x" * 5_000_000 + '"}}}}', '{"a":NaN,"b":Infinity}',
    ],
    ids=lambda data: data[:30] + str(len(data)),
)  # fmt: skip
def test_data_that_cannot_be_used_leave_the_markup(data: str) -> None:
    page = read(next_page(data))
    assert (page.layout, page.paragraphs) == ("tass-c-dom", ("Текст из разметки.",))


def test_a_text_of_five_megabytes_in_the_data_is_survived() -> None:
    page = read(next_page({"title": "Заголовок", "content_blocks": [{"text": "<p>" + "слово " * 400_000 + "</p>"}]}))
    assert page.title == "Заголовок"


def test_a_text_nested_without_end_in_the_data_is_survived() -> None:
    page = read(
        next_page({"title": "Заголовок", "content_blocks": [{"text": "<div>" * 100_000 + "x"}, {"text": "Текст из данных."}]})
    )
    assert page.paragraphs[-1] == "Текст из данных."


def test_json_ld_that_closes_its_script_gives_no_text() -> None:
    thing = '{"@type":"NewsArticle","headline":"</script><script>alert(1)</script>","datePublished":"x"}'
    broken = f'<script type="application/ld+json">{thing}</script>'
    page = read(next_page({"title": "Заголовок", "content_blocks": [{"text": "Текст из данных."}]}, extra=broken))
    assert (page.title, page.paragraphs, page.published) == ("Заголовок", ("Текст из данных.",), None)


@pytest.mark.parametrize("value", [*WRONG, "2018-13-45T99:99:99", "9999-99-99", "0001-01-01T00:00:00+99:99", 10**30], ids=repr)
def test_json_ld_dates_that_make_no_sense_give_none(value: Any) -> None:
    text = json.dumps({"@type": "NewsArticle", "datePublished": value, "dateModified": value}).replace("</", "<\\/")
    extra = f'<script type="application/ld+json">{text}</script>'
    page = read(next_page({"title": "Заголовок", "content_blocks": [{"text": "Текст из данных."}]}, extra=extra))
    assert (page.published, page.updated) == (None, None)


@pytest.mark.parametrize("time", ["", "x", "-1", "1e400", "9" * 400, "0", "2018-02-30", "1522767072<script>", "NaN"])
def test_dateformat_that_makes_no_sense_gives_no_date(time: str) -> None:
    html = (
        f'<div class="news-header"><h1 class="news-header__title">Заголовок</h1>'
        f'<dateformat time="{time}" mode="abs"></dateformat></div>'
        '<div class="text-content"><div class="text-block"><p>Текст.</p></div></div>'
    )
    page = read(html, "tass/b-unix-2018")
    assert (page.layout, page.published) == ("tass-b", None)


@pytest.mark.parametrize(
    "html",
    [
        '<div class="text-content">' * 3_000 + "<p>x</p>",
        '<article class="typical">' * 3_000 + "<p>x</p>",
        '<p class="Paragraph_paragraph__x">' * 3_000,
        '<ul class="text-block text-content"><li>' * 3_000,
        "<dateformat time=1>" * 3_000,
    ],
    ids=lambda html: html[:30],
)
@pytest.mark.parametrize("name", ["tass/c-next-data", "tass/en-2018", "nvo/article-issue-2018"])
def test_endless_nesting_ends(html: str, name: str) -> None:
    try:
        page = read(f'<h1 class="news-header">Заголовок</h1>{html}', name)
    except NoArticle:
        return
    only_text(page)


def test_a_headline_with_escaped_markup_in_meta_is_text() -> None:
    html = (
        '<meta property="og:title" content="&lt;b&gt;Заголовок&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt; - Армия - ТАСС">'
        '<div class="text-content"><div class="text-block"><p>Текст.</p></div></div>'
    )
    assert read(html, "tass/b-unix-2018").title == "Заголовок"
