"""Which language a text is in: the script first, then langdetect on the letters of that script."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY
from simplemma import is_known

from processors.lexicons.loader import load_fields
from processors.records import Language

SAMPLE = 6000  # characters, out of the beginning, the middle and the end
SHORT = 40  # letters under which a declared language wins unless the script contradicts it
FEW = 120  # letters under which langdetect is not trusted with English
HAN_WEIGHT = 3  # a Chinese character says as much as three letters
SCRIPTS = {
    "kana": re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "han": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "other": re.compile(r"[^\W\d_\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff\u3400-\u9fff\uf900-\ufaff\u0400-\u052f"
                        r"A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}  # fmt: skip
PRIORS = {"cyrillic": {"ru": 0.6}, "latin": {"en": 0.6}}  # of what we are given, this much is in our languages
SCRIPT_OF = {"zh": "han", "ru": "cyrillic", "en": "latin"}
MANY_KANA = 0.05  # of the weighed letters: a Chinese text may quote の


def detect_language(text: str, declared: str | None = None) -> Language:
    """The language with its certainty and how it was decided; "und" where there is nothing to go by."""
    sample = _sample(text)
    counts = {script: len(pattern.findall(sample)) for script, pattern in SCRIPTS.items()}
    if not sum(counts.values()):
        return Language(code="und", confidence=0.0, method="no letters")
    found = _by_script(counts) or _by_letters(sample, counts)
    letters = sum(counts.values())
    if declared in SCRIPT_OF and found.code != declared and letters < SHORT and _main_script(counts) == SCRIPT_OF[declared]:
        return Language(code=declared, confidence=0.6, method=f"declared; the text is short ({letters} letters)")
    return found


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    third, middle = SAMPLE // 3, len(text) // 2
    return f"{text[:third]} {text[middle : middle + third]} {text[-third:]}"


def _weights(counts: dict[str, int]) -> dict[str, int]:
    return {script: count * (HAN_WEIGHT if script == "han" else 1) for script, count in counts.items()}


def _main_script(counts: dict[str, int]) -> str:
    weights = _weights(counts)
    return max(weights, key=lambda script: weights[script])


def _by_script(counts: dict[str, int]) -> Language | None:
    """Where the script alone decides: Chinese, Japanese, Korean, and scripts that none of our languages use."""
    weights = _weights(counts)
    total, main = sum(weights.values()), _main_script(counts)
    share = weights[main] / total
    if main in ("han", "kana") and weights["kana"] > MANY_KANA * total:
        return Language(code="ja", confidence=min(1.0, share + 0.3), method="script: kana")
    if main == "han":
        return Language(code="zh", confidence=share, method="script: Han")
    if main == "hangul":
        return Language(code="ko", confidence=share, method="script: hangul")
    if main == "other":
        return Language(code="und", confidence=share, method="script: none of ours")
    return None


def _by_letters(sample: str, counts: dict[str, int]) -> Language:
    script = _main_script(counts)
    foreign = _distinctive(sample) if script == "cyrillic" else None
    if foreign:
        return Language(code=foreign, confidence=0.9, method="letters that Russian does not have")
    letters = re.sub(r"\s+", " ", "".join(c if SCRIPTS[script].match(c) or not c.isalpha() else " " for c in sample))
    detector = _profiles().create()
    detector.set_prior_map(_prior(script))
    detector.append(letters)
    try:
        best = detector.get_probabilities()
    except LangDetectException:
        best = []
    if not best:
        return Language(code="und", confidence=0.0, method="langdetect: nothing to go by")
    code = best[0].lang
    if code != "en" and script == "latin" and counts["latin"] < FEW and _reads_english(sample):
        return Language(code="en", confidence=0.7, method="English words; the text is too short for langdetect")
    return Language(code=code, confidence=round(min(1.0, best[0].prob), 4), method=f"script: {script}; langdetect")


def _reads_english(sample: str) -> bool:
    """langdetect takes headlines for any language; the dictionary knows better."""
    words = [word for word in re.findall(r"[^\W\d_]+", sample) if word.islower()] or re.findall(r"[^\W\d_]+", sample)
    return sum(is_known(word.lower(), lang="en") for word in words) >= 0.8 * len(words)


def _distinctive(sample: str) -> str | None:
    """The language whose own letters make up enough of the text."""
    for code, letters in load_fields("foreign_letters.yml").items():
        if sum(sample.lower().count(letter) for letter in letters) * 200 >= len(sample):
            return str(code)
    return None


@cache
def _profiles() -> Any:
    DetectorFactory.seed = 0  # the same text always gets the same answer
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def _prior(script: str) -> dict[str, float]:
    languages = _profiles().get_lang_list()
    prior = dict.fromkeys(languages, (1 - sum(PRIORS[script].values())) / len(languages))
    for code, share in PRIORS[script].items():
        prior[code] += share
    return prior
