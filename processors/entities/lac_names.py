"""From LAC's labels to words and names: what the network gets wrong in general is put right here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from processors.entities.lac import LacToken
from processors.lexicons.loader import load_entries
from processors.records import Span

LABELS = {"PER": "PER", "nr": "PER", "LOC": "LOC", "ns": "LOC", "ORG": "ORG"}
INSIDE_WORDS = "·•-－—–.%％'’"  # punctuation that may stand inside a word: 图-95, 弗拉基米尔·普京, 3.5%

Name = tuple[int, int, str]  # first word, word behind the last, label


class Word(NamedTuple):
    start: int  # positions in the whole text
    stop: int
    tag: str
    first: bool  # opens a sentence


def words_of(text: str, sentence: Span, tokens: Sequence[LacToken]) -> list[Word]:
    """The sentence's words; punctuation and space always stand alone, whatever the network says."""
    words: list[Word] = []
    for token in tokens:
        start = sentence.start + token.start
        stop = sentence.start + token.stop
        for position in range(start, stop):
            kind = _breaks(text[position], alone=stop - start == 1)
            if kind:
                if position > start:
                    words.append(Word(start, position, token.tag, False))
                words.append(Word(position, position + 1, kind, False))
                start = position + 1
        if stop > start:
            words.append(Word(start, stop, token.tag, False))
    return [words[0]._replace(first=True), *words[1:]] if words else []


def _breaks(character: str, *, alone: bool) -> str:
    if character.isalnum():
        return ""
    if character.isspace():
        return "space"
    category = unicodedata.category(character)[0]
    return "w" if category in "PC" and (alone or character not in INSIDE_WORDS) else ""


def find_names(text: str, words: list[Word]) -> tuple[list[Word], list[Name]]:
    """The names of one sentence as word ranges, and the words, some of them cut anew."""
    for rule in RULES:
        words = rule(text, words)
    names = [(i, i + 1, LABELS[word.tag]) for i, word in enumerate(words) if word.tag in LABELS and _is_name(text, words, i)]
    return words, names


def _is_name(text: str, words: list[Word], place: int) -> bool:
    """Not 国务委员 (a title), not the 德国 of 德国人 (a German), not a piece of Latin script."""
    printed = text[words[place].start : words[place].stop]
    if printed.isascii() or (words[place].tag in ("ORG", "nt") and printed.endswith(_entries("title_ends"))):
        return False
    following = text[words[place + 1].start : words[place + 1].stop] if place + 1 < len(words) else ""
    if words[place].tag == "ORG" and following == "委员":  # 国务|委员: a state councillor
        return False
    return not (LABELS[words[place].tag] == "LOC" and following in _entries("of_a_people"))


# --- rules that cut words anew ------------------------------------------------------------------------------------------


def _split_pronouns(text: str, words: list[Word]) -> list[Word]:
    """她说 is two words: she, said."""
    cut: list[Word] = []
    for word in words:
        printed = text[word.start : word.stop]
        if printed in ("地说", "着说", "地问"):  # …ly says
            cut.append(word._replace(stop=word.start + 1, tag="u"))
            cut.append(Word(word.start + 1, word.stop, "v", False))
        elif word.tag == "v" and word.stop - word.start in (2, 3) and text[word.start] in "他她":
            cut.append(word._replace(stop=word.start + 1, tag="r"))
            cut.append(Word(word.start + 1, word.stop, "v", False))
        else:
            cut.append(word)
    return cut


def _join_sides(text: str, words: list[Word]) -> list[Word]:
    """俄方 (the Russian side) is one name of a place, however it is cut and called."""
    cut: list[Word] = []
    for word in words:
        printed = text[word.start : word.stop]
        previous = cut[-1] if cut else None
        if printed == "方" and previous and text[previous.start : previous.stop] in _short_countries():
            cut[-1] = previous._replace(stop=word.stop, tag="LOC")
        elif len(printed) == 2 and printed[1] == "方" and printed[0] in _short_countries():
            cut.append(word._replace(tag="LOC"))
        else:
            cut.append(word)
    return cut


def _split_defence(text: str, words: list[Word]) -> list[Word]:
    """俄国|防部 is 俄|国防部: Russia's defence ministry, not a Russia that defends."""
    cut: list[Word] = []
    for word in words:
        previous = cut[-1] if cut else None
        if previous and text.startswith("防", word.start) and text[previous.start : previous.stop][1:] == "国":
            cut[-1] = previous._replace(stop=previous.stop - 1, tag="LOC")
            cut.append(word._replace(start=word.start - 1, tag="n"))
        else:
            cut.append(word)
    return cut


def _join_landscape(text: str, words: list[Word]) -> list[Word]:
    """白令|海 is a sea, not a person: what ends as land and water do is a place, whatever the network calls it."""
    cut: list[Word] = []
    for word in words:
        printed = text[word.start : word.stop]
        before = cut[-1].tag if cut and cut[-1].stop == word.start else ""
        if before in ("PER", "nr", "LOC", "ns") and printed in _entries("landscape"):
            cut[-1] = cut[-1]._replace(stop=word.stop, tag="LOC")
            continue
        if before in ("PER", "nr") and printed in _entries("sites"):
            cut[-1] = cut[-1]._replace(tag="LOC")
        cut.extend(_without_direction(text, word))
    return cut


def _without_direction(text: str, word: Word) -> list[Word]:
    """太平洋北部 is 太平洋 and its north; 楚科奇海 is a sea."""
    printed = text[word.start : word.stop]
    if word.tag in ("LOC", "ns") and len(printed) > 3 and printed.endswith(_entries("directions")):
        return [word._replace(stop=word.stop - 2), Word(word.stop - 2, word.stop, "f", False)]
    if word.tag in ("PER", "nr") and len(printed) > 2 and printed.endswith(_entries("landscape")):
        return [word._replace(tag="LOC")]
    return [word]


def _join_dotted(text: str, words: list[Word]) -> list[Word]:
    """弗拉基米尔|·|普京 is one person."""
    cut: list[Word] = []
    for word in words:
        dotted = len(cut) > 1 and text[cut[-1].start : cut[-1].stop] in ("·", "•") and word.tag in LABELS
        if dotted and cut[-2].tag in LABELS and cut[-2].stop == cut[-1].start and cut[-1].stop == word.start:
            cut.pop()
            cut[-1] = cut[-1]._replace(stop=word.stop, tag="PER")
        else:
            cut.append(word)
    return cut


def _entries(name: str) -> tuple[str, ...]:
    return load_entries(f"zh/{name}.txt")


@cache
def _short_countries() -> frozenset[str]:
    return frozenset(load_entries("zh/short_countries.txt"))


def _split_short_countries(text: str, words: list[Word]) -> list[Word]:
    """中俄关系 is two places and a word: 中, 俄, 关系 (relations)."""
    cut: list[Word] = []
    for word in words:
        run = word.start
        while run < word.stop and text[run] in _short_countries():
            run += 1
        if run - word.start >= 2 and word.stop - word.start <= 6 and (word.tag in LABELS or word.tag == "nz"):
            cut.extend(Word(i, i + 1, "LOC", word.first and i == word.start) for i in range(word.start, run))
            if run < word.stop:
                cut.append(Word(run, word.stop, "n", False))
        else:
            cut.append(word)
    return cut


@cache
def _transliterated() -> re.Pattern[str]:
    """A foreign name in Chinese characters: three or more of those that names are written with."""
    return re.compile("[" + "".join(load_entries("zh/transliteration.txt")) + "]{3,}")


def _join_transliterated(text: str, words: list[Word]) -> list[Word]:
    """国防部长 别|洛|乌索夫 is one person: behind a title, pieces that spell a foreign name are joined."""
    joined: list[Word] = []
    place = 0
    while place < len(words):
        name = None
        if joined and joined[-1].tag == "n" and joined[-1].stop == words[place].start:
            name = _transliterated().match(text, words[place].start, words[-1].stop)
        last = place
        while name and last < len(words) and words[last].stop <= name.end():
            last += 1
        if last > place + 1 and text[joined[-1].start : joined[-1].stop].endswith(load_entries("zh/title_ends.txt")):
            joined.append(words[place]._replace(stop=words[last - 1].stop, tag="PER"))
            place = last
        else:
            joined.append(words[place])
            place += 1
    return joined


def _give_back_he(text: str, words: list[Word]) -> list[Word]:
    """魏凤|和 3日 is 魏凤和 3日: 和 joins nothing before a time, a preposition, a verb or a mark."""
    cut: list[Word] = []
    for i, word in enumerate(words):
        previous = cut[-1] if cut else None
        following = words[i + 1].tag if i + 1 < len(words) else "w"
        joins = text[word.start : word.stop] == "和" and following in ("TIME", "p", "v", "d", "w", "t", "vd", "u")
        if joins and previous and previous.tag in ("PER", "nr") and previous.stop - previous.start == 2:
            cut[-1] = previous._replace(stop=word.stop)
        else:
            cut.append(word)
    return cut


RULES = (
    _split_pronouns,
    _join_sides,
    _split_defence,
    _split_short_countries,
    _join_transliterated,
    _join_landscape,
    _join_dotted,
    _give_back_he,
)
