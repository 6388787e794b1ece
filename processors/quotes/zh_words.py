"""Words as the Chinese quote rules read them: LAC's classes, whichever pipeline made the Doc, and known persons whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from processors.records import Mention

WORD_CLASSES = "a ad an c d f m n nr ns nt nw nz p q r s t u v vd vn w xc"
LAC_TAGS = frozenset((*WORD_CLASSES.split(), "PER", "LOC", "ORG", "TIME", "O", "space"))
OF_UNIVERSAL = {
    "ADJ": "a", "ADP": "p", "ADV": "d", "AUX": "v", "CCONJ": "c", "DET": "r", "NOUN": "n", "NUM": "m", "PART": "u", "PRON": "r",
    "PROPN": "nz", "PUNCT": "w", "SCONJ": "c", "SPACE": "space", "SYM": "w", "VERB": "v",
}  # fmt: skip
OF_ENTITY = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "DATE": "TIME", "TIME": "TIME"}


class Word(NamedTuple):
    start: int
    stop: int
    text: str  # simplified
    tag: str


def read_words(plain: str, doc: Doc, mentions: Sequence[Mention]) -> tuple[Word, ...]:
    """The words of the text in order; a person that is mentioned is one word, however the pipeline cut him."""
    words = [Word(t.idx, t.idx + len(t), plain[t.idx : t.idx + len(t)], _tag(t)) for t in doc]
    people = sorted((m.span.start, m.span.stop) for m in mentions if m.type == "PER")
    return tuple(_recut(plain, words, people)) if people else tuple(words)


def _tag(token: Token) -> str:
    if token.tag_ in LAC_TAGS:
        return token.tag_
    return OF_ENTITY.get(token.ent_type_) or OF_UNIVERSAL.get(token.pos_, "n")


def _recut(plain: str, words: Iterable[Word], people: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """The words with each person's span as one, and what is left of the words it cut."""
    place = 0
    done = 0  # up to here everything is given
    for word in words:
        start = max(word.start, done)
        while place < len(people) and people[place][0] < word.stop:
            first, last = people[place]
            if first >= start:
                if first > start:
                    yield Word(start, first, plain[start:first], word.tag)
                yield Word(first, last, plain[first:last], "PER")
                start = done = last
            place += 1
        if start < word.stop:
            yield Word(start, word.stop, plain[start : word.stop], word.tag)
            done = word.stop
