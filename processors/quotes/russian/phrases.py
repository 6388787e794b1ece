"""Draws the bounds of a noun phrase: rank, office and name, without what commas set off."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from processors.quotes.russian.reading import Reading, feature, stop_of
from processors.records import Span

OUTSIDE = ("acl", "acl:relcl", "parataxis", "advcl", "punct", "advmod", "discourse", "cc", "ccomp", "obl", "cop", "orphan")
NAMING = ("PROPN", "NOUN", "ADJ", "NUM", "DET")


def phrase_of(reading: Reading, head: Token) -> Span:
    """The whole noun phrase with rank, office and name, without clauses and what commas set off."""
    if head.pos_ == "PRON":
        return Span(start=head.idx, stop=stop_of(head))
    first, last = range_of(reading, head)
    place = reading.at(head.idx)
    while first < place and reading.tokens[first].pos_ in ("ADP", "PART", "CCONJ", "SCONJ", "ADV"):
        first += 1
    if feature(head, "Case") == "Nom":
        first = _without_circumstance(reading, _with_initials(reading, first), place, last)
    return _with_marks(reading, _with_name(reading, first, last))


def range_of(reading: Reading, head: Token) -> tuple[int, int]:
    """The first and last place of the phrase's unbroken tokens."""
    inside = set(_members(head))
    first = last = reading.at(head.idx)
    while first > 0 and reading.tokens[first - 1].i in inside:
        first -= 1
    while last + 1 < len(reading.tokens) and reading.tokens[last + 1].i in inside:
        last += 1
    return first, last


def _without_circumstance(reading: Reading, first: int, head: int, last: int) -> int:
    """Where a nominative phrase really begins when the parser has drawn in what stands before: На встрече с С. Шойгу | Ли Шанфу."""
    tokens = reading.tokens
    if feature(tokens[first], "Case") not in ("Loc", "Ins", "Dat") and (first == 0 or tokens[first - 1].pos_ != "ADP"):
        return first
    while first < head and not _may_begin(reading, first):
        first += 1
    if _may_begin(reading, first):
        return first
    names = [place for place in range(head + 1, last + 1) if tokens[place].ent_type_ == "PER" and tokens[place].ent_iob_ == "B"]
    return names[-1] if names else first


def _may_begin(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    before = _with_initials(reading, place)
    alone = before == 0 or reading.tokens[before - 1].pos_ != "ADP"
    return alone and feature(token, "Case") == "Nom" and token.pos_ in NAMING


def _with_name(reading: Reading, first: int, last: int) -> Span:
    """The phrase, going on to the end of a rank or name that it reaches or that stands right behind it."""
    tokens = reading.tokens
    while first > 0 and tokens[first].ent_iob_ == "I" and tokens[first].ent_type_ == "PER":
        first -= 1
    first = _with_initials(reading, first)
    named = any(tokens[place].ent_type_ == "PER" for place in range(first, last + 1))
    for _ in range(6):
        longer = _longer(reading, last, named=named)
        if longer is None:
            break
        named = named or any(tokens[place].ent_type_ == "PER" for place in range(last + 1, longer + 1))
        last = longer
    return Span(start=tokens[first].idx, stop=stop_of(tokens[last]))


def _with_initials(reading: Reading, first: int) -> int:
    """`Шойгу` is `С. Шойгу` where the letter stands before it."""
    tokens = reading.tokens
    while first > 1 and tokens[first - 1].text == "." and _is_initial(tokens[first - 2]) and tokens[first].pos_ == "PROPN":
        first -= 2
    return first


def _is_initial(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isupper() and token.text.isalpha()


def _longer(reading: Reading, last: int, *, named: bool) -> int | None:
    """The last place of the phrase when the following word belongs to it; None where it is complete."""
    tokens = reading.tokens
    if last + 1 >= len(tokens):
        return None
    word, following = tokens[last], tokens[last + 1]
    if _is_initial(word) and following.text == "." and last + 2 < len(tokens) and tokens[last + 2].text[:1].isupper():
        return last + 2
    if following.idx > stop_of(word) + 1 or word.pos_ not in NAMING:
        return None
    nominative = feature(following, "Case") in ("", "Nom")
    begins = reading.entity_stops.get(following.idx)
    if begins is not None and (nominative or following.ent_iob_ == "I") and not (named and following.ent_type_ == "PER"):
        return max(last + 1, reading.at(begins - 1))
    if following.pos_ == "PROPN" and nominative and word.pos_ in ("PROPN", "NOUN"):
        return last + 1
    if not named and following.pos_ == "NOUN" and feature(following, "Case") == "Nom" and feature(following, "Animacy") == "Anim":
        return max(last + 1, range_of(reading, following)[1])  # командир отряда | контр-адмирал
    return None if named else _over_second_title(reading, last) or _over_retirement(reading, last)


def _over_second_title(reading: Reading, last: int) -> int | None:
    """писатель | и журналист Виктор Шендерович"""
    tokens = reading.tokens
    if last + 2 >= len(tokens) or tokens[last + 1].lower_ != "и":
        return None
    second = tokens[last + 2]
    if second.pos_ == "NOUN" and feature(second, "Case") == "Nom" and feature(second, "Animacy") == "Anim":
        return max(last + 2, range_of(reading, second)[1])
    return None


def _over_retirement(reading: Reading, last: int) -> int | None:
    """капитан 1-го ранга | в отставке Георгий Свиридов: a name behind two words with a preposition."""
    tokens = reading.tokens
    if last + 3 >= len(tokens) or tokens[last + 1].pos_ != "ADP" or tokens[last + 2].pos_ != "NOUN":
        return None
    name = tokens[last + 3]
    if name.ent_type_ == "PER" and feature(name, "Case") in ("", "Nom") and name.idx in reading.entity_stops:
        return max(last + 3, reading.at(reading.entity_stops[name.idx] - 1))
    return None


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
    return child.doc[left].text in ",—–-(;" or child.doc[left - 1].text in ",—–(;"
