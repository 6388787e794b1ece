"""Mentions of an article: what the recogniser and the gazetteer found, each linked to an entity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from processors.entities.datelines import dateline_end
from processors.entities.gazetteer import find_known
from processors.entities.knowledge import KnowledgeBase
from processors.entities.name_ids import name_id
from processors.entities.people import People, known_people
from processors.entities.trimming import trim
from processors.lexicons.loader import load_entries
from processors.records import Article, Mention, MentionType, Span

LABELS: dict[str, MentionType] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}


def link_mentions(article: Article, doc: Doc, knowledge: KnowledgeBase) -> tuple[Mention, ...]:
    """The mentions in the article's text, in order, none inside another; the dateline has none."""
    language = doc.lang_
    candidates = _merge(doc, language, knowledge, start=dateline_end(doc.text, language))
    people = known_people(candidates, language, knowledge)
    return _link(doc, candidates, people, language, knowledge)


def link_headline_mentions(
    article: Article, doc: Doc, mentions: Sequence[Mention], knowledge: KnowledgeBase
) -> tuple[Mention, ...]:
    """The mentions in the title; a surname there is the person whom the text (`mentions`) names in full."""
    language = doc.lang_
    candidates = _merge(doc, language, knowledge, start=0)
    people = known_people((*mentions, *candidates), language, knowledge)
    return _link(doc, candidates, people, language, knowledge)


def _link(doc: Doc, candidates: Sequence[Mention], people: People, language: str, knowledge: KnowledgeBase) -> tuple[Mention, ...]:
    more = people.find_more(doc.text, candidates, language)
    linked = (_linked(mention, people, language) for mention in _ordered((*candidates, *more)))
    return tuple(mention for mention in linked if mention)


def _linked(mention: Mention, people: People, language: str) -> Mention | None:
    if mention.entity_id:
        return mention
    if mention.type == "PER":
        return people.link(mention, language)
    return replace(mention, entity_id=name_id(mention.text), reason=f"{mention.reason}; id from the name")


# --- candidates ---------------------------------------------------------------------------------------------------------


def _merge(doc: Doc, language: str, knowledge: KnowledgeBase, *, start: int) -> list[Mention]:
    """The gazetteer's mentions, and the recogniser's where they do not overlap, or are a longer name of a person."""
    known = [mention for mention in find_known(doc.text, language, knowledge) if mention.span.start >= start]
    recognised = [mention for mention in _recognised(doc, language) if mention.span.start >= start]
    kept: list[Mention] = list(known)
    for mention in recognised:
        rivals = [other for other in _touching(known, mention)]
        if not rivals:
            kept.append(mention)
        elif _is_longer(mention, rivals, language):
            kept = [other for other in kept if other not in rivals] + [mention]
    return _ordered(kept)


def _recognised(doc: Doc, language: str) -> Iterator[Mention]:
    for ent in doc.ents:
        if ent.label_ not in LABELS or ent.text in load_entries(f"{language}/not_names.txt"):
            continue
        span = trim(doc.text, Span(start=ent.start_char, stop=ent.end_char), LABELS[ent.label_], language)
        if span:
            yield Mention(span=span, text=doc.text[span.start : span.stop], type=LABELS[ent.label_], reason="recogniser")


def _touching(mentions: Sequence[Mention], mention: Mention) -> list[Mention]:
    low, high = 0, len(mentions)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if mentions[middle].span.stop <= mention.span.start else (low, middle)
    found = []
    while low < len(mentions) and mentions[low].span.start < mention.span.stop:
        found.append(mentions[low])
        low += 1
    return found


def _is_longer(mention: Mention, rivals: Sequence[Mention], language: str) -> bool:
    """Whether the recogniser's span is the fuller name: Олег Путин over Путин, or an organisation around a place's name."""
    inside = all(mention.span.start <= r.span.start and r.span.stop <= mention.span.stop and r.span != mention.span for r in rivals)
    if not inside:
        return False
    if mention.type == "PER":
        return all(rival.type in ("PER", "LOC") for rival in rivals) and mention.text not in {rival.text for rival in rivals}
    return mention.type == "ORG" and all(rival.type == "LOC" for rival in rivals) and language != "zh"


def _ordered(mentions: Iterable[Mention]) -> list[Mention]:
    """In text order, the longer of two that overlap."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.stop)):
        if not kept or kept[-1].span.stop <= mention.span.start:
            kept.append(mention)
    return kept
