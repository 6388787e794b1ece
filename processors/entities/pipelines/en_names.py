"""People, organisations and places of an English document: the model's, trimmed, and those that titles and repetition give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from processors.lexicons.loader import load_entries
from processors.text.english import dateline_end
from processors.text.quotation import paragraphs

LABELS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "PER": "PER"}
LONGEST_TITLE = 4  # words: "Minister of National Defense"
LONGEST_NAME = 3
FIRST_PARAGRAPHS = 4  # a dateline opens the text, or follows its lead
PARTICLES = frozenset({"al", "bin", "de", "van", "von"})  # inside a name, in lower case


def tidy_names(doc: Doc) -> tuple[Span, ...]:
    """The named entities labelled PER, ORG, LOC, without articles, offices and the genitive, none overlapping."""
    outside = _outside_datelines(doc)
    trimmed = [span for entity in doc.ents if entity.label_ in LABELS and outside(entity) for span in _trimmed(doc, entity)]
    titled = list(_after_titles(doc, trimmed))
    people = [span for span in (*titled, *trimmed) if span.label_ == "PER"]
    repeated = list(_repeated(doc, people, (*trimmed, *titled)))
    taken = {token.i for span in (*titled, *repeated) for token in span}
    rest = [span for span in trimmed if not any(token.i in taken for token in span)]
    return tuple(filter_spans([*titled, *repeated, *rest]))


def _outside_datelines(doc: Doc) -> Callable[[Span], bool]:
    """A test for spans: "MOSCOW, April 3 (Xinhua) --" names the desk, not what the text is about."""
    ends = ((start, dateline_end(doc.text, start)) for start, _ in islice(paragraphs(doc.text), FIRST_PARAGRAPHS))
    datelines = [(start, stop) for start, stop in ends if stop > start]
    return lambda span: not any(start <= span.start_char < stop for start, stop in datelines)


def _trimmed(doc: Doc, entity: Span) -> Iterator[Span]:
    start, stop = entity.start, entity.end
    while start < stop and (doc[start].lower_ in ("the", "a", "an") or _is_mark(doc[start])):
        start += 1
    while stop > start and (doc[stop - 1].lower_ in ("'s", "’s", "'", "’") or _is_mark(doc[stop - 1])):
        stop -= 1
    label = LABELS[entity.label_]
    if label == "PER":
        start = _past_title(doc, start, stop)
    while stop > start and label != "PER" and doc[stop - 1].lower_ in _titles():
        stop -= 1  # "Kremlin Spokesman"
    words = doc[start:stop].text
    weapon = any(character.isdigit() for character in words) and (label == "PER" or stop - start == 1)  # "Su-30SM", "Vostok-2018"
    if any(character.isalpha() for character in words) and not weapon and not _inside_title(doc, start, stop):
        yield Span(doc, start, stop, label=label)


def _is_mark(token: Token) -> bool:
    return token.is_quote or token.is_space or (token.is_punct and token.text not in ("&",))


def _past_title(doc: Doc, start: int, stop: int) -> int:
    """Where the name begins after the offices before it: "Defense Minister Li Shangfu" → at "Li"."""
    for at in range(stop - 1, start, -1):
        if _title_ends(doc, at, start):
            return at
    return start


def _title_ends(doc: Doc, end: int, least: int = 0) -> bool:
    """Whether a title's last word stands just before `end`."""
    titles = _titles()
    longest = max(least, end - LONGEST_TITLE)
    return any(doc[start:end].text.lower().rstrip(".") in titles for start in range(longest, end))


def _inside_title(doc: Doc, start: int, stop: int) -> bool:
    """Whether the words are an office, or a part of one: "Defense" in "Minister of National Defense"."""
    titles = _titles()
    firsts = range(max(0, stop - LONGEST_TITLE), start + 1)
    ends = range(stop, min(len(doc), stop + 3) + 1)
    return any(doc[first:end].text.lower() in titles for first in firsts for end in ends)


def _titles() -> frozenset[str]:
    return frozenset(load_entries("en/titles.txt"))


def _after_titles(doc: Doc, known: Iterable[Span]) -> Iterator[Span]:
    """Names that the model missed or called something else: one to three capitalised words after an office or a rank."""
    people = {token.i for span in known if span.label_ == "PER" for token in span}
    at = 1
    while at < len(doc):
        stop = _name_end(doc, at)
        if stop > at and at not in people and _title_ends(doc, at) and _office_is_printed_as_one(doc, at):
            yield Span(doc, at, stop, label="PER")
            at = stop
        at += 1


def _office_is_printed_as_one(doc: Doc, at: int) -> bool:
    """ "Minister Li" but not "Secretary Defense" or "minister Tuesday": the word before must not belong to a longer title."""
    longer = any(_title_ends(doc, end, max(0, at - LONGEST_TITLE)) for end in (at + 1, at + 2) if end < len(doc))
    return not longer and doc[at].ent_type_ not in ("DATE", "TIME", "EVENT")


def _name_end(doc: Doc, start: int) -> int:
    at = start
    while at < len(doc) and at - start < LONGEST_NAME and _name_word(doc[at], at > start):
        at += 1
    return at


def _name_word(token: Token, inside: bool) -> bool:
    if token.lower_ in PARTICLES and inside:
        return True
    return token.pos_ == "PROPN" and token.text[:1].isupper() and not token.text.isupper() and token.is_alpha


def _repeated(doc: Doc, people: Iterable[Span], known: Iterable[Span]) -> Iterator[Span]:
    """Later bare surnames of people named in full: "Wei" after "Wei Fenghe", "Shoigu" after "Sergei Shoigu"."""
    surnames = {word for span in people if len(span) > 1 for word in _surnames(span)}
    longer = {token.i for span in known if len(span) > 1 or span.label_ == "PER" for token in span}
    for token in doc:
        if token.text in surnames and token.i not in longer and token.text[:1].isupper() and not _inside_name(doc, token):
            yield Span(doc, token.i, token.i + 1, label="PER")


def _inside_name(doc: Doc, token: Token) -> bool:
    """Part of a longer capitalised name that nobody marked: "Xi" in "Xi Mountains"."""
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return following is not None and following.pos_ == "PROPN" and following.text[:1].isupper() and following.is_alpha


def _surnames(person: Span) -> tuple[str, ...]:
    """The word that stands for the person later: the first in a Chinese name, the last in others; both where unsure."""
    first, last = person[0].text, person[-1].text
    if len(person) == 2 and first in load_entries("en/chinese_surnames.txt"):
        return (first,)
    return (last,)
