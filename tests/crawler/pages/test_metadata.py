"""Meta tags and JSON-LD, whole and broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.pages.metadata import json_in, meta, news_articles, words_in

ARTICLE = {"@type": "NewsArticle", "headline": "A title", "datePublished": "2021-08-16T19:40:05+03:00"}


def page(*scripts: str) -> Selector:
    return Selector("".join(f'<script type="application/ld+json">{script}</script>' for script in scripts))


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([{"@type": "BreadcrumbList"}, ARTICLE]),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps(ARTICLE | {"@type": ["NewsArticle", "Article"]}),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        '{"@type": "NewsArticle", "headline": "A\ttitle"}',
    ],
)
def test_article_is_found_wherever_it_stands(script: str) -> None:
    assert [words_in(article, "headline") for article in news_articles(page("{broken", script))] == ["A title"]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '{"@type": 7}',
        '{"@type": "Organization"}',
        '"NewsArticle"',
        "[" * 100_000,
        '{"a":' * 50_000,
        "1" * 9_000,
    ],
)  # fmt: skip
def test_what_is_no_article_gives_none(script: str) -> None:
    assert news_articles(page(script)) == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("text", "text"),
        (["first", "second"], "first"),
        ({"name": "named"}, "named"),
        ([{"name": "named"}], "named"),
        (7, ""),
        (None, ""),
        ([], ""),
    ],
)  # fmt: skip
def test_words_in_values_of_any_type(value: Any, words: str) -> None:
    assert words_in({"key": value}, "key") == words


def test_meta_by_name_property_and_itemprop() -> None:
    tags = (
        '<meta name="a" content=""><meta property="og:title" content=" T ">'
        '<meta ItemProp="datePublished" content="2018"><meta name="OG:x">'
    )
    assert meta(Selector(tags), "a", "og:title") == "T"
    assert meta(Selector(tags), "DatePublished") == "2018"
    assert meta(Selector(tags), "og:x", "none") == ""


def test_json_in_takes_the_first_that_can_be_read() -> None:
    scripts = Selector('<script id="a">nonsense</script><script id="a">{"b": 1}</script>')
    assert json_in(scripts, "#a") == {"b": 1}
    assert json_in(scripts, "#none") is None


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("NewsArticle")
KEYS = st.sampled_from(["@type", "@graph", "headline", "name"])


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)))
def test_any_json_is_survived(value: Any) -> None:
    for article in news_articles(page(json.dumps(value).replace("<", "\\u003c"))):
        assert isinstance(words_in(article, "headline", "name"), str)
