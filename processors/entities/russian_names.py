"""Russian names of people in the nominative: Антоном Шлягиным → Антон Шлягин."""

from __future__ import annotations

from functools import lru_cache

from processors.entities.russian_forms import morphology, name_forms

# ending in another case → endings of the nominative; tried in this order
MASCULINE = (
    ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("ском", "ский"), ("цкого", "цкий"), ("цкому", "цкий"), ("цким", "цкий"),
    ("овым", "ов"), ("евым", "ев"), ("иным", "ин"), ("ыным", "ын"), ("ова", "ов"), ("ева", "ев"), ("ина", "ин"), ("ову", "ов"), ("еву", "ев"), ("ину", "ин"),
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


@lru_cache(maxsize=20_000)
def nominative(name: str) -> str:
    """The whole name in the nominative; a name whose first word is no Russian first name stays as printed."""
    words = name.split()
    if len(words) < 2 or not words[0].isalpha():
        return name
    first, gender, oblique = first_name(words[0])
    if first is None:
        return name
    rest = [_surname(word, gender, oblique=oblique) for word in words[1:]]
    return " ".join([first, *rest])


@lru_cache(maxsize=20_000)
def first_name(word: str) -> tuple[str | None, str, bool]:
    """(nominative, gender, whether it is printed in another case) of a first name; None where it is none."""
    for parse in morphology().parse(word):
        if "Name" in parse.tag:
            gender = "f" if parse.tag.gender == "femn" else "m"
            normal = parse.normal_form
            return normal[0].upper() + normal[1:], gender, word.lower() != normal
    return None, "", False


def gender_of(name: str) -> str | None:
    """By the first name, or the surname's ending; None where neither tells."""
    words = name.split()
    first, gender, _ = first_name(words[0]) if len(words) > 1 else (None, "", False)
    if first:
        return gender
    last = words[-1].lower() if words else ""
    if last.endswith(("ова", "ева", "ина", "ская", "цкая")):
        return "f"
    return "m" if last.endswith(("ов", "ев", "ёв", "ин", "ский", "цкий")) else None


def _surname(word: str, gender: str, *, oblique: bool) -> str:
    if not oblique:
        return word
    for ending, plain in MASCULINE if gender == "m" else FEMININE:
        if word.endswith(ending):
            return word[: -len(ending)] + plain
    small = word.lower()
    for parse in morphology().parse(small):
        if "Surn" in parse.tag or "Patr" in parse.tag:
            form = parse.inflect({"nomn", "sing", "femn" if gender == "f" else "masc"})
            if form:
                return str(form.word[0].upper() + form.word[1:])
    return next((stem for stem in _stems(word) if word in name_forms(stem, gender)), word)


def _stems(word: str) -> tuple[str, ...]:
    cut = [(ending, word[: -len(ending)]) for ending in ("ом", "ем", "ым", "а", "у", "е", "я", "ю", "ой") if word.endswith(ending)]
    return tuple(
        stem + tail for ending, stem in cut for tail in (("й", "ь") if ending in ("я", "ю", "ем") else ("", "а")) if len(stem) > 2
    )
