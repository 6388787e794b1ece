"""Finds the entries of a lexicon in a text; `*` in an entry stands for any ending, or for any one word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from processors.lexicons.loader import load_entries, load_fields
from processors.records import Span

NO_PATTERN = re.compile(r"(?!)")


@lru_cache(maxsize=256)  # every pair of quotes asks for its articles' texts again
def fold(text: str) -> str:
    """The text in lower case with ё as е, of the same length, so that positions hold."""
    return "".join(_fold_letter(letter) for letter in text)


def _fold_letter(letter: str) -> str:
    lower = letter.lower()
    return "е" if lower == "ё" else ("'" if lower == "’" else lower) if len(lower) == 1 else letter


def compile_entries(entries: Iterable[str], language: str) -> re.Pattern[str]:
    """One pattern for all entries, the longest first."""
    ordered = sorted({fold(entry) for entry in entries}, key=lambda entry: (-len(entry), entry))
    if not ordered:
        return NO_PATTERN
    if language == "zh":
        return re.compile("|".join(map(re.escape, ordered)))
    return re.compile("|".join(map(_words, ordered)))


def _words(entry: str) -> str:
    parts = [r"\w{1,30}" if word == "*" else re.escape(word).replace(r"\*", r"\w{0,14}") for word in entry.split()]
    left = "" if entry.startswith(("n't", "'")) else r"(?<!\w)"
    return left + r"\s{1,3}".join(parts) + r"(?!\w)"


@cache
def entry_pattern(name: str, language: str) -> re.Pattern[str]:
    """The pattern of a line lexicon: `negation` → `ru/negation.txt`."""
    return compile_entries(load_entries(f"{language}/{name}.txt"), language)


@cache
def class_patterns(name: str, language: str) -> dict[str, re.Pattern[str]]:
    """The patterns of a YAML lexicon whose fields are classes of words."""
    fields: dict[str, Any] = load_fields(f"{language}/{name}.yml")
    return {key: compile_entries(entries, language) for key, entries in fields.items()}


def find_spans(pattern: re.Pattern[str], text: str, within: Iterable[Span]) -> tuple[Span, ...]:
    """Where the pattern stands inside the spans of a folded text."""
    return tuple(
        Span(start=match.start(), stop=match.end()) for span in within for match in pattern.finditer(text, span.start, span.stop)
    )
