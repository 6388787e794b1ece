"""Content words: numbers, months and designations alike in three languages, and places in the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.text.numbers import chinese_numeral
from processors.text.tokens import content_tokens


def norms(text: str, language: str) -> list[str]:
    return [token.norm for token in content_tokens(text, language)]


@pytest.mark.parametrize(
    ("norm", "renderings"),
    [
        ("#10800000000", {"en": "$10.8 billion", "ru": "10,8 млрд долларов", "zh": "108亿美元"}),
        ("#10800", {"en": "10,800 people", "ru": "10 800 человек", "zh": "10,800人"}),
        ("#5000", {"en": "five thousand troops", "ru": "пять тысяч военных", "zh": "五千名军人"}),
        ("#25", {"en": "twenty-five countries", "ru": "двадцать пять стран", "zh": "二十五个国家"}),
        ("#30", {"en": "30 percent", "ru": "30 процентов", "zh": "百分之三十"}),
        ("#70", {"en": "the 70th anniversary", "ru": "70-летие", "zh": "70周年"}),
        ("#m5", {"en": "on May 3", "ru": "3 мая", "zh": "5月3日"}),
        ("su-35", {"en": "Su-35s arrived", "ru": "Су-35 прибыли", "zh": "苏-35战机"}),
        ("s-400", {"en": "the S-400", "ru": "С-400", "zh": "S-400导弹"}),
    ],
)
def test_one_token_in_three_languages(norm: str, renderings: dict[str, str]) -> None:
    for language, text in renderings.items():
        assert norm in norms(text, language), (language, norms(text, language))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("We may march to the ministers' meetings", "en", ["march", "minister", "meet"]),
        ("Let the Americans know", "en", ["american", "know"]),
        ("Министры обороны ещё встретятся", "ru", ["министр", "оборона", "встретиться"]),
        ("兩國的國防部長", "zh", ["国", "国防部长"]),  # the two countries' defence ministers, in traditional script
        ("中俄两军", "zh", ["中", "俄", "军"]),  # 中 is China here
        ("谈判中", "zh", ["谈判"]),  # and "amid" here
        ("03.04.2018", "ru", ["#3", "#4", "#2018"]),
    ],
)
def test_lemmas_without_stop_words(text: str, language: str, expected: list[str]) -> None:
    assert norms(text, language) == expected


def test_places_are_those_of_the_original_text() -> None:
    text = "\u3000臺灣問題，Су-35 и ещё 10,8 млрд"
    for language in ("zh", "ru"):
        tokens = content_tokens(text, language)
        assert all(0 <= token.start < token.stop <= len(text) for token in tokens)
    [number] = [token for token in content_tokens("около 10,8 млрд рублей", "ru") if token.norm.startswith("#")]
    assert (number.start, number.stop) == (6, 15)


@given(st.text(max_size=80), st.sampled_from(["en", "ru", "zh"]))
def test_tokens_stand_in_order_and_do_not_overlap(text: str, language: str) -> None:
    tokens = content_tokens(text, language)
    ends = [0, *(token.stop for token in tokens)]
    assert all(end <= token.start < token.stop <= len(text) for end, token in zip(ends, tokens, strict=False))


@pytest.mark.parametrize("letter", ["a", "中", "1", "а-", "-5", "1 000"])
def test_hostile_text_is_cut_to_its_end(letter: str) -> None:
    text = letter * (100_000 // len(letter))
    assert all(0 <= token.start < token.stop <= len(text) for token in content_tokens(text, "zh"))


def test_numerals_in_characters() -> None:
    assert [chinese_numeral(word) for word in ("二〇一八", "十二", "三百万", "第五", "一亿两千万", "军人")] == [
        2018, 12, 3_000_000, 5, 120_000_000, None,
    ]  # fmt: skip
