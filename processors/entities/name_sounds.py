"""How a foreign name sounds, as a row of coarse consonants, from Latin letters and from the Chinese characters that spell it."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# consonants that Chinese does not tell apart, or spells by the same characters, are one: p b, t d, k g h, l r, and the hissing ones
LATIN = (
    (re.compile(r"shch|sch|sh|ch|zh|dzh|ts|tz|cz"), "S"), (re.compile(r"kh|gh|ck|qu"), "K"), (re.compile("ph|th(?=$)"), "F"),
    (re.compile("x"), "KS"), (re.compile(r"c(?=[eiy])"), "S"), (re.compile("[kgqhc]"), "K"), (re.compile("[pb]"), "P"),
    (re.compile("[td]"), "T"), (re.compile("[szj]"), "S"), (re.compile("[vwf]"), "V"), (re.compile("[lr]"), "L"),
    (re.compile("m"), "M"),
    (re.compile("n"), "N"), (re.compile(r"[^A-Z]"), ""), (re.compile("F"), "V"),
)  # fmt: skip
SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zv]*?)(n|ng)?$")
INITIALS = {
    "b": "P", "p": "P", "m": "M", "f": "V", "d": "T", "t": "T", "n": "N", "l": "L", "g": "K", "k": "K", "h": "K", "j": "J",
    "q": "J",
    "x": "J", "zh": "S", "ch": "S", "sh": "S", "r": "S", "z": "S", "c": "S", "s": "S", "w": "V", "y": "",
}  # fmt: skip
LIKE = {"J": "STK", "N": "M"}  # 基 ji spells ки, 金 jin тин and кин; 朗 lang stands for рам before п


@lru_cache(maxsize=20_000)
def latin_sounds(name: str) -> str:
    """`STLSV` for storozhev."""
    for pattern, sound in LATIN:
        name = pattern.sub(sound, name)
    return re.sub(r"(.)\1+", r"\1", name)


@lru_cache(maxsize=20_000)
def chinese_sounds(name: str) -> str:
    """`STLSV` for 斯托罗热夫."""
    sounds = ""
    for syllable in lazy_pinyin(name, style=Style.NORMAL):
        found = SYLLABLE.match(syllable)
        if not found:
            continue
        initial, _, tail = found.groups()
        if syllable == "er":
            sounds += "L"
            continue
        sounds += "" if syllable == "wu" and not sounds else INITIALS.get(initial or "", "")  # 乌沙科夫 is Ушаков
        sounds += "N" if tail else ""
    return re.sub(r"(.)\1+", r"\1", sounds)


def sound_distance(latin: str, chinese: str) -> float:
    """How many consonants must change; the first one weighs more."""
    row = [float(i) for i in range(len(chinese) + 1)]
    for i, a in enumerate(latin, start=1):
        before, row[0] = row[0], float(i)
        for j, b in enumerate(chinese, start=1):
            change = 0.0 if a == b or a in LIKE.get(b, "") else 1.0
            before, row[j] = row[j], min(before + change, row[j] + 1, row[j - 1] + (0.5 if b == "V" else 1))  # 乌 wu is у too
    return row[-1]
