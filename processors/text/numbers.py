"""Numbers as they are printed in three languages → one value: 10.8 billion, 10,8 млрд, 108亿 → 10800000000."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from processors.lexicons.loader import load_fields

LARGE = 10_000  # from here on a multiplier multiplies all that stands before it
LONGEST = 24  # digits; what is longer is an identifier, not a quantity
GROUPED = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "ru": re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?"),
    "zh": re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?"),
}
DECIMAL_MARK = {"en": ".", "ru": ",", "zh": "."}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    values: dict[str, int]
    multipliers: dict[str, int]
    months: dict[str, int]
    classifiers: tuple[str, ...]  # longest first


@cache
def number_words(language: str) -> NumberWords:
    fields = load_fields(f"{language}/numbers.yml")
    return NumberWords(
        values={str(word): value for word, value in fields["values"].items()},
        multipliers=fields["multipliers"],
        months=fields["months"],
        classifiers=tuple(sorted(fields["classifiers"], key=len, reverse=True)),
    )


def digits_value(printed: str, language: str) -> Decimal | None:
    """The value of digits as the language groups them: "10,800" is 10800 in English, 10.8 in Russian."""
    if GROUPED[language].fullmatch(printed):
        printed = re.sub(r"[ \u00a0\u202f]" if language == "ru" else "[,，]", "", printed)
    plain = printed.replace(DECIMAL_MARK[language], ".").replace("，", ".")
    if len(plain) > LONGEST:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def number_norm(value: Decimal | int) -> str:
    """The token of a value: "#10800000000"."""
    return "#" + format(Decimal(value).normalize(), "f")


def chinese_numeral(word: str) -> Decimal | None:
    """The value of a numeral in characters with or without a classifier: 五千名 (five thousand persons) → 5000, 百分之三十 → 30."""
    numbers = number_words("zh")
    word = word.removeprefix("百分之").removeprefix("第")
    for classifier in numbers.classifiers:
        if word.endswith(classifier) and word != classifier:
            word = word.removesuffix(classifier)
            break
    if not word or len(word) > LONGEST or any(c not in numbers.values and c not in numbers.multipliers for c in word):
        return None
    if all(c in numbers.values for c in word):
        return Decimal("".join(str(numbers.values[c]) for c in word))  # 二〇一八 → 2018
    return Decimal(_composed(word, numbers))


def _composed(word: str, numbers: NumberWords) -> int:
    whole = section = digit = 0
    greatest = 1
    for character in word:
        multiplier = numbers.multipliers.get(character)
        if multiplier is None:
            digit = numbers.values[character]
        elif multiplier < LARGE:
            section, digit = section + (digit or 1) * multiplier, 0
        elif multiplier >= greatest:  # 三百万, and 万亿: a million million
            whole, section, digit, greatest = (whole + section + digit or 1) * multiplier, 0, 0, multiplier
        else:  # 一亿两千万: a hundred million and twenty million
            whole, section, digit = whole + (section + digit or 1) * multiplier, 0, 0
    return whole + section + digit
