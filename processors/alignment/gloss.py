"""A word-by-word English gloss, so that a reader without the language sees what is there; made by machine, no translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from processors.alignment.gloss_numbers import find_dates, number_in_english, unit_of
from processors.alignment.gloss_words import WordGloss, load_word_gloss
from processors.alignment.set_phrases import GAP, find_set_phrases, renderings
from processors.records import Span
from processors.text.tokens import Token, word_tokens

Named = tuple[Span, str]  # what stands there in English
UNKNOWN = "‹{}›"  # a word that nothing is known of stays as it is printed


def gloss(text: str, language: str, names: Sequence[Named] = ()) -> str:
    """The text in English, word by word in its own order; names stand as given, unknown words as printed, in ‹ ›."""
    if language not in ("ru", "zh"):
        return text
    words = load_word_gloss(language)
    apart = " {} " if language == "zh" else "{}"
    pieces: list[str] = []
    end = 0
    for span, english in _fixed(text, language, words, names):
        pieces += [*_words(text[end : span.start], language, words), apart.format(english)]
        end = span.stop
    return _tidy("".join([*pieces, *_words(text[end:], language, words)]))


def _fixed(text: str, language: str, words: WordGloss, names: Sequence[Named]) -> Iterator[Named]:
    """What is more than its words: set phrases, names, dates; of overlapping ones the first, of equal ones the longest."""
    phrases = find_set_phrases(text, language, (Span(start=0, stop=len(text)),))
    found: list[Named] = [(span, renderings(name, "en")[0].replace(GAP, "…")) for name, span in phrases]
    found += [(span, english) for span, english in names if len(text[span.start : span.stop]) == 1 or not words.knows(text, span)]
    found += find_dates(text, language)
    end = 0
    for span, english in sorted(found, key=lambda one: (one[0].start, -one[0].stop)):
        if span.start >= end:
            yield span, english
            end = span.stop


def _words(text: str, language: str, words: WordGloss) -> Iterator[str]:
    tokens = word_tokens(text, language)
    end = place = 0
    while place < len(tokens):
        taken, english = words.phrase(text, tokens, place)
        first, last = tokens[place], tokens[place + taken - 1]
        if english is None:
            english = _single(text, first, language, words)
        yield text[end : first.start]
        yield f" {english} " if language == "zh" else english
        end, place = last.stop, place + taken
    yield text[end:]


def _single(text: str, token: Token, language: str, words: WordGloss) -> str:
    printed = text[token.start : token.stop]
    number = number_in_english(printed, token.norm, language)
    if number is not None:
        unit = words.phrases.get(unit_of(printed), "") if language == "zh" else ""
        return f"{number} {unit}".strip()
    if printed.isascii():
        return printed
    return words.word(token.norm) or UNKNOWN.format(printed)


def _tidy(text: str) -> str:
    marks = str.maketrans("，。；：！？、（）《》", ",.;:!?,()«»")
    text = text.translate(marks)
    for pattern, instead in _REPAIRS:
        text = pattern.sub(instead, text)
    return text.strip()


def _compiled(rules: Iterable[tuple[str, str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


_REPAIRS = _compiled(
    (
        (r"(?<=[\u3400-\u9fff])›\s*‹(?=[\u3400-\u9fff])", ""),  # neighbours are one stretch
        (r"›( ?)‹", r"\1"),
        (r"[ \u3000]+", " "),
        (r"([,.;:!?])(?=[^\W\d_]|[‹“«])", r"\1 "),
        (r"(?<=[^\s(«“]) ?“(?=\S)", " “"),
        (r"([(«“]) ", r"\1"),
        (r" ([,.;:!?)»”])", r"\1"),
        (r"([”»])(?=[^\W_]|‹)", r"\1 "),
    )
)
