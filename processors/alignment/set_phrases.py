"""Idioms and set phrases in a text, under one name in three languages: 稳如泰山 and "solid as a rock" are `mount-tai`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from processors.lexicons.loader import load_fields
from processors.records import Span
from processors.text.chinese import simplify
from processors.text.tokens import Token, word_tokens

GAP = "*"
WORDS_IN_GAP = 3
CHARACTERS_IN_GAP = 8
LANGUAGES = ("en", "ru", "zh")
Pattern = tuple[str, ...]  # lemmas, or runs of characters, with GAP between them


def find_set_phrases(text: str, language: str, spans: Sequence[Span]) -> tuple[tuple[str, Span], ...]:
    """(phrase, place in the text) of each set phrase inside the spans, in text order; of overlapping ones the longest."""
    if language not in LANGUAGES:
        return ()
    find = _find_characters if language == "zh" else _find_words
    found = [
        (name, Span(start=start + span.start, stop=stop + span.start))
        for span in spans
        for name, start, stop in find(text[span.start : span.stop], language)
    ]
    return tuple(_longest(found))


def is_charted(phrase: str) -> bool:
    """Whether the phrase is a formula, charted over time and never reported as a divergence."""
    return bool(_lexicon()[phrase].get("charted", False))


def renderings(phrase: str, language: str) -> tuple[str, ...]:
    """How the lexicon renders the phrase in a language, the usual rendering first."""
    return tuple(_lexicon()[phrase][language])


def _lexicon() -> Mapping[str, Mapping[str, Sequence[str]]]:
    lexicon: Mapping[str, Mapping[str, Sequence[str]]] = load_fields("set_phrases.yml")
    return lexicon


@cache
def _patterns(language: str) -> Mapping[str, Sequence[tuple[str, Pattern]]]:
    """The patterns by the lemma, or character, that they begin with."""
    by_start: dict[str, list[tuple[str, Pattern]]] = {}
    for name, fields in _lexicon().items():
        for printed in fields[language]:
            pattern = tuple(_parts(printed, language))
            by_start.setdefault(pattern[0][0] if language == "zh" else pattern[0], []).append((name, pattern))
    return by_start


def _parts(printed: str, language: str) -> Iterator[str]:
    for number, part in enumerate(printed.split(GAP)):
        if number:
            yield GAP
        if language == "zh":
            yield part
        else:
            yield from (token.norm for token in word_tokens(part, language))


# --- words: English, Russian --------------------------------------------------------------------------------------------


def _find_words(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    tokens = word_tokens(text, language)
    patterns = _patterns(language)
    for place, token in enumerate(tokens):
        for name, pattern in patterns.get(token.norm, ()):
            last = _match_words(tokens, place, pattern)
            if last is not None:
                yield name, token.start, tokens[last].stop


def _match_words(tokens: Sequence[Token], place: int, pattern: Pattern) -> int | None:
    """Where the pattern ends when it begins at this token."""
    gap = 0
    for part in pattern:
        if part == GAP:
            gap = WORDS_IN_GAP
            continue
        reach = min(len(tokens), place + gap + 1)
        place = next((at for at in range(place, reach) if tokens[at].norm == part), reach) + 1
        if place > reach:
            return None
        gap = 0
    return place - 1


# --- characters: Chinese ------------------------------------------------------------------------------------------------


def _find_characters(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    simplified = simplify(text)
    patterns = _patterns(language)
    for place, character in enumerate(simplified):
        for name, pattern in patterns.get(character, ()):
            stop = _match_characters(simplified, place, pattern)
            if stop is not None:
                yield name, place, stop


def _match_characters(text: str, place: int, pattern: Pattern) -> int | None:
    gap = 0
    for part in pattern:
        if part == GAP:
            gap = CHARACTERS_IN_GAP
            continue
        found = text.find(part, place, place + gap + len(part))
        if found < 0:
            return None
        place, gap = found + len(part), 0
    return place


def _longest(found: Iterable[tuple[str, Span]]) -> Iterator[tuple[str, Span]]:
    end = -1
    for name, span in sorted(found, key=lambda use: (use[1].start, -use[1].stop, use[0])):
        if span.start >= end:
            yield name, span
            end = span.stop
