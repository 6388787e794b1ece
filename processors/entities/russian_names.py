"""Russian names of people in the nominative: Антоном Шлягиным → Антон Шлягин."""

from __future__ import annotations

from functools import lru_cache

from processors.entities.name_ids import cyrillic_reading
from processors.entities.russian_forms import morphology, name_forms

# ending in another case → endings of the nominative; tried in this order
MASCULINE = (
    ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("ском", "ский"), ("цкого", "цкий"), ("цкому", "цкий"),
    ("цким", "цкий"),
    ("овым", "ов"), ("евым", "ев"), ("иным", "ин"), ("ыным", "ын"), ("ова", "ов"), ("ева", "ев"), ("ина", "ин"), ("ову", "ов"),
    ("еву", "ев"), ("ину", "ин"),
    ("ове", "ов"), ("еве", "ев"), ("ине", "ин"),
)  # fmt: skip
FEMININE = (
    ("ской", "ская"),
    ("скую", "ская"),
    ("овой", "ова"),
    ("евой", "ева"),
    ("иной", "ина"),
    ("ову", "ова"),
    ("еву", "ева"),
    ("ину", "ина"),
)
ENDINGS = {  # of masculine names; the feminine ones stand above
    "gent": ("а", "я", "ы", "и"),
    "accs": ("а", "я"),
    "datv": ("у", "ю", "е"),
    "ablt": ("ом", "ем", "ой"),
    "loct": ("е",),
}
SOFT = ("я", "ю", "ем", "и")


@lru_cache(maxsize=20_000)
def nominative(name: str) -> str:
    """The whole name in the nominative; a name whose first word is no Russian first name stays as printed."""
    words = name.split()
    if len(words) < 2 or not words[0].isalpha() or cyrillic_reading(name):
        return name  # a Chinese name is read in pinyin whatever its case
    first, gender, cases = first_name(words[0])
    if first is None:
        return name
    rest = words[1:] if "nomn" in cases else [_surname(word, gender, cases) for word in words[1:]]
    return " ".join([first, *rest])


@lru_cache(maxsize=20_000)
def first_name(word: str) -> tuple[str | None, str, frozenset[str]]:
    """(nominative, gender, cases that it can be printed in) of a first name; None where it is none."""
    parses = [parse for parse in morphology().parse(word) if "Name" in parse.tag and parse.tag.number == "sing"]
    if not parses:
        return None, "", frozenset()
    best = next((parse for parse in parses if parse.tag.case == "nomn"), parses[0])
    gender, normal = best.tag.gender, best.normal_form
    cases = frozenset(str(parse.tag.case) for parse in parses if parse.tag.gender == gender)
    return normal[0].upper() + normal[1:], "f" if gender == "femn" else "m", cases


def gender_of(name: str) -> str | None:
    """By the first name, or the surname's ending; None where neither tells."""
    words = name.split()
    first, gender, _ = first_name(words[0]) if len(words) > 1 else (None, "", frozenset[str]())
    if first:
        return gender
    last = words[-1].lower() if words else ""
    if last.endswith(("ова", "ева", "ина", "ская", "цкая")):
        return "f"
    return "m" if last.endswith(("ов", "ев", "ёв", "ин", "ский", "цкий")) else None


def _surname(word: str, gender: str, cases: frozenset[str]) -> str:
    for ending, plain in MASCULINE if gender == "m" else FEMININE:
        if word.endswith(ending):
            return word[: -len(ending)] + plain
    for parse in morphology().parse(word.lower()):
        if ("Surn" in parse.tag or "Patr" in parse.tag) and parse.tag.case in cases:
            form = parse.inflect({"nomn", "sing", "femn" if gender == "f" else "masc"})
            if form:
                return str(form.word[0].upper() + form.word[1:])
    return next((stem for stem in _stems(word, cases) if word in name_forms(stem, gender)), word)


def _stems(word: str, cases: frozenset[str]) -> tuple[str, ...]:
    """What the word can come from in one of these cases; Сергея Шойгу stays, no genitive ends in у."""
    endings = [ending for case in sorted(cases) for ending in ENDINGS.get(case, ()) if word.endswith(ending)]
    cut = [(ending, word[: -len(ending)]) for ending in endings if len(word) - len(ending) > 2]
    return tuple(stem + tail for ending, stem in cut for tail in (("й", "ь") if ending in SOFT else ("", "а")))
