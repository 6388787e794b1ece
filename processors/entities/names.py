"""Whether two printed names, in any of the three scripts, are one person's, with a score and the reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from processors.entities.knowledge import KnowledgeBase
from processors.entities.name_ids import (
    CYRILLIC,
    HAN,
    chinese_reading,
    cyrillic_reading,
    latin_reading,
    press_spelling,
    romanise,
)
from processors.entities.name_sounds import chinese_sounds, latin_sounds, sound_distance
from processors.entities.russian_names import nominative
from processors.text.chinese import simplify

SAME = 85.0  # from here on two names are one; from `SURE` without further evidence
SURE = 95.0
LONGEST = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class NameScore:
    score: float  # 0 to 100
    same: bool
    reasons: tuple[str, ...]


def score_names(a: str, b: str) -> NameScore:
    """How surely the two are one person's name; the order of the two does not matter."""
    a, b = sorted((" ".join(a.split())[:LONGEST], " ".join(b.split())[:LONGEST]))
    if not a or not b:
        return NameScore(score=0.0, same=False, reasons=("a name is empty",))
    score, reason = _score(a, b)
    return NameScore(score=round(score, 1), same=score >= SAME, reasons=(reason,))


def score_known(a: str, b: str, knowledge: KnowledgeBase) -> NameScore:
    """The same, asking first whether the knowledge base has both names."""
    one, other = (_aliases(knowledge).get(" ".join(name.split()).casefold()) for name in (a, b))
    if one and other:
        same = bool(one & other)
        shown = f"knowledge base: {', '.join(sorted(one))} and {', '.join(sorted(other))}"
        return NameScore(score=100.0 if same else 0.0, same=same, reasons=(shown,))
    return score_names(a, b)


@cache
def _aliases(knowledge: KnowledgeBase) -> dict[str, frozenset[str]]:
    """Printed full names → who bears them."""
    found: dict[str, set[str]] = {}
    for entity in knowledge.entities.values():
        for name in (n for names in entity.names.values() for n in names) if entity.type == "PER" else ():
            found.setdefault(name.casefold(), set()).add(entity.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _score(a: str, b: str) -> tuple[float, str]:
    if simplify(a).casefold() == simplify(b).casefold():
        return 100.0, "the same letters"
    one, other = _reading(a), _reading(b)
    if one and other:
        return _chinese(a, b, one, other)
    if one or other:
        return _half_chinese(a, b)
    if HAN.search(a) and HAN.search(b):
        return fuzz.ratio(simplify(a), simplify(b)), "characters compared"
    if HAN.search(a) or HAN.search(b):
        foreign, han = (b, a) if HAN.search(a) else (a, b)
        return _by_sound(foreign, han)
    return _by_spelling(a, b)


def _reading(name: str) -> tuple[str, str] | None:
    if HAN.search(name):
        return chinese_reading(name)
    return cyrillic_reading(name) if CYRILLIC.search(name) else latin_reading(name)


def _chinese(a: str, b: str, one: tuple[str, str], other: tuple[str, str]) -> tuple[float, str]:
    both_han = bool(HAN.search(a) and HAN.search(b))
    shown = f"pinyin {' '.join(one)} and {' '.join(other)}"
    if both_han:
        return fuzz.ratio(simplify(a), simplify(b)) * 0.8, f"different characters; {shown}"
    if one == other:
        return 100.0, shown
    if (one[0].replace("lv", "lu"), one[1]) == (other[0].replace("lv", "lu"), other[1]):
        return 97.0, shown
    if "".join(one) == "".join(other):
        return 92.0, f"{shown}: the same syllables"
    return min(80.0, fuzz.ratio(" ".join(one), " ".join(other))), f"{shown}: different syllables"


def _half_chinese(a: str, b: str) -> tuple[float, str]:
    """One name reads as Chinese: the other may still be its foreign spelling, 马斯克 (Musk) begins with a surname."""
    if bool(HAN.search(a)) != bool(HAN.search(b)):
        foreign, han = (b, a) if HAN.search(a) else (a, b)
        if not _reading(foreign):
            score, reason = _by_sound(foreign, han)
            return score * 0.9, f"{reason}; the characters could also be a Chinese name"
    return min(70.0, _by_spelling(_latin(a), _latin(b))[0]), "one is a Chinese name, the other is not"


@lru_cache(maxsize=20_000)
def _latin(name: str) -> str:
    if HAN.search(name):
        return name
    return press_spelling(romanise(nominative(name)) if CYRILLIC.search(name) else name.lower())


def _by_spelling(a: str, b: str) -> tuple[float, str]:
    """Russian and Western names in Cyrillic or Latin, by one Latin spelling."""
    one, other = _latin(a).replace(".", " ").split(), _latin(b).replace(".", " ").split()
    if not one or not other:
        return 0.0, "no letters to compare"
    shown = f"spelled {' '.join(one)} and {' '.join(other)}"
    surname = max(fuzz.ratio(one[-1], other[-1]), fuzz.ratio(*(_bare(word) for word in (one[-1], other[-1]))))
    if len(one) == 1 or len(other) == 1:
        return min(surname, 90.0), f"{shown}: the surname alone"
    first = (
        max(fuzz.ratio(one[0], other[0]), fuzz.ratio(_bare(one[0]), _bare(other[0])))
        if len(one[0]) > 1 and len(other[0]) > 1
        else (95.0 if one[0][0] == other[0][0] else 0.0)
    )
    return 0.65 * surname + 0.35 * first if surname >= 75 and first >= 55 else min(surname, first, 70.0), shown


def _bare(word: str) -> str:
    """Without what spellings differ by: kh and h, dzh and j, y and i, doubled letters."""
    for pattern, plain in (
        (r"kh", "h"),
        (r"dzh", "j"),
        (r"[yi]+", "i"),
        (r"ck|c(?![h])", "k"),
        (r"w", "v"),
        (r"(.)\1", r"\1"),
        (r"ph", "f"),
        (r"th", "t"),
    ):
        word = re.sub(pattern, plain, word)
    return word


def _by_sound(foreign: str, han: str) -> tuple[float, str]:
    """A foreign name and the characters that spell it, by their consonants."""
    names, parts = _latin(foreign).split(), [part for part in re.split("[·•]", han) if part]
    if not names or not parts:
        return 0.0, "no letters to compare"
    surname = _sound(names[-1], parts[-1])
    shown = f"sounds {latin_sounds(names[-1])} and {chinese_sounds(parts[-1])}"
    if len(parts) == 1 or len(names) == 1:
        return min(surname, 94.0), f"{shown}: the surname alone"
    first = _sound(names[0], parts[0])
    return 0.65 * surname + 0.35 * first, f"{shown}; first name {latin_sounds(names[0])} and {chinese_sounds(parts[0])}"


def _sound(latin: str, han: str) -> float:
    """The consonants, and for a third the whole spelling, which keeps 拜登 (Biden) from Путин (Putin)."""
    one, other = latin_sounds(latin), chinese_sounds(han)
    if not one or not other:
        return 0.0
    distance = sound_distance(one, other)
    spelling = fuzz.ratio(_bare(latin), _bare("".join(lazy_pinyin(han)))) * 1.5
    return max(0.0, 70.0 * (1 - distance / max(len(one), len(other))) + 0.30 * min(100.0, spelling))
