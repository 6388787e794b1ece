"""Finds who speaks: the noun phrase that is a cue's subject."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, stop_of
from processors.records import Span

SUBJECT = ("nsubj", "nsubj:pass", "csubj")
OUTSIDE = ("acl", "acl:relcl", "parataxis", "advcl", "punct", "advmod", "discourse", "cc", "ccomp", "obl", "cop", "orphan")
NAMING = ("PROPN", "NOUN", "ADJ", "NUM", "DET")


def find_source(reading: Reading, cue: Token) -> Span | None:
    """The subject of the cue, or of the verb whose subject it shares; for `сообщили в Минобороны` what follows в."""
    subject = _subject(cue)
    if subject is not None:
        return None if _is_relative(subject) else phrase_of(reading, subject)
    place = _place(cue)
    return phrase_of(reading, place) if place is not None else None


def phrase_of(reading: Reading, head: Token) -> Span:
    """The whole noun phrase with rank, office and name, without clauses and what commas set off."""
    if head.pos_ == "PRON":
        return Span(start=head.idx, stop=stop_of(head))
    inside = set(_members(head))
    place = reading.at(head.idx)
    first = last = place
    while first > 0 and reading.tokens[first - 1].i in inside:
        first -= 1
    while last + 1 < len(reading.tokens) and reading.tokens[last + 1].i in inside:
        last += 1
    while first < place and reading.tokens[first].pos_ in ("ADP", "PART", "CCONJ", "SCONJ", "ADV"):
        first += 1
    return _with_marks(reading, _with_name(reading, first, last))


def _with_name(reading: Reading, first: int, last: int) -> Span:
    """The phrase, going on to the end of a name that it reaches or that stands right behind it."""
    stop = stop_of(reading.tokens[last])
    while last + 1 < len(reading.tokens):
        following = reading.tokens[last + 1]
        begins = reading.entity_stops.get(following.idx)
        if following.idx > stop + 1:
            break
        if begins is not None and feature(following, "Case") in ("", "Nom") and reading.tokens[last].pos_ in NAMING:
            last = reading.at(begins - 1)
        elif (
            following.pos_ == "PROPN"
            and feature(following, "Case") in ("", "Nom")
            and reading.tokens[last].pos_ in ("PROPN", "NOUN")
        ):
            last += 1
        else:
            break
        stop = stop_of(reading.tokens[last])
    return Span(start=reading.tokens[first].idx, stop=stop)


def _with_marks(reading: Reading, span: Span) -> Span:
    """Quotation marks that the phrase opens or closes are taken in whole: госкорпорации "Ростех"."""
    for quoted in reading.quoted_in(span.start, span.stop):
        if quoted.closed and quoted.outer.start < span.stop and quoted.inner.stop <= span.stop and span.start <= quoted.inner.start:
            span = Span(start=min(span.start, quoted.outer.start), stop=max(span.stop, quoted.outer.stop))
    return span


def _members(head: Token) -> Iterator[int]:
    """The tokens of the phrase by the tree."""
    waiting = [head]
    while waiting:
        token = waiting.pop()
        yield token.i
        for child in token.children:
            if child.dep_ == "punct" and child.text not in ",;:.—–-()":
                yield child.i
            elif child.dep_ not in OUTSIDE and not _set_off(child, head):
                waiting.append(child)


def _set_off(child: Token, head: Token) -> bool:
    """Whether a comma or dash parts the child's phrase from what it hangs on."""
    left = min((token.i for token in child.subtree), default=child.i)
    if child.i < child.head.i or left == 0:
        return False
    if child.dep_ == "conj":
        return any(token.dep_ == "punct" and token.text in ",;" for token in child.children)
    return child.doc[left].text in ",—–-(;" or child.doc[left - 1].text in ",—–(;"


def _subject(cue: Token) -> Token | None:
    """The word itself when it has a subject; a gerund or second verb shares its head's."""
    seen = 0
    token = cue
    while seen < 6:
        for child in token.children:
            if child.dep_ in SUBJECT and child.pos_ not in ("SCONJ", "VERB"):
                return child
        if token.dep_ not in ("conj", "advcl", "xcomp") or token.head.i == token.i:
            return None
        token = token.head
        seen += 1
    return None


def _place(cue: Token) -> Token | None:
    for child in cue.children:
        if (
            child.dep_ in ("obl", "nmod")
            and feature(child, "Case") == "Loc"
            and any(case.lower_ in ("в", "во", "на") for case in child.children)
        ):
            return child
    return None


def _is_relative(token: Token) -> bool:
    return lemma(token) in ("который", "кто", "что", "это") or token.pos_ == "SCONJ"


def is_relay(token: Token) -> bool:
    """Whether it names an agency or paper that only passes words on."""
    return lemma(token) in lexicon("relays")


def source_behind(reading: Reading, cue: Token, stop: int) -> Span | None:
    """The noun phrase right behind a verb that follows the words: `…, - сказал журналистам министр`."""
    subject = next((child for child in cue.children if child.dep_ in SUBJECT and child.i > cue.i and child.idx < stop), None)
    if subject is not None and subject.pos_ not in ("SCONJ", "VERB") and not _is_relative(subject):
        relayed = next((child for child in cue.children if child.dep_ == "obj"), None)
        if is_relay(subject) and relayed is not None and feature(relayed, "Animacy") == "Anim":
            return phrase_of(reading, relayed)  # цитирует министра ТАСС: the minister speaks
        return phrase_of(reading, subject)
    for token in reading.between(stop_of(cue), stop):
        if token.text in ",.;:—–-":
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON") and (feature(token, "Case") == "Nom"):
            return phrase_of(reading, _top(token, cue))
    place = _place(cue)
    if place is not None and cue.i < place.i and place.idx < stop and feature(cue, "Number") != "Sing":
        return phrase_of(reading, place)
    if place is not None and cue.i < place.i and place.idx < stop and cue.lemma_.endswith("ся"):
        return phrase_of(reading, place)  # говорится в заявлении
    return None


def _top(token: Token, cue: Token) -> Token:
    """The head of the phrase that begins behind the cue."""
    while (
        token.head.i != token.i
        and token.head.i > cue.i
        and token.head.pos_ in ("NOUN", "PROPN")
        and token.dep_ not in ("nsubj", "conj")
    ):
        token = token.head
    return token
