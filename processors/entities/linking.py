"""Mentions of an article: what the recogniser and the gazetteer found, each linked to an entity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from processors.entities.datelines import dateline_end
from processors.entities.gazetteer import find_known
from processors.entities.generic_names import resolve_generic
from processors.entities.idioms import find_idioms
from processors.entities.knowledge import Entity, KnowledgeBase
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
    return _link(doc, candidates, people, language, knowledge, mentions)


def _link(
    doc: Doc,
    candidates: Sequence[Mention],
    people: People,
    language: str,
    knowledge: KnowledgeBase,
    context: Sequence[Mention] = (),
) -> tuple[Mention, ...]:
    more = people.find_more(doc.text, candidates, language)
    linked = [_linked(mention, people, doc, language) for mention in _ordered((*candidates, *more))]
    return resolve_generic(linked, language, knowledge, context)


def _linked(mention: Mention, people: People, doc: Doc, language: str) -> Mention:
    if mention.entity_id:
        return people.corrected(mention, language)
    if mention.type == "PER":
        return people.link(mention, language)
    return replace(mention, entity_id=name_id(_base_form(mention, doc)), reason=f"{mention.reason}; id from the name")


def _base_form(mention: Mention, doc: Doc) -> str:
    """The lemmas of a Russian name, so that its cases have one id; other names as printed."""
    span = doc.char_span(mention.span.start, mention.span.stop, alignment_mode="expand") if doc.lang_ == "ru" else None
    return " ".join(token.lemma_ or token.text for token in span) if span else mention.text


# --- candidates ---------------------------------------------------------------------------------------------------------


def _merge(doc: Doc, language: str, knowledge: KnowledgeBase, *, start: int) -> list[Mention]:
    """The gazetteer's mentions, and the recogniser's where they do not overlap, or are a longer name of a person."""
    text = doc.text  # made anew by spaCy at each look
    idioms = find_idioms(text, language)
    known = [m for m in find_known(text, language, knowledge) if m.span.start >= start and not _inside(m, idioms)]
    recognised = [m for m in _recognised(doc, language) if m.span.start >= start and not _inside(m, idioms)]
    kept: list[Mention] = list(known)
    for mention in recognised:
        rivals = _touching(known, mention)
        if not rivals:
            if not _is_no_name(doc, mention):
                kept.append(_known_elsewhere(mention, language, knowledge))
        elif _follows_place(mention, rivals):
            start = rivals[-1].span.stop + 1
            kept.append(replace(mention, span=Span(start=start, stop=mention.span.stop), text=text[start : mention.span.stop]))
        elif _is_longer(mention, rivals, language):
            kept = [other for other in kept if other not in rivals] + [mention]
    return _ordered(kept)


def _inside(mention: Mention, spans: Sequence[Span]) -> bool:
    return any(span.start <= mention.span.start and mention.span.stop <= span.stop for span in spans)


def _recognised(doc: Doc, language: str) -> Iterator[Mention]:
    text = doc.text
    for ent in doc.ents:
        if ent.label_ not in LABELS or ent.text in load_entries(f"{language}/not_names.txt"):
            continue
        span = trim(text, Span(start=ent.start_char, stop=ent.end_char), LABELS[ent.label_], language)
        if span:
            yield Mention(span=span, text=text[span.start : span.stop], type=LABELS[ent.label_], reason="recogniser")


def _is_no_name(doc: Doc, mention: Mention) -> bool:
    """Adjectives and peoples that a recogniser takes for places: Ukrainian, американцы (Americans)."""
    span = doc.char_span(mention.span.start, mention.span.stop)
    if span is None or len(span) != 1:
        return False
    if span[0].pos_ == "ADJ" and doc.lang_ == "en":
        return True
    return mention.type == "LOC" and doc.lang_ == "ru" and "Anim" in span[0].morph.get("Animacy", [])


def _known_elsewhere(mention: Mention, language: str, knowledge: KnowledgeBase) -> Mention:
    """A name that the gazetteer left because it is an ordinary word too, and that the recogniser confirms: Oreshnik."""
    entity = _doubtful_names(knowledge, language).get(mention.text)
    return replace(mention, type=entity.type, entity_id=entity.id) if entity else mention


@cache
def _doubtful_names(knowledge: KnowledgeBase, language: str) -> dict[str, Entity]:
    doubtful = [
        entity
        for entity in knowledge.entities.values()
        if entity.quoted and entity.type == "EQUIP" and not entity.id.endswith("-ship")
    ]
    return {name: entity for entity in doubtful for name in entity.names.get(language, ())}


def _follows_place(mention: Mention, rivals: Sequence[Mention]) -> bool:
    """Hanoi Gennady Bezdetko: a place stands before a person's full name."""
    last = rivals[-1]
    return (
        mention.type == "PER"
        and last.type == "LOC"
        and rivals[0].span.start == mention.span.start
        and mention.text[last.span.stop - mention.span.start :].count(" ") >= 2
    )


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
