"""Content words with their places: what full-text search indexes and what the translation tables compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import prod
from typing import Any

import pymorphy3
import simplemma

from processors.lexicons.loader import load_entries, load_fields
from processors.text.chinese import simplify
from processors.text.chinese_words import cut_words
from processors.text.numbers import NumberWords, chinese_numeral, digits_value, number_norm, number_words

LONGEST_WORD = 40  # characters; what is longer is cut there
PAIR = 2  # "two sides", 两国, "обе": one and two written as words count nothing
CHUNK = 2000  # Chinese characters handed to the cutter at once
MONTH = "#m"  # a month's token is "#m4": 4月, апреля, April
PIECE = re.compile(
    r"(?P<designation>(?<![A-Za-zА-Яа-я])(?:[A-Za-z]{1,4}|[А-Яа-я]{1,3})-?\d{1,4}[A-Za-zА-Яа-я]{0,4}(?![A-Za-zА-Яа-я\d]))"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:,\d+)?|\d[\d.,，]{0,40})"
    r"|(?P<han>[\u3400-\u9fff\uf900-\ufaff〇]+)"
    r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)"
)
HAN_DESIGNATION = re.compile(r"(?P<type>[\u3400-\u9fff]{1,2})-?(?P<number>\d{1,4}[A-Za-z]{0,4})(?![A-Za-z\d年月日号])")
CYRILLIC = re.compile("[а-яА-ЯёЁ]")
CHINESE_MULTIPLIERS = re.compile("[十百千万亿]+")  # behind digits: 108亿
ORDINAL = re.compile(r"(?:st|nd|rd|th)(?!\w)")  # 70th
MONTHS_THAT_ARE_WORDS = ("may", "march")  # months beside a number only


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    norm: str  # simplified word, lemma, "#10800000000" for a number, "#m4" for April, Latin words in small letters
    start: int
    stop: int


def content_tokens(text: str, language: str) -> tuple[Token, ...]:
    """The words that carry meaning, in text order, without those of the stop list; positions are the text's own."""
    language = known_language(language)
    tokens = _dated(tuple(_numbered(_pieces(text, language), language)), language)
    stop = stop_words(language)
    return tuple(
        token for token in tokens if token.norm and (token.norm not in stop or (language == "zh" and _is_state(text, token)))
    )


def word_tokens(text: str, language: str) -> tuple[Token, ...]:
    """Every word, those of the stop list too; numbers are not joined."""
    return tuple(token for token in _pieces(text, known_language(language)) if token.norm)


def known_language(language: str) -> str:
    return language if language in ("en", "ru", "zh") else "en"


@cache
def stop_words(language: str) -> frozenset[str]:
    return frozenset(load_entries(f"{language}/stopwords.txt"))


def _is_state(text: str, token: Token) -> bool:
    """中 (amid, or China) means the state beside another state's short name: 中俄 (China and Russia)."""
    if token.norm not in short_states():
        return False
    return text[token.stop : token.stop + 1] in short_states() or text[max(0, token.start - 1) : token.start] in short_states()


@cache
def short_states() -> frozenset[str]:
    return frozenset(load_entries("zh/short_countries.txt"))


# --- pieces -------------------------------------------------------------------------------------------------------------


def _pieces(text: str, language: str) -> Iterator[Token]:
    shown = simplify(text) if language == "zh" else text
    position = 0
    while piece := PIECE.search(shown, position):
        kind, printed, start = piece.lastgroup, piece.group(), piece.start()
        position = piece.end()
        if kind == "han":
            if designation := _han_designation(shown, piece):
                word, position = designation
                yield from _chinese(shown[start : word.start], start)
                yield word
            else:
                yield from _chinese(printed, start)
        elif kind == "number":
            kept = printed.rstrip(".,，")
            position = start + len(kept)
            yield from _digits(kept, start, language)
            if language == "zh" and (multipliers := CHINESE_MULTIPLIERS.match(shown, position)):
                yield Token(norm=multipliers.group(), start=position, stop=multipliers.end())
                position = multipliers.end()
            elif language == "en" and (ordinal := ORDINAL.match(shown, position)):
                position = ordinal.end()
        elif kind == "designation":
            yield Token(norm=_designation(printed), start=start, stop=piece.end())
        else:
            yield from _words(printed, start, language)


def _words(printed: str, start: int, language: str) -> Iterator[Token]:
    """English compounds in their parts (twenty-five), Russian ones whole (военно-технический, military-technical)."""
    for part in re.finditer("[^-]+" if language == "en" else ".+", printed):
        norm = _word(part.group()[:LONGEST_WORD], language)
        yield Token(norm=norm, start=start + part.start(), stop=start + part.end())


def _chinese(run: str, start: int) -> Iterator[Token]:
    for offset in range(0, len(run), CHUNK):
        position = start + offset
        for word in cut_words(run[offset : offset + CHUNK]):
            numeral = chinese_numeral(word)
            norm = word if numeral is None or numeral <= PAIR else number_norm(numeral)
            yield Token(norm=norm, start=position, stop=position + len(word))
            position += len(word)


def _han_designation(text: str, run: re.Match[str]) -> tuple[Token, int] | None:
    """苏-35 (Su-35) at the end of a run of characters."""
    for length in (2, 1):
        start = run.end() - length
        found = HAN_DESIGNATION.match(text, start) if start >= run.start() else None
        letters = _letters().get(text[start : run.end()]) if found and found.end("type") == run.end() else None
        if found and letters:
            return Token(norm=f"{letters}-{found.group('number').lower()}", start=start, stop=found.end()), found.end()
    return None


def _digits(printed: str, start: int, language: str) -> Iterator[Token]:
    value = digits_value(printed, language)
    if value is not None:
        yield Token(norm=number_norm(value), start=start, stop=start + len(printed))
        return
    for part in re.finditer(r"\d+", printed):  # 03.04.2018 is three numbers
        yield Token(norm=number_norm(int(part.group()[:24])), start=start + part.start(), stop=start + part.end())


@cache
def _letters() -> dict[str, str]:
    letters: dict[str, str] = load_fields("designations.yml")
    return letters


def _designation(printed: str) -> str:
    """С-400, S-400 and S400 are "s-400"."""
    head, number, tail = re.fullmatch(r"(\D*?)-?(\d+)(\D*)", printed).groups()  # type: ignore[union-attr]
    head, tail = ("".join(_letters().get(c.upper(), c.lower()) for c in part) for part in (head, tail))
    return f"{head}-{number}{tail.removesuffix('s')}"  # the plural of Su-35 is Su-35s


# --- words --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=200_000)
def _word(printed: str, language: str) -> str:
    if language == "ru" and CYRILLIC.search(printed):
        return _russian(printed.lower().replace("ё", "е"))
    plain = printed.replace("’", "'").removesuffix("'s")
    if not plain.isascii():
        return plain.lower()
    return _english(_english(plain))  # Americans → american; States → states → state


def _english(word: str) -> str:
    lemma: str = simplemma.lemmatize(word, lang="en")
    return lemma.lower()


@cache
def _morphology() -> Any:
    return pymorphy3.MorphAnalyzer()


def _russian(word: str) -> str:
    lemma: str = _morphology().parse(word)[0].normal_form
    return lemma.replace("ё", "е")


# --- numbers and dates --------------------------------------------------------------------------------------------------


def _numbered(pieces: Iterator[Token], language: str) -> Iterator[Token]:
    """Number words and multipliers joined to the number before them: 10,8 млрд, five thousand, 108亿."""
    waiting: Token | None = None
    for piece in pieces:
        joined = _joined(waiting, piece, language) if waiting else None
        if joined:
            waiting = joined
            continue
        if waiting:
            yield waiting
            waiting = None
        value = number_words(language).values.get(piece.norm) if language != "zh" else None
        if value is not None:
            waiting = Token(norm=number_norm(value), start=piece.start, stop=piece.stop)
        elif piece.norm.startswith("#"):
            waiting = piece
        else:
            yield piece
    if waiting:
        yield waiting


def _joined(number: Token, piece: Token, language: str) -> Token | None:
    if piece.start - number.stop > 1:
        return None
    words = number_words(language)
    value = Decimal(number.norm[1:])
    multiplier = _multiplier(piece.norm, words) if piece.start == number.stop or language != "zh" else None
    if multiplier is not None and value < multiplier:
        return Token(norm=number_norm(value * multiplier), start=number.start, stop=piece.stop)
    added = words.values.get(piece.norm) if language != "zh" else None
    if added and value >= 20 and value % 10 == 0 and added < 10 and piece.start > number.start:
        return Token(norm=number_norm(value + added), start=number.start, stop=piece.stop)  # twenty five, двадцать пять
    return None


def _multiplier(norm: str, words: NumberWords) -> int | None:
    if norm and all(character in words.multipliers for character in norm):
        return prod(words.multipliers[character] for character in norm)  # 万亿 is 10,000 times 100,000,000
    return words.multipliers.get(norm)


def _dated(tokens: tuple[Token, ...], language: str) -> Iterator[Token]:
    """Months as one token in three languages; the small words that are months too only beside a number."""
    months = number_words(language).months
    for place, token in enumerate(tokens):
        before = tokens[place - 1].norm if place else ""
        after = tokens[place + 1].norm if place + 1 < len(tokens) else ""
        if language == "zh":
            if after == "月" and token.norm[1:].isdigit() and token.norm.startswith("#"):
                yield Token(norm=MONTH + token.norm[1:], start=token.start, stop=token.stop)
                continue
        elif month := months.get(token.norm):
            number_beside = before.startswith("#") or after.startswith("#")
            if number_beside or not (language == "en" and token.norm in MONTHS_THAT_ARE_WORDS):
                yield Token(norm=f"{MONTH}{month}", start=token.start, stop=token.stop)
                continue
        yield token
