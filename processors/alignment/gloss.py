"""A word-by-word English gloss, so that a reader without the language sees what is there; made by machine, no translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from processors.alignment.concepts import load_concepts
from processors.alignment.set_phrases import find_set_phrases, renderings
from processors.alignment.tables import load_tables
from processors.records import Span
from processors.text.tokens import Token, word_tokens

LONGEST_CONCEPT = 6  # words
RARITY = 0.05  # a common English word is preferred to a rare one: "strength" to "horsepower"
FAINT = 0.2  # a weaker match is no gloss: the word stays as printed


def gloss(text: str, language: str) -> str:
    """The text in English, word by word in its own order; what is not known stays as printed."""
    if language not in ("ru", "zh"):
        return text
    pieces: list[str] = []
    end = 0
    for span, english in _glossed(text, language):
        pieces += [text[end : span.start], " ", english, " "] if language == "zh" else [text[end : span.start], english]
        end = span.stop
    return _tidy("".join([*pieces, text[end:]]))


def _glossed(text: str, language: str) -> Iterator[tuple[Span, str]]:
    """Set phrases, concepts, single words; in text order."""
    phrases = find_set_phrases(text, language, (Span(start=0, stop=len(text)),))
    tokens = word_tokens(text, language)
    place = 0
    while place < len(tokens):
        phrase = next((use for use in phrases if use[1].start <= tokens[place].start < use[1].stop), None)
        if phrase:
            yield phrase[1], renderings(phrase[0], "en")[0]
            while place < len(tokens) and tokens[place].start < phrase[1].stop:
                place += 1
            continue
        length, english = _concept(tokens, place, language)
        span = Span(start=tokens[place].start, stop=tokens[place + length - 1].stop)
        yield span, english or _word(tokens[place], language) or text[span.start : span.stop]
        place += length


def _concept(tokens: Sequence[Token], place: int, language: str) -> tuple[int, str]:
    known = _concepts(language)
    for length in range(min(LONGEST_CONCEPT, len(tokens) - place), 0, -1):
        english = known.get(tuple(token.norm for token in tokens[place : place + length]))
        if english is not None:
            return length, english
    return 1, ""


def _word(token: Token, language: str) -> str:
    if token.norm.startswith("#"):
        return ""
    tables = load_tables()
    partners = tables.partners(token.norm, language, "en")
    worth = {word: strength - RARITY * tables.weight(word, "en") for word, strength in partners.items() if strength >= FAINT}
    return max(worth, key=lambda word: (worth[word], word), default="")


@cache
def _concepts(language: str) -> Mapping[tuple[str, ...], str]:
    known: dict[tuple[str, ...], str] = {}
    for concept in load_concepts():
        for printed in concept[language]:
            known.setdefault(tuple(token.norm for token in word_tokens(printed, language)), concept["en"][0])
    return known


def _tidy(text: str) -> str:
    marks = str.maketrans("，。；：！？、（）《》", ",.;:!?,()«»")
    text = re.sub(r"[ \u3000]+", " ", text.translate(marks))
    return re.sub(r" ([,.;:!?)»”])", r"\1", re.sub(r"([(«“]) ", r"\1", re.sub(r"([,.;:!?])(?=[^\W\d_])", r"\1 ", text))).strip()
