"""Dates and numbers of Russian and Chinese texts as English prints them: 4月3日 is April 3, 108亿 is 10.8 billion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from math import prod

from processors.records import Span
from processors.text.chinese import simplify
from processors.text.numbers import chinese_numeral, digits_value, number_words
from processors.text.tokens import word_tokens

NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"
CHINESE_DATE = re.compile(
    r"(?:(?P<year>(?<!\d)\d{4}|[〇零一二三四五六七八九]{4})年)?"
    rf"(?:(?P<month>(?<!\d)\d{{1,2}}|{NUMERAL}{{1,2}})月)?(?:(?P<day>(?<!\d)\d{{1,2}}|{NUMERAL}{{1,3}})日)?"
)
CHINESE_NUMBER = re.compile(r"(?P<digits>\d[\d.,，]{0,20})(?P<multiplier>[十百千万亿]{1,4})")
CHINESE_PERCENT = re.compile(rf"百分之(?P<number>{NUMERAL}{{1,6}}|\d[\d.]{{0,8}})")
CHINESE_MORE = re.compile(rf"(?P<number>\d{{1,6}}|{NUMERAL}{{0,4}}[十百千万亿])[余多]")
CHINESE_ORDINAL = re.compile(rf"第(?P<number>{NUMERAL}{{1,4}}|\d{{1,4}})(?:次|个|位|届|批|号)?")
RUSSIAN_DATE = re.compile(
    r"(?<![\d.,])(?P<day>\d{1,2})\s+(?P<month>[а-яё]{3,8})(?![а-яё])(?:\s+(?P<year>\d{4})(?:\s+(?:года|г\.))?)?", re.IGNORECASE
)
RUSSIAN_YEAR = re.compile(r"(?<![\d.,])(?P<year>\d{4})\s+(?:год[ауе]?|годом|г\.)(?![а-яё])")
LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def find_dates(text: str, language: str) -> Iterator[tuple[Span, str]]:
    """The dates, and the numbers that are more than one word, with their English."""
    shown = simplify(text) if language == "zh" else text
    for pattern, render in _rules(language):
        for found in pattern.finditer(shown):
            if found.group() and (english := render(found)):
                yield Span(start=found.start(), stop=found.end()), english


def number_in_english(printed: str, norm: str, language: str) -> str | None:
    """A number that is one word: 五千名 (5,000 persons), "10,8"; None when it is no number."""
    if language == "zh" and not printed[:1].isdigit():
        value = chinese_numeral(norm)
        if value is None and norm.startswith("#"):
            value = Decimal(norm[1:])
        return None if value is None else _grouped(value)
    if not norm.startswith("#"):
        return _russian_number(norm)
    value = digits_value(printed, language)
    return printed if printed.isdigit() or value is None else _grouped(value)


def unit_of(printed: str) -> str:
    """What is counted with a Chinese number in the same word: 五年 (five years) → 年."""
    plain = simplify(printed)
    return next((unit for unit in number_words("zh").classifiers if plain.endswith(unit)), "")


def ordinal(number: int) -> str:
    """3 → "3rd"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@cache
def month_names() -> dict[int, str]:
    return {number: name.capitalize() for name, number in number_words("en").months.items()}


def _rules(language: str) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    if language == "ru":
        return ((RUSSIAN_DATE, _russian_date), (RUSSIAN_YEAR, lambda found: found.group("year")))
    return (
        (CHINESE_DATE, _chinese_date),
        (CHINESE_NUMBER, _chinese_number),
        (CHINESE_PERCENT, _chinese_percent),
        (CHINESE_ORDINAL, lambda found: ordinal(_value(found.group("number")) or 0)),
        (CHINESE_MORE, lambda found: f"more than {_value(found.group('number')) or 0:,}"),
    )


def _russian_number(lemma: str) -> str | None:
    """четыре → "four", декабрь → "December"."""
    words = number_words("ru")
    if lemma in words.months:
        return month_names()[words.months[lemma]]
    value = words.values.get(lemma)
    return None if value is None else _english_numerals().get(value, f"{value:,}")


@cache
def _english_numerals() -> dict[int, str]:
    return {value: word for word, value in number_words("en").values.items()}


def _chinese_date(found: re.Match[str]) -> str:
    year, month, day = (_value(found.group(part)) for part in ("year", "month", "day"))
    if (month is not None and month not in month_names()) or (day is not None and not 1 <= day <= 31):
        return ""
    if month is None and day is not None and year is None:
        return ordinal(day)
    return _date(year, month, day)


def _russian_date(found: re.Match[str]) -> str:
    month = number_words("ru").months.get(word_tokens(found.group("month"), "ru")[0].norm)
    day = int(found.group("day"))
    return _date(_value(found.group("year")), month, day) if month and 1 <= day <= 31 else ""


def _date(year: int | None, month: int | None, day: int | None) -> str:
    whole = " ".join(filter(None, (month_names()[month] if month else "", str(day) if day else "")))
    return ", ".join(filter(None, (whole, str(year) if year else ""))) if day else " ".join(filter(None, (whole, str(year or ""))))


def _chinese_number(found: re.Match[str]) -> str:
    digits = digits_value(found.group("digits").rstrip(".,，"), "zh")
    multipliers = number_words("zh").multipliers
    return "" if digits is None else _grouped(digits * prod(multipliers[character] for character in found.group("multiplier")))


def _chinese_percent(found: re.Match[str]) -> str:
    value = chinese_numeral(found.group("number")) or digits_value(found.group("number"), "zh")
    return "" if value is None else f"{value:f}%"


def _value(printed: str | None) -> int | None:
    if not printed:
        return None
    value = Decimal(printed) if printed.isdigit() else chinese_numeral(printed)
    return None if value is None else int(value)


def _grouped(value: Decimal) -> str:
    for size, name in LARGE:
        if value >= size and value * 1000 % size == 0:
            return f"{(value / size).normalize():f} {name}"
    return f"{value:,f}"
