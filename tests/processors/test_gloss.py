"""The word-by-word gloss: what a reader without the language is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from processors.alignment.gloss import gloss
from processors.alignment.gloss_numbers import ordinal
from processors.records import Span

DATA = Path(__file__).parents[2] / "processors" / "alignment" / "data"


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("4月3日", "April 3"),
        ("3日下午", "3rd afternoon"),
        ("2018年4月", "April 2018"),
        ("二〇一八年四月三日", "April 3, 2018"),
        ("五千名官兵", "5,000 officers and soldiers"),
        ("108亿元", "10.8 billion yuan"),
        ("百分之三十", "30%"),
        ("第三次", "3rd"),
        ("十余架飞机", "more than 10 airplane"),
        ("20多个国家", "more than 20 country"),
        ("五年", "5 year"),
        ("38岁", "38 years old"),
    ],
)
def test_dates_and_numbers_of_a_chinese_text(printed: str, english: str) -> None:
    assert gloss(printed, "zh") == english


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("3 апреля 2018 года", "April 3, 2018"),
        ("в декабре", "in December"),
        ("в 2018 году", "in 2018"),
        ("четыре корабля", "four ship"),
        ("10,8 млрд долларов", "10.8 billion dollar"),
        ("35 дней", "35 day"),
    ],
)
def test_dates_and_numbers_of_a_russian_text(printed: str, english: str) -> None:
    assert gloss(printed, "ru") == english


def test_a_name_stands_as_it_is_known() -> None:
    text = "魏凤和表示，愿加强合作。"
    assert gloss(text, "zh", ((Span(start=0, stop=3), "Wei Fenghe"),)) == "Wei Fenghe say, be willing strengthen cooperate."
    assert "wind" not in gloss(text, "zh")  # 凤 is no phoenix, and nothing else either, when nobody knows the name


def test_a_country_is_a_noun_where_it_is_one() -> None:
    assert gloss("Россия и российский народ", "ru").startswith("Russia and Russian ")
    assert gloss("中国与俄罗斯", "zh") == "China and Russia"
    assert gloss("中俄关系", "zh") in {"China-Russia relations", "China Russia relations"}
    assert gloss("两年中", "zh") == "2 year in"  # 中 alone is no China


def test_a_state_of_one_character_is_what_the_article_means() -> None:
    assert gloss("访俄", "zh", ((Span(start=1, stop=2), "Russia"),)) == "visit Russia"


def test_what_is_not_known_is_kept_and_seen() -> None:
    assert gloss("Он попенял ему", "ru") == "he ‹попенял› he"
    assert gloss("魑魅魍魉攻关", "zh").count("‹") == 1  # neighbours are one stretch


def test_set_phrases_are_phrases() -> None:
    assert gloss("两国关系稳如泰山。", "zh").endswith("stable as Mount Tai.")


def test_a_compound_is_put_into_english_by_its_parts() -> None:
    assert gloss("高水平", "zh") == "high level"


def test_a_rare_entry_of_a_dictionary_is_no_gloss() -> None:
    assert "trombonist" not in gloss("号手", "zh")
    assert gloss("сделать", "ru") == "do"  # not "Tom", who does everything in the sample sentences


def test_english_is_left_alone() -> None:
    assert gloss("said", "en") == "said"


def test_ordinals() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 11, 12, 13, 21, 104)] == [
        "1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "104th",
    ]  # fmt: skip


@pytest.mark.parametrize("printed", ["字" * 20_000, "十" * 20_000, "1" * 50_000, "“" * 50_000, "‹" * 50_000])
def test_hostile_texts_end(printed: str) -> None:
    assert gloss(printed, "zh")


def test_the_gloss_tables_are_small() -> None:
    files = sorted(DATA.glob("gloss-*.tsv.gz"))
    assert [file.name for file in files] == ["gloss-ru.tsv.gz", "gloss-zh.tsv.gz"]
    assert max(file.stat().st_size for file in files) < 1_000_000
