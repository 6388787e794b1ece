"""Who speaks in a Chinese clause: the whole noun phrase with office and name, without time, place and occasion."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from processors.lexicons.loader import load_entries
from processors.quotes.zh_passage import Passage
from processors.quotes.zh_words import Word
from processors.records import Span

NAMES = {"PER", "LOC", "ORG", "nr", "ns", "nt"}
NOMINAL = NAMES | {"n", "nz", "nw", "an", "vn", "a", "f", "s"}
LEADING = {"TIME", "t", "d", "c", "ad", "vd", "u", "w", "xc"}
INSIDE = set("的兼、和与及某·等驻")
PREPOSITIONS = ("p", "c", "v", "d")  # what the network calls 在, 就, 对 …
BRACKETS = set("（）()")
CLOSED_BY = {"《": "》", "“": "”", "「": "」"}
TRADES = load_entries("zh/trades.txt")
PERSONAL = {"PER", "nr"}
OPENERS = {"有", "被", "而", "但", "并"}
LONGEST_SOURCE = 60


@cache
def _entries(name: str) -> frozenset[str]:
    return frozenset(load_entries(f"zh/{name}.txt"))


@cache
def _suffixes() -> tuple[str, ...]:
    return ("》", *_entries("source_suffixes"))


def find_source(passage: Passage, start: int, stop: int) -> Span | None:
    """The speaker named between the positions, the first noun phrase that no preposition governs."""
    words = [word for word in passage.tokens_within(start, stop) if not passage.is_aside(word)]
    place = _skip_circumstances(words, 0)
    if place >= len(words):
        return None
    last = _phrase_end(words, place)
    if last == place:
        return None
    span = Span(start=words[place].start, stop=words[last - 1].stop)
    return span if span.stop - span.start <= LONGEST_SOURCE else None


def is_speaker(passage: Passage, source: Span) -> bool:
    """Whether the phrase can speak: a name, a pronoun, a body or a paper, a person by his trade."""
    words = passage.tokens_within(source.start, source.stop)
    return any(word.tag in NAMES for word in words) or _ends_as_speaker(passage, source)


def is_strong_speaker(passage: Passage, source: Span) -> bool:
    """Whether the phrase ends with a person's name, a pronoun or a body, and so cannot be a thing that shows something."""
    words = passage.tokens_within(source.start, source.stop)
    return (bool(words) and words[-1].tag in NAMES) or _ends_as_speaker(passage, source)


def is_person(passage: Passage, source: Span) -> bool:
    """Whether the phrase is a person or a side, and no country or body by its own name."""
    words = passage.tokens_within(source.start, source.stop)
    return (bool(words) and words[-1].tag in PERSONAL) or _ends_as_speaker(passage, source)


def _ends_as_speaker(passage: Passage, source: Span) -> bool:
    printed = passage.text[source.start : source.stop]
    return printed in _entries("pronouns") or printed.endswith(_suffixes())


def _skip_circumstances(words: Sequence[Word], place: int) -> int:
    """Behind times, adverbs, conjunctions and prepositional phrases."""
    while place < len(words):
        word = words[place]
        if word.text in _entries("prepositions") and word.tag in PREPOSITIONS:
            end = _circumstance_end(words, place)
            if end is None and word.text in _entries("addressee_prepositions"):
                return len(words)  # 对记者说: only who is spoken to
            place = end if end is not None else place + 1
        elif (word.tag in LEADING and word.text not in CLOSED_BY) or word.text in OPENERS or word.text in _entries("cue_adverbs"):
            place += 1
        else:
            return place
    return place


def _circumstance_end(words: Sequence[Word], place: int) -> int | None:
    ends = "occasion_ends" if words[place].text in _entries("addressee_prepositions") else "phrase_ends"
    for later in range(place + 1, min(len(words), place + 25)):
        if words[later].text in _entries(ends) or words[later].text.endswith(("时", "期间", "会上")):
            return later + 1
    return None


def _phrase_end(words: Sequence[Word], place: int) -> int:
    """Behind the last word of the noun phrase that begins at `place`; `place` itself when there is none."""
    first = words[place]
    if first.tag == "r" and first.text in _entries("pronouns"):
        return place + 1
    if first.text in INSIDE:
        return place
    last = place
    at = place + 1 if _modifies(words, place) or (first.tag == "v" and _relative_clause(words, place)) else place
    while at < len(words):
        word = words[at]
        if word.text in CLOSED_BY:
            last = at = _name_end(words, at)
            continue
        if last > place and words[last - 1].tag in PERSONAL and at == last:
            if word.text in _entries("ranks") or (word.tag == "n" and word.text.endswith(TRADES)):
                last = at = at + 1
                continue
            if word.text not in ("、", "和", "等", "兼", "”"):
                break
        if word.tag in NOMINAL or word.tag in ("m", "q", "r", "nz"):
            last = at = at + 1
        elif word.text in INSIDE or word.text in BRACKETS or _relative_clause(words, at):
            at += 1
        else:
            break
    while last > place and words[last - 1].tag in ("m", "f", "s", "a"):
        last -= 1
    return last


def _name_end(words: Sequence[Word], place: int) -> int:
    """Behind the closing mark of 《…》 or “…”, a name; behind the mark alone when it is never closed."""
    closing = CLOSED_BY[words[place].text]
    return next((at + 1 for at in range(place, len(words)) if words[at].text == closing), place + 1)


def _modifies(words: Sequence[Word], place: int) -> bool:
    """驻训官兵 (soldiers in field training): a verb right before those who do it."""
    following = words[place + 1] if place + 1 < len(words) else None
    return words[place].tag == "v" and following is not None and following.tag == "n" and following.text.endswith(("官兵", *TRADES))


def _relative_clause(words: Sequence[Word], at: int) -> bool:
    """A verb inside the phrase: another word follows it that 的 ties to a noun, or it stands inside a title."""
    if words[at].tag not in ("v", "d", "ad", "TIME"):
        return False
    for later in range(at + 1, min(len(words), at + 10)):
        word = words[later]
        if word.tag in ("p", "r", "w"):
            return False
        if word.text == "的":
            return any(w.tag in NAMES or w.text.endswith(("《", "人士", "人", *TRADES)) for w in words[later + 1 : later + 5])
    return False
