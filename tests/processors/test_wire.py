"""Records and their JSON: what is refused, and that nothing changes on the way there and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.errors import ArticleRefused
from processors.records import Analysis, Language, Mention, Quote, Relevance, Span
from processors.wire import analysis_from_json, analysis_to_json, article_from_json, article_to_json

ROW = {
    "id": "a1",
    "outlet": "tass",
    "edition": "ru",
    "title": "Заголовок",
    "text": "Текст.",
    "published_at": "2018-04-03T14:20:00+03:00",
}


def test_a_time_is_kept_in_utc_beside_its_printed_zone() -> None:
    article = article_from_json(ROW)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2018-04-03T11:20:00+00:00"
    assert article.published_zone == "+03:00"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "no text"),
        ({"text": " \n"}, "no text"),
        ({"id": None}, "no id"),
        ({"title": 7}, "wrong field"),
        ({"published_at": "2018-04-03T14:20:00"}, "wrong time"),
        ({"published_at": "yesterday"}, "wrong time"),
        ({"published_at": 15}, "wrong time"),
        ({"revision": 0}, "wrong field"),
        ({"revision": True}, "wrong field"),
        ({"completeness": "most"}, "wrong field"),
    ],
)
def test_a_bad_field_is_refused_by_name(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ArticleRefused) as refusal:
        article_from_json(ROW | change)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("row", [None, 5, "text", ["a"]])
def test_what_is_no_object_is_no_article(row: object) -> None:
    with pytest.raises(ArticleRefused, match="not an object"):
        article_from_json(row)


def test_unknown_fields_are_kept_aside_or_refused_when_strict() -> None:
    row = ROW | {"likes": {"n": 3}}
    assert article_to_json(article_from_json(row))["likes"] == {"n": 3}
    with pytest.raises(ArticleRefused, match="likes"):
        article_from_json(row, strict=True)


def test_the_id_follows_from_the_url_when_none_is_given() -> None:
    row = {"url": "https://tass.ru/armiya-i-opk/5090417", "text": "Текст."}
    assert article_from_json(row).id == article_from_json(row | {"text": "Другой."}).id


def test_lone_surrogates_become_replacement_characters_and_keep_positions() -> None:
    article = article_from_json(json.loads('{"id": "a", "text": "x\\ud800y"}'))
    assert article.text == "x\ufffdy"


@given(
    text=st.text(min_size=1).filter(str.strip),
    title=st.text(),
    when=st.datetimes(timezones=st.just(UTC)),
    revision=st.integers(1, 2**31 - 1),
)
def test_an_article_survives_the_round_trip(text: str, title: str, when: datetime, revision: int) -> None:
    row = {"id": "a", "text": text, "title": title, "revision": revision, "published_at": when.isoformat()}
    article = article_from_json(row)
    assert article_from_json(json.loads(json.dumps(article_to_json(article)))) == article


def test_an_analysis_survives_the_round_trip() -> None:
    quote = Quote(
        id="q", kind="mixed", content=(Span(start=0, stop=2), Span(start=4, stop=5)), cue=None, source=Span(start=2, stop=3),
        speaker_id="wei-fenghe", speaker_reason="named", insertions=(Span(start=0, stop=1),),
    )  # fmt: skip
    analysis = Analysis(
        article=article_from_json(ROW),
        language=Language(code="ru", confidence=0.5, method="script"),
        relevance=Relevance(score=0.25, reasons=("names both",)),
        mentions=(Mention(span=Span(start=0, stop=5), text="Текст", type="ORG", entity_id=None, reason="ner"),),
        quotes=(quote,),
        sentences=(Span(start=0, stop=6),),
        tools=("ru: slovnet",),
    )
    assert analysis_from_json(json.loads(json.dumps(analysis_to_json(analysis))), analysis.article) == analysis
