"""Who was spoken of last: the people that a pronoun at some place of the text can stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from processors.records import Mention, Quote, Span

SUBJECTS = ("nsubj", "nsubj:pass", "nsubjpass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salient:
    """Somebody who came to the fore at a place: as the subject of a sentence, or as a speaker (None: an unnamed one)."""

    position: int
    entity_id: str | None
    speaker: bool = False


def narrative_subjects(doc: Doc, mentions: Sequence[Mention], quotes: Sequence[Quote]) -> tuple[Salient, ...]:
    """The people who are the subject of a sentence, outside what is quoted."""
    inside = sorted((span for quote in quotes for span in quote.content), key=lambda span: span.start)
    people = [mention for mention in mentions if mention.type == "PER" and mention.entity_id]
    found: list[Salient] = []
    index = 0
    for sentence in doc.sents:
        here: list[Mention] = []
        while index < len(people) and people[index].span.start < sentence.end_char:
            if people[index].span.start >= sentence.start_char and not _within(people[index].span, inside):
                here.append(people[index])
            index += 1
        subject = next((mention for mention in here if _is_subject(doc, mention)), None)
        if subject is None and here and doc.lang_ == "zh":
            subject = here[0]
        if subject is not None:
            found.append(Salient(position=subject.span.start, entity_id=subject.entity_id))
    return tuple(found)


def _within(span: Span, sorted_spans: Sequence[Span]) -> bool:
    low, high = 0, len(sorted_spans)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if sorted_spans[middle].start <= span.start else (low, middle)
    return any(other.start <= span.start and span.stop <= other.stop for other in sorted_spans[max(0, low - 4) : low])


def _is_subject(doc: Doc, mention: Mention) -> bool:
    chunk = doc.char_span(mention.span.start, mention.span.stop, alignment_mode="expand")
    if chunk is None:
        return False
    head: Token = chunk.root
    for _ in range(4):  # a name hangs on its title: министр → Вэй → Фэнхэ
        if head.dep_ in SUBJECTS:
            return True
        if head.dep_ not in ("appos", "flat", "flat:name", "compound", "nmod") or head.head is head:
            return False
        head = head.head
    return False
