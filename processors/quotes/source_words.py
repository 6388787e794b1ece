"""What the words of a source say about who it is: an office, a country, a pronoun, nobody in particular."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from processors.lexicons.loader import load_fields

LONGEST = 300  # characters of a source or of the words around a name that are looked at
GENITIVE_GAP = {"ru": r"(?:[\s«»\"]+[\w-]+){0,2}?[\s«»\"]+", "en": r"[\s-]+"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWords:
    roles: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # keys of the lexicon `speaker_words.yml`
    words: frozenset[str] = frozenset()  # beginnings of the words that describe


@lru_cache(maxsize=4096)
def read_source(phrase: str, language: str) -> SourceWords:
    """Roles, countries and kinds that the phrase names."""
    phrase = phrase[:LONGEST]
    return SourceWords(
        roles=_roles(phrase, language),
        countries=_found(phrase, language, "country_adjectives.yml"),
        kinds=_found(phrase, language, "speaker_words.yml"),
        words=describing_words(phrase, language),
    )


@lru_cache(maxsize=4096)
def describing_words(phrase: str, language: str) -> frozenset[str]:
    """The beginnings of the words of a description, by which "the admiral" meets "Rear Admiral"."""
    if language == "zh":
        return frozenset(phrase[i : i + 2] for i in range(len(phrase) - 1))
    size = 5 if language == "ru" else 6
    return frozenset(word[:size] for word in re.findall(r"[^\W\d_]+", phrase.lower()) if len(word) > 3)


@cache
def general_roles() -> dict[str, frozenset[str]]:
    """Each role with the particular ones that it can stand for, itself among them."""
    table: dict[str, list[str]] = load_fields("roles.yml")
    return {role: frozenset({role, *wider}) for role, wider in table.items()}


def expand(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(wider for role in roles for wider in general_roles().get(role, frozenset({role})))


def _roles(phrase: str, language: str) -> frozenset[str]:
    """The roles whose words stand in the phrase; words inside a longer match do not count again."""
    found = [(m.start(), m.end(), role) for role, pattern in _role_patterns(language) for m in pattern.finditer(phrase)]
    longest = [
        (start, stop, role)
        for start, stop, role in found
        if not any(a <= start and stop <= b and b - a > stop - start for a, b, _ in found)
    ]
    return frozenset(role for _, _, role in longest)


@cache
def _role_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = load_fields(f"{language}/roles.yml")
    return tuple(
        (role, re.compile("|".join(_phrase(p, language) for p in phrases), re.IGNORECASE)) for role, phrases in table.items()
    )


def _phrase(phrase: str, language: str) -> str:
    if language == "zh":
        return re.escape(phrase)
    ending = r"[\w]*" if language == "ru" else r"s?\b"
    return r"\b" + GENITIVE_GAP[language].join(re.escape(word) + ending for word in phrase.split())


def _found(phrase: str, language: str, lexicon: str) -> frozenset[str]:
    return frozenset(key for key, pattern in _word_patterns(language, lexicon) if pattern.search(phrase))


@cache
def _word_patterns(language: str, lexicon: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = load_fields(f"{language}/{lexicon}")
    return tuple(
        (key, re.compile("|".join(_word(word, language) for word in words), re.IGNORECASE)) for key, words in table.items()
    )


def _word(word: str, language: str) -> str:
    if language == "zh":
        return re.escape(word)
    if language == "en" or word.startswith("="):
        return r"\b" + re.escape(word.removeprefix("=")) + r"\b"
    return r"\b" + r"\w*\s+".join(re.escape(part) for part in word.split())
