"""The translation tables behind the `WordTables` protocol: which words of two passages match, in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from processors.alignment.instruments import Cover, Word, Words
from processors.alignment.set_phrases import find_set_phrases
from processors.alignment.word_pairs import LANGUAGES, PAIRS, Matches, matches_from_bytes, transposed, vocabulary_from_bytes
from processors.records import Mention, Span
from processors.text.tokens import Token, content_tokens

ENTITY, PHRASE, NUMBER, SMALL_NUMBER, UNKNOWN = 6.0, 8.0, 6.0, 3.0, 7.0  # weights of what the frozen corpus does not count
LEAST_WEIGHT = 0.5
LEAST_STRENGTH = 0.08  # a weaker match is none
END = 1 << 62  # behind every text
Unit = tuple[str, Span]  # what counts as one word: "@wei-fenghe", "%mount-tai"
ReadData = Callable[[str], bytes]


class TranslationTables:
    """Matches words by the shipped table; equal words, numbers, Latin words and linked entities match wholly."""

    def __init__(self, read: ReadData) -> None:
        self._read = read
        self._index: dict[str, dict[str, int]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._weight: dict[str, NDArray[np.float32]] = {}
        self._matches: dict[tuple[str, str], Matches] = {}
        self.partners = lru_cache(maxsize=50_000)(self._partners)

    def words(self, text: str, language: str, spans: Sequence[Span], mentions: Sequence[Mention]) -> Words:
        found: list[Word] = []
        units = [(f"%{name}", place) for name, place in find_set_phrases(text, language, spans)]
        units += [(f"@{mention.entity_id}", mention.span) for mention in mentions if mention.entity_id]
        units.sort(key=lambda unit: (unit[1].start, -unit[1].stop, unit[0]))
        for span in spans:
            tokens = [_moved(token, span.start) for token in content_tokens(text[span.start : span.stop], language)]
            found.extend(self._merged(tokens, _inside(units, span), language))
        return Words(language=language, words=tuple(found))

    def cover(self, x: Words, y: Words) -> Cover:
        matched: list[tuple[Word, Word, float]] = []
        unmatched: list[Word] = []
        gained = total = 0.0
        norms = _by_norm(y)
        for word in x.words:
            total += word.weight
            other, strength = self._best(word, x.language, y.language, norms)
            if other is None:
                unmatched.append(word)
            else:
                matched.append((word, other, strength))
                gained += word.weight * strength
        return Cover(score=gained / total if total else 0.0, matched=tuple(matched), unmatched=tuple(unmatched))

    def strengths(self, x: Words, y: Words) -> NDArray[np.float32]:
        columns: dict[str, list[int]] = {}
        for column, word in enumerate(y.words):
            for norm in {word.norm, *word.parts}:
                columns.setdefault(norm, []).append(column)
        found = np.zeros((len(x.words), len(y.words)), dtype=np.float32)
        for row, word in enumerate(x.words):
            for norm in {word.norm, *word.parts}:
                for partner, strength in [*self.partners(norm, x.language, y.language).items(), (norm, 1.0)]:
                    for column in columns.get(partner, ()) if strength >= LEAST_STRENGTH else ():
                        found[row, column] = max(found[row, column], strength)
        return found

    def weight(self, norm: str, language: str) -> float:
        """How much a word tells: rare ones much, common ones little."""
        if norm.startswith("#"):
            return SMALL_NUMBER if len(norm) < 3 or norm.startswith("#m") else NUMBER
        place = self._vocabulary(language).get(norm)
        return UNKNOWN if place is None else max(LEAST_WEIGHT, float(self._weight[language][place]))

    def _best(self, word: Word, language: str, other: str, norms: Mapping[str, Word]) -> tuple[Word | None, float]:
        if word.norm in norms:
            return norms[word.norm], 1.0
        best, strength = None, LEAST_STRENGTH
        for norm in word.parts or (word.norm,):
            if norm in norms:
                return norms[norm], 1.0
            partners = self.partners(norm, language, other)
            smaller, larger = (norms, partners) if len(norms) < len(partners) else (partners, norms)
            for partner in smaller:
                if partner in larger and partners[partner] > strength:
                    best, strength = norms[partner], partners[partner]
        return best, strength

    def _partners(self, norm: str, language: str, other: str) -> Mapping[str, float]:
        """The words of the other language that stand for this one, with their strength."""
        place = self._vocabulary(language).get(norm)
        if place is None or language == other:
            return {}
        self._vocabulary(other)
        matches, words = self._pair(language, other), self._words[other]
        row = slice(int(matches.start[place]), int(matches.start[place + 1]))
        return {words[p]: s for p, s in zip(matches.partner[row].tolist(), matches.strength[row].tolist(), strict=True)}

    def _vocabulary(self, language: str) -> dict[str, int]:
        if language not in LANGUAGES:
            language = "en"
        if language not in self._index:
            vocabulary = vocabulary_from_bytes(self._read(f"words-{language}.npz"))
            self._words[language], self._weight[language] = vocabulary.words, vocabulary.weight
            self._index[language] = {word: place for place, word in enumerate(vocabulary.words)}
        return self._index[language]

    def _pair(self, language: str, other: str) -> Matches:
        if (language, other) not in self._matches:
            first, second = (language, other) if (language, other) in PAIRS else (other, language)
            matches = matches_from_bytes(self._read(f"matches-{first}-{second}.npz"))
            self._matches[first, second] = matches
            self._matches[second, first] = transposed(matches, len(self._vocabulary(second)))
        return self._matches[language, other]

    def _merged(self, tokens: Sequence[Token], units: Sequence[Unit], language: str) -> Iterator[Word]:
        """Words in text order; the tokens under one linked mention or set phrase are one word with its id."""
        waiting = list(reversed(units))
        under: list[str] = []
        for token in [*tokens, Token(norm="", start=END, stop=END)]:
            while waiting and token.start >= waiting[-1][1].stop:
                norm, span = waiting.pop()
                yield Word(norm=norm, span=span, weight=PHRASE if norm.startswith("%") else ENTITY, parts=tuple(under))
                under = []
            if waiting and token.stop > waiting[-1][1].start:
                under.append(token.norm)
            elif token.norm:
                yield from self._plain(token, language)

    def _plain(self, token: Token, language: str) -> Iterator[Word]:
        for part in self._known_parts(token) if language == "zh" else (token,):
            yield Word(norm=part.norm, span=Span(start=part.start, stop=part.stop), weight=self.weight(part.norm, language))

    def _known_parts(self, token: Token) -> Iterator[Token]:
        """An unknown compound in the longest pieces that the table knows: 防务部门 → 防务 + 部门 (defence department)."""
        known = self._vocabulary("zh")
        length = len(token.norm)
        if token.norm in known or length < 2 or token.stop - token.start != length or not _is_han(token.norm):
            yield token
            return
        place = 0
        while place < length:
            size = next((size for size in range(min(length - place, 6), 1, -1) if token.norm[place : place + size] in known), 1)
            yield Token(norm=token.norm[place : place + size], start=token.start + place, stop=token.start + place + size)
            place += size


def read_data(name: str) -> bytes:
    """One of the shipped data files beside this module."""
    return files("processors.alignment").joinpath("data", name).read_bytes()


@cache
def load_tables() -> TranslationTables:
    """The shipped tables; each language and pair is read when it is first asked for."""
    return TranslationTables(read_data)


def _moved(token: Token, by: int) -> Token:
    return Token(norm=token.norm, start=token.start + by, stop=token.stop + by)


def _inside(units: Sequence[Unit], span: Span) -> list[Unit]:
    kept: list[Unit] = []
    for norm, place in units:
        apart = not kept or place.start >= kept[-1][1].stop
        if apart and span.start <= place.start and place.stop <= span.stop:
            kept.append((norm, place))
    return kept


def _by_norm(words: Words) -> dict[str, Word]:
    """The words under their norm and, weaker, under the parts of a mention."""
    norms: dict[str, Word] = {}
    for word in words.words:
        for part in word.parts:
            norms.setdefault(part, word)
    for word in words.words:
        if word.norm not in norms or norms[word.norm].parts:
            norms[word.norm] = word
    return norms


def _is_han(word: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" for character in word)
