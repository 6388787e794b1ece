"""The id of a name that the knowledge base does not have: the same slug from whatever script it is printed in."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin

from processors.entities.palladius import inflected_to_pinyin, is_pinyin
from processors.lexicons.loader import load_fields
from processors.text.chinese import simplify

HAN = re.compile(r"[\u3400-\u9fff]")
CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
# press spellings of Russian names → one: Sergey and Sergei, Vorobyova and Vorobyeva, Dmitri and Dmitry
SPELLINGS = (
    (re.compile(r"shch|sch"), "shch"), (re.compile("yo|ye"), "e"), (re.compile(r"(iy|ii|yi|yy|ij|i)\b"), "y"),
    (re.compile(r"(?<=[aeou])y\b"), "i"), (re.compile(r"iya\b"), "ia"), (re.compile("ks"), "x"),
    (re.compile(r"ay(?=[^aeiou]|$)"), "ai"),
    (re.compile(r"ey(?=[^aeiou]|$)"), "ei"), (re.compile(r"oy(?=[^aeiou]|$)"), "oi"), (re.compile(r"ander\b"), "andr"),
    (re.compile(r"(?<=[aeou])y\b"), "i"), (re.compile(r"iu"), "yu"), (re.compile(r"'|’"), ""),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def name_id(name: str) -> str:
    """`liang-zhiyuan` for 梁志远, Лян Чжиюань and Liang Zhiyuan; `oleg-storozhev` for Олег Сторожев."""
    if HAN.search(name):
        chinese = chinese_reading(name)
        return "-".join(chinese) if chinese else slug(" ".join("".join(lazy_pinyin(part)) for part in re.split("[·•]", name)))
    if CYRILLIC.search(name):
        pinyin = cyrillic_reading(name)
        return "-".join(pinyin) if pinyin else slug(press_spelling(romanise(name)))
    return slug(name) if latin_reading(name) else slug(press_spelling(name.lower()))


@lru_cache(maxsize=20_000)
def chinese_reading(name: str) -> tuple[str, str] | None:
    """(surname, given name) in pinyin of a Chinese name in characters; None for a foreign one."""
    plain = simplify(name)
    surnames = _surnames()
    for length in (2, 1):
        surname, given = plain[:length], plain[length:]
        if surname in surnames and 1 <= len(given) <= 2 and all(map(HAN.match, given)):
            return surnames[surname], "".join(lazy_pinyin(given, style=Style.NORMAL))
    return None


@lru_cache(maxsize=20_000)
def cyrillic_reading(name: str) -> tuple[str, str] | None:
    """(surname, given name) in pinyin of a Chinese name in Cyrillic, in any case."""
    words = name.split()
    if len(words) != 2:
        return None
    surname, given = inflected_to_pinyin(words[0]), inflected_to_pinyin(words[1])
    return (surname, given) if surname and given and surname in _readings() else None


@lru_cache(maxsize=20_000)
def latin_reading(name: str) -> tuple[str, str] | None:
    """(surname, given name) of a Chinese name in pinyin."""
    words = name.split()
    if len(words) != 2 or words[0].lower() not in _readings() or not is_pinyin(words[1]):
        return None
    return words[0].lower(), re.sub(r"[-'’]", "", words[1].lower())


def is_chinese_surname(characters: str) -> bool:
    return simplify(characters) in _surnames()


def romanise(name: str) -> str:
    """Russian letters in Latin ones, near to how the press spells names."""
    return "".join(LETTERS.get(c, c) for c in name.lower().replace("ье", "е").replace("ий ", "й ").replace("ё", "е"))


def press_spelling(name: str) -> str:
    """One spelling for all that the press uses."""
    for pattern, plain in SPELLINGS:
        name = pattern.sub(plain, name)
    return name


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "unnamed"


@cache
def _surnames() -> dict[str, str]:
    surnames: dict[str, str] = load_fields("zh/surnames.yml")
    return surnames


@cache
def _readings() -> frozenset[str]:
    return frozenset(_surnames().values()) | {"lu"}
