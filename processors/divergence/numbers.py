"""Check: both renderings have a number, and the numbers conflict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from processors.divergence.passages import Passage
from processors.lexicons.loader import load_fields
from processors.records import Finding, Span

# digits that are no part of a name: not С-400, Су-35, J-11B, «Восток-2018»
DIGITS = re.compile(r"(?<![^\W\d_]-)(?<![A-Za-zА-Яа-я\d.,])\d{1,15}(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d{1,3}(?!\d))?")
GROUPS = re.compile(r"[.,](?=\d{3}(?:\D|$))")  # 60,000 is sixty thousand in a Russian text too
NEXT_WORD = re.compile(r"[\s-]{0,3}([^\W\d_]{1,20})")
ZH_NUMERAL = re.compile(r"第?[零一二两三四五六七八九十百千万亿]{1,12}")
TENTHS = "成"  # 九成: nine tenths, 90 per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    value: float
    span: Span


def find_numbers(passage: Passage) -> tuple[Number, ...]:
    """The numbers in the passage as values: 3,2 тыс. and 3200 are the same."""
    fields = load_fields(f"{passage.language}/quantities.yml")
    found: list[Number] = []
    for span in passage.spans:
        found += _digits(passage, span, fields)
        found += _chinese(passage, span, fields) if passage.language == "zh" else _spelled(passage, span, fields)
    return tuple(number for number in found if number.value != 1)  # "one of", один, 一: seldom a count


def compare_numbers(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """A finding when each side has a number that the other lacks."""
    in_a, in_b = find_numbers(a), find_numbers(b)
    values_a, values_b = {number.value for number in in_a}, {number.value for number in in_b}
    only_a = [number for number in in_a if number.value not in values_b]
    only_b = [number for number in in_b if number.value not in values_a]
    if not only_a or not only_b:
        return ()
    first, second = only_a[0], only_b[0]
    return (
        Finding(type="number", a=first.span, b=second.span, note=f"{first.value:g} in the first, {second.value:g} in the second"),
    )


def _digits(passage: Passage, span: Span, fields: dict[str, Any]) -> Iterator[Number]:
    for match in DIGITS.finditer(passage.folded, span.start, span.stop):
        value, stop = _value(match.group(), passage.language), match.end()
        following = passage.folded[stop : stop + 24]
        if passage.language == "zh":
            following = following.lstrip(" 多余几")  # 700多万: more than seven million
            while following[:1] in fields["scales"] and following[:1]:
                value *= fields["scales"][following[0]]
                stop = passage.folded.index(following[0], stop) + 1
                following = following[1:]
            if following.startswith("年代"):
                continue  # 80年代: the eighties
        else:
            word = NEXT_WORD.match(following)
            scale = word and fields["scales"].get(word.group(1))
            if word and scale:
                value, stop = value * scale, stop + word.end()
        yield Number(value=round(value, 4), span=Span(start=match.start(), stop=stop))


def _value(digits: str, language: str) -> float:
    """The number as it is written in the language: a comma before three digits groups in English and Chinese, not in Russian."""
    compact = digits.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if language == "ru":
        return float(GROUPS.sub("", compact).replace(",", ".")) if len(GROUPS.sub("", compact).split(",")) <= 2 else 0.0
    return float(compact.replace(",", "")) if compact.replace(",", "").count(".") <= 1 else 0.0


def _spelled(passage: Passage, span: Span, fields: dict[str, Any]) -> Iterator[Number]:
    for match in re.finditer(r"[^\W\d_]{2,20}", passage.folded[span.start : span.stop]):
        value = fields["words"].get(match.group())
        if value is None:
            continue
        following = NEXT_WORD.match(passage.folded, span.start + match.end())
        word = following.group(1) if following else ""
        if word in fields["pairs"] or word in fields["ordinal_names"]:
            continue
        value *= fields["scales"].get(word, 1)
        yield Number(value=float(value), span=Span(start=span.start + match.start(), stop=span.start + match.end()))


def _chinese(passage: Passage, span: Span, fields: dict[str, Any]) -> Iterator[Number]:
    for match in ZH_NUMERAL.finditer(passage.text, span.start, span.stop):
        numeral, following = match.group(), passage.text[match.end() : match.end() + 1]
        ordinal = numeral.startswith("第")
        if match.start() and (passage.text[match.start() - 1].isdigit() or passage.text[match.start() - 1] in "几数 多余"):
            continue  # 2亿 is read with its digits, 几十 (dozens) is no number
        if following in fields["ordinal_names" if ordinal else "pairs"] or not (ordinal or following in fields["classifiers"]):
            continue
        value = read_chinese(numeral.lstrip("第"))
        yield Number(value=value * 10 if following == TENTHS else value, span=Span(start=match.start(), stop=match.end()))


def read_chinese(numeral: str) -> float:
    """三千二百 → 3200."""
    fields = load_fields("zh/quantities.yml")
    total = section = digit = 0
    for character in numeral:
        scale = fields["scales"].get(character)
        if scale is None:
            digit = fields["words"][character]
        elif scale >= 10_000:
            total, section, digit = (total + section + digit or 1) * scale, 0, 0
        else:
            section, digit = section + (digit or 1) * scale, 0
    return float(total + section + digit)
