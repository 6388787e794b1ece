"""The printed forms of a Russian name: Москва, Москвы, Москве …; Дун Цзюнь, Дун Цзюня, Дун Цзюнем …"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import pymorphy3

VOWELS = "аеёиоуыэюя"
# ending of the nominative → endings of the other cases; the longest that fits wins
MASCULINE = {
    "ский": ("ского", "скому", "ским", "ском"),
    "цкий": ("цкого", "цкому", "цким", "цком"),
    "ов": ("ова", "ову", "овым", "ове"),
    "ев": ("ева", "еву", "евым", "еве"),
    "ёв": ("ёва", "ёву", "ёвым", "ёве"),
    "ин": ("ина", "ину", "иным", "ином", "ине"),
    "ий": ("ия", "ию", "ием", "ии"),
    "й": ("я", "ю", "ем", "е"),
    "ь": ("я", "ю", "ем", "ём", "е"),
    "а": ("ы", "и", "е", "у", "ой", "ою"),
    "я": ("и", "е", "ю", "ей"),
}
FEMININE = {
    "ская": ("ской", "скую"),
    "ова": ("овой", "ову"),
    "ева": ("евой", "еву"),
    "ина": ("иной", "ину"),
    "ия": ("ии", "ию", "ией"),
    "а": ("ы", "и", "е", "у", "ой"),
    "я": ("и", "е", "ю", "ей"),
}
HARD = ("а", "у", "ом", "ем", "е")  # after a consonant: Путиным aside, Пекином, Лэем


@cache
def morphology() -> Any:
    return pymorphy3.MorphAnalyzer()


def name_forms(word: str, gender: str | None) -> frozenset[str]:
    """The case forms of one part of a person's name, the nominative among them, as printed."""
    forms = {word}
    if gender == "f":
        forms.update(_endings(word, FEMININE))
    else:
        forms.update(_endings(word, MASCULINE) or (word + ending for ending in _hard(word)))
    return frozenset(forms)


def _endings(word: str, table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    for ending in sorted(table, key=len, reverse=True):
        if word.lower().endswith(ending) and len(word) > len(ending):
            return tuple(word[: -len(ending)] + other for other in table[ending])
    return ()


def _hard(word: str) -> tuple[str, ...]:
    return HARD if word and word[-1].lower() not in VOWELS and len(word) > 1 else ()


@lru_cache(maxsize=20_000)
def word_forms(word: str) -> frozenset[str]:
    """The forms of an ordinary word in small letters, of all the readings that the printed form can have."""
    small = word.lower()
    if not small.isalpha() or word.isupper():
        return frozenset({small})
    forms = {small}
    for parse in morphology().parse(small)[:3]:
        if parse.word == parse.normal_form or "nomn" in parse.tag:
            forms.update(form.word for form in parse.lexeme if form.tag.POS not in ("COMP", "VERB"))
    return frozenset(forms | {form.replace("ё", "е") for form in forms})
