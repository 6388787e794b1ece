"""Speech attributed in a headline: `Шойгу: …`, `… — Песков`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from processors.quotes.russian.cues import VERBAL, is_telling
from processors.quotes.russian.found import Found
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, trimmed
from processors.records import QuoteKind, Span

LABEL = re.compile(r"^([^:«\"]{2,90}(?:[«\"][^»\":]{1,40}[»\"])?): (?=\S)")
BEHIND = re.compile(r" [—–-] ([^—–]{2,60})$")
FEWEST_WORDS = 2


def find_in_headline(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """What the ordinary rules found, or the words beside a speaker's name and a colon or dash."""
    label = LABEL.match(reading.text)
    if label and _is_speaker(reading, label.start(1), label.end(1)):
        yield from _made(reading, Span(start=label.start(1), stop=label.end(1)), label.end(), len(reading.text))
        return
    behind = BEHIND.search(reading.text)
    if behind and not found and _is_speaker(reading, behind.start(1), behind.end(1)):
        yield from _made(reading, Span(start=behind.start(1), stop=behind.end(1)), 0, behind.start())
        return
    yield from found


def _is_speaker(reading: Reading, start: int, stop: int) -> bool:
    """Whether it is a noun phrase, without a verb, that names a person, office or institution."""
    words = reading.between(start, stop)
    if not words or any(any(letter.isdigit() for letter in word.text) for word in words):
        return False  # Су-35: …
    if any((word.pos_ in VERBAL and is_telling(word)) or word.text == "," for word in words):
        return False
    head = next((word for word in words if word.pos_ in ("NOUN", "PROPN", "X")), None)
    if head is None or words[0].pos_ == "ADP":
        return False
    if lemma(head) in lexicon("headline_labels") or (head.text.isupper() and head.ent_type_ != "LOC"):
        return True
    if head.ent_type_ == "PER":
        return feature(head, "Case") in ("", "Nom")
    return feature(head, "Case") in ("", "Nom") and (head.ent_type_ == "ORG" or feature(head, "Animacy") == "Anim")


def _made(reading: Reading, source: Span, start: int, stop: int) -> Iterator[Found]:
    span = trimmed(reading.text, start, stop)
    if span is None or len(reading.between(span.start, span.stop)) < FEWEST_WORDS:
        return
    kind: QuoteKind = "indirect"
    for quoted in reading.quoted:
        if quoted.closed and quoted.outer.start == span.start and quoted.outer.stop >= span.stop:
            kind, span = "direct", quoted.inner
        elif (
            quoted.closed
            and len(reading.between(quoted.inner.start, quoted.inner.stop)) > 1
            and reading.text[quoted.inner.start].islower()
        ):
            kind = "mixed"
    yield Found(kind=kind, content=(span,), cue=None, source=source)
