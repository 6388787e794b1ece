"""Russian lemmas from pymorphy3, chosen by the part of speech that the tagger gave."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

LONGEST_WORD = 40
# universal part of speech → OpenCorpora's grammemes
GRAMMEMES = {
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN", "ADJF"),
    "VERB": ("VERB", "INFN", "GRND", "PRTF", "PRTS"),
    "AUX": ("VERB", "INFN"),
    "ADJ": ("ADJF", "ADJS", "COMP", "PRTF"),
    "DET": ("ADJF", "NPRO"),
    "PRON": ("NPRO", "ADJF"),
    "ADV": ("ADVB", "COMP"),
    "NUM": ("NUMR", "ADJF"),
    "ADP": ("PREP",),
    "CCONJ": ("CONJ",),
    "SCONJ": ("CONJ",),
    "PART": ("PRCL",),
}


@lru_cache(maxsize=50_000)
def lemma_of(word: str, pos: str) -> str:
    """The dictionary form in lower case; ё is kept as the dictionary has it."""
    if len(word) > LONGEST_WORD or not word[:1].isalpha():
        return word.lower()
    parses: list[Any] = _analyzer().parse(word)
    wanted = GRAMMEMES.get(pos, ())
    best = next((parse for parse in parses if parse.tag.POS in wanted), parses[0])
    return str(best.normal_form)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()
