"""Chinese syllables in pinyin and in the Palladius system: feng ↔ фэн; both ways, whole names too."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pypinyin.pinyin_dict import pinyin_dict

INITIALS = {
    "zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г",
    "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "eng": "эн",
    "ong": "ун", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян", "ing": "ин",
    "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь", "uang": "уан", "v": "юй",
    "ve": "юэ", "van": "юань", "vn": "юнь",
}  # fmt: skip
WHOLE = {  # syllables without an initial, and those that follow no rule
    "er": "эр", "yi": "и", "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь", "yang": "ян", "ying": "ин",
    "yong": "юн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "yo": "йо", "wu": "у", "wa": "ва", "wo": "во",
    "wai": "вай",
    "wei": "вэй", "wan": "вань", "wen": "вэнь", "wang": "ван", "weng": "вэн", "hui": "хуэй", "zi": "цзы", "ci": "цы", "si": "сы",
}  # fmt: skip
AFTER_PALATAL = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}  # ju is jü
_STARTS = "|".join(initial for initial in INITIALS if initial)
_ENDS = "|".join(sorted({*FINALS, *AFTER_PALATAL}, key=len, reverse=True))
SYLLABLE = re.compile(rf"({_STARTS}|)({_ENDS})")
# case ending → endings of the nominative, the likelier first: Цзюнем is from Цзюнь, Пэном from Пэн
CASE_ENDINGS = {
    "": ("",), "а": ("",), "у": ("",), "ом": ("",), "ем": ("ь", "й", ""), "ём": ("ь",), "е": ("", "ь", "й"), "я": ("ь", "й"),
    "ю": ("ь", "й"), "и": ("ь", "й"),
}  # fmt: skip
RARE = re.compile(r"[bpmdtn]ia|yo|[kt]ei|lo")  # ghosts of the dictionary
LONGEST = 24  # letters of one word


def to_palladius(syllable: str) -> str | None:
    """The Cyrillic spelling of one toneless syllable; None where it is none."""
    if syllable in WHOLE:
        return WHOLE[syllable]
    found = SYLLABLE.fullmatch(syllable)
    if not found:
        return None
    initial, final = found.groups()
    if initial in ("j", "q", "x"):
        final = AFTER_PALATAL.get(final, final)
    return INITIALS[initial] + FINALS[final] if final in FINALS else None


@cache
def pinyin_syllables() -> frozenset[str]:
    """The toneless syllables of Chinese, ü as v."""
    plain = {_toneless(reading) for readings in pinyin_dict.values() for reading in readings.split(",")}
    return frozenset(syllable for syllable in plain if to_palladius(syllable) and not RARE.fullmatch(syllable))


@cache
def _from_cyrillic() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for syllable in sorted(pinyin_syllables(), key=lambda s: (len(s), s), reverse=True):
        pairs[to_palladius(syllable) or ""] = syllable  # the shorter spelling wins: ло is luo or lo
    return pairs | {"ло": "luo", "хуй": "hui", "шо": "shuo", "юе": "yue"}


@lru_cache(maxsize=20_000)
def cyrillic_to_pinyin(word: str) -> str | None:
    """`fenghe` for Фэнхэ; None where the word is not made of such syllables. Hyphens are passed over."""
    found = _split(word.lower().replace("-", "").replace("ъ", ""), _from_cyrillic(), 6)
    return found[1] if found else None


@lru_cache(maxsize=20_000)
def inflected_to_pinyin(word: str) -> str | None:
    """The same for a printed case form: `wenbin` for Вэньбинем."""
    small = word.lower().replace("-", "").replace("ъ", "")
    readings = []
    for ending, tails in CASE_ENDINGS.items():
        stem = small[: len(small) - len(ending)]
        for tail in tails if small.endswith(ending) else ():
            if stem and (found := _split(stem + tail, _from_cyrillic(), 6)):
                readings.append(found)
    # Чжиюаня is rather the genitive of zhi-yuan than zhi-you-ang-ya
    return min(readings, key=lambda reading: reading[0])[1] if readings else None


@lru_cache(maxsize=20_000)
def is_pinyin(word: str) -> bool:
    """Whether a Latin word is made of Chinese syllables: Zhiyuan, Fenghe."""
    plain = word.lower().replace("-", "").replace("'", "").replace("’", "").replace("ü", "v")
    return _split(plain, {syllable: syllable for syllable in pinyin_syllables()}, 6) is not None


def _split(word: str, syllables: dict[str, str], longest: int) -> tuple[int, str] | None:
    """The word in the fewest syllables: how many, and their pinyin."""
    if not word or len(word) > LONGEST:
        return None
    best: list[tuple[int, str] | None] = [None] * (len(word) + 1)
    best[0] = (0, "")
    for stop in range(1, len(word) + 1):
        for start in range(max(0, stop - longest), stop):
            before, syllable = best[start], syllables.get(word[start:stop])
            if before is None or syllable is None:
                continue
            current = best[stop]
            if current is None or before[0] + 1 < current[0]:
                best[stop] = (before[0] + 1, before[1] + syllable)
    return best[len(word)]


def _toneless(syllable: str) -> str:
    plain = unicodedata.normalize(
        "NFD", syllable.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    )
    return "".join(c for c in plain if c.isascii()).lower()
