"""Set phrases: one name in three languages, on the words as printed."""

from __future__ import annotations

import pytest

from processors.alignment.set_phrases import find_set_phrases, is_charted, renderings
from processors.lexicons.loader import load_fields
from processors.records import Span

LEXICON = load_fields("set_phrases.yml")


def find(text: str, language: str) -> list[tuple[str, str]]:
    whole = (Span(start=0, stop=len(text)),)
    return [(name, text[span.start : span.stop]) for name, span in find_set_phrases(text, language, whole)]


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("我们的关系稳如泰山。", "zh", ("mount-tai", "稳如泰山")),
        ("Наши отношения незыблемы, как гора Тайшань.", "ru", ("mount-tai", "как гора Тайшань")),
        ("Our ties are as stable as Mount Tai.", "en", ("mount-tai", "stable as Mount Tai")),
        ("兩軍合作不針對第三方", "zh", ("not-against-third-party", "不針對第三方")),
        ("Учения не направлены против третьих стран", "ru", ("not-against-third-party", "не направлены против третьих стран")),
        ("The drills are not aimed at any third party", "en", ("not-against-third-party", "not aimed at any third party")),
        ("反对任何势力干涉别国内政", "zh", ("internal-affairs", "干涉别国内政")),
    ],
)
def test_a_phrase_is_found_as_printed(text: str, language: str, phrase: tuple[str, str]) -> None:
    assert phrase in find(text, language)


def test_words_that_only_look_alike_are_no_phrase() -> None:
    assert find("The exercise was aimed at a third party.", "en") == []
    assert find("Он поднялся на гору Тайшань.", "ru") == []  # he climbed Mount Tai
    assert find("他登上泰山", "zh") == []


def test_spans_bound_the_search_and_positions_stay() -> None:
    text = "稳如泰山。他说：全天候。"
    assert find_set_phrases(text, "zh", [Span(start=5, stop=len(text))]) == (("all-weather", Span(start=8, stop=11)),)


def test_the_longest_of_overlapping_phrases_is_kept() -> None:
    assert find("全面战略协作伙伴关系", "zh") == [("strategic-partnership", "全面战略协作伙伴关系")]


def test_each_rendering_of_the_lexicon_finds_its_phrase() -> None:
    assert len(LEXICON) >= 60
    for name in LEXICON:
        for language in ("en", "ru", "zh"):
            for printed in renderings(name, language):
                assert name in [found for found, _ in find(printed.replace("*", "", 1), language)], (name, printed)


def test_formulas_are_charted_and_idioms_are_not() -> None:
    assert is_charted("mount-tai")
    assert not is_charted("powder-keg")


def test_hostile_text_holds_no_phrase() -> None:
    assert not find("不" * 200_000, "zh")
    assert not find("not " * 50_000, "en")
