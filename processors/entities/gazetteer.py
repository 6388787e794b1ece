"""Finds the known names in a text, in one pass: the longest name at each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from processors.entities.designations import find_designations
from processors.entities.knowledge import Entity, KnowledgeBase
from processors.entities.naming import beside_noun, guarded, number_after, quoted_around
from processors.entities.russian_forms import name_forms, word_forms
from processors.entities.shared_nouns import find_sharing
from processors.entities.short_forms import find_short_forms
from processors.records import Mention, Span
from processors.text.chinese import simplify

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
MARKS = str.maketrans("’‘«»“”„‟＂", '\'\'"""""""')
LONGEST_NAME = 16  # tokens, or characters in Chinese twice as many


@dataclass(slots=True)
class Node:
    """One step of the trie; mutable only while it is built."""

    after: dict[str, Node] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    keys: tuple[str, ...]  # the words of the trie that the printed word can stand for
    start: int
    stop: int


def find_known(text: str, language: str, knowledge: KnowledgeBase) -> tuple[Mention, ...]:
    """The mentions of known entities, in text order, none inside another."""
    sharing = list(find_sharing(text, language, knowledge))
    places = [mention.span for mention in sharing]
    names = (mention for mention in _names(text, language, knowledge) if not _overlaps(mention.span, places))
    designations = find_designations(text, language, knowledge)
    short_forms = find_short_forms(text, language, knowledge)
    return tuple(_longest((*sharing, *names, *designations, *short_forms)))


def _longest(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """In text order; of two that overlap the one that begins first, or is longer."""
    stop = 0
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.stop)):
        if mention.span.start >= stop:
            yield mention
            stop = mention.span.stop


def _overlaps(span: Span, sorted_spans: Sequence[Span]) -> bool:
    low, high = 0, len(sorted_spans)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if sorted_spans[middle].stop <= span.start else (low, middle)
    return low < len(sorted_spans) and sorted_spans[low].start < span.stop


def _names(text: str, language: str, knowledge: KnowledgeBase) -> Iterator[Mention]:
    trie, words = _trie(knowledge, language)
    tokens = _characters(text) if language == "zh" else _tokens(text, words)
    index = 0
    while index < len(tokens):
        step = 1
        for length, entities in _matches(trie, tokens, index):
            span = Span(start=tokens[index].start, stop=tokens[index + length - 1].stop)
            admitted = [m for entity in entities if (m := _admit(text, span, entity, language))]
            if admitted:
                mention = max(admitted, key=lambda m: m.span.stop)  # Запад-81 is the exercise, not the West
                yield mention
                step = length
                while index + step < len(tokens) and tokens[index + step].start < mention.span.stop:
                    step += 1
                break
        index += step


def _matches(trie: Node, tokens: Sequence[Token], index: int) -> list[tuple[int, tuple[Entity, ...]]]:
    """(number of tokens, entities) of the names that begin here, the longest first."""
    found: list[tuple[int, tuple[Entity, ...]]] = []
    nodes = [trie]
    for length, token in enumerate(tokens[index : index + 2 * LONGEST_NAME], start=1):
        nodes = [node.after[key] for node in nodes for key in token.keys if key in node.after]
        if not nodes:
            break
        entities = tuple(entity for node in nodes for entity in node.entities)
        if entities:
            found.append((length, entities))
    return found[::-1]


def _admit(text: str, span: Span, entity: Entity, language: str) -> Mention | None:
    """The mention, with its number where the entity is a series; None where an ordinary word is no name."""
    if language == "zh" and guarded(text, span, entity.type):
        return None
    number = number_after(text, span) if entity.series else None
    if entity.quoted and not number and not _distinct(text, span, entity, language):
        return None
    whole = Span(start=span.start, stop=number.stop) if number else span
    entity_id = f"{entity.id}-{number.value}" if number else entity.id
    printed = text[whole.start : whole.stop]
    return Mention(span=whole, text=printed, type=entity.type, entity_id=entity_id, reason=f"knowledge base: {printed}")


def _distinct(text: str, span: Span, entity: Entity, language: str) -> bool:
    if language == "zh" and text[span.stop - 1] in "舰号":
        return True
    beside, quoted = beside_noun(text, span, entity.type, language), quoted_around(text, span)
    if language == "en":
        return beside
    return quoted and (beside or " " in text[span.start : span.stop] or (language == "zh" and span.stop - span.start > 2))


# --- the trie -----------------------------------------------------------------------------------------------------------


@cache
def _trie(knowledge: KnowledgeBase, language: str) -> tuple[Node, dict[str, tuple[str, ...]]]:
    """The names of one language as a trie, and for each printed form the words of the trie that it can stand for."""
    trie = Node()
    words: dict[str, set[str]] = {}
    for entity in knowledge.entities.values():
        for name in _all_names(entity, language):
            node = trie
            parts = list(name) if language == "zh" else [found.group() for found in TOKEN.finditer(name.translate(MARKS))]
            for part in parts:
                key = part if language != "ru" else part.lower().replace("ё", "е")
                for form in _forms(part, entity, language):
                    words.setdefault(form, set()).add(key)
                node = node.after.setdefault(key, Node())
            node.entities = (*node.entities, entity)
    return trie, {form: tuple(sorted(keys)) for form, keys in words.items()}


def _all_names(entity: Entity, language: str) -> tuple[str, ...]:
    names = entity.names.get(language, ())
    if entity.type == "EQUIP" and language != "zh":
        return tuple(name for name in names if not any(c.isdigit() for c in name))
    if entity.type == "PER" and language == "ru" and entity.country not in ("cn", "kp", "kr", "vn"):
        surnames = {name.split()[-1] for name in names}
        initials = {f"{name[0]}. {name.split()[-1]}" for name in names if " " in name}
        return (*names, *sorted(surnames), *sorted(initials))
    if entity.type == "PER" and language == "en" and entity.country not in ("cn", "kp", "kr", "vn"):
        return (*names, *sorted({name.split()[-1] for name in names}))
    if entity.type == "PER" and language == "ru":
        return (*names, *(f"{name.split()[-1][0]}. {name.split()[0]}" for name in names if " " in name))
    return names


def _forms(part: str, entity: Entity, language: str) -> frozenset[str]:
    if language != "ru" or not part.isalpha():
        return frozenset({part})
    if entity.type == "PER":
        forms: set[str] = set(name_forms(part, entity.gender))
        if entity.country == "cn" and not _ends_name(part, entity):
            forms = {part}  # the surname of a Chinese name stays: Дун Цзюнем
    else:
        forms = set(word_forms(part)) | (set(name_forms(part, "m")) if part[0].isupper() and not part.isupper() else set())
    forms = {form.replace("ё", "е") for form in forms}
    if part.isupper():
        return frozenset({part})
    if part[0].isupper():
        titled = {form[0].upper() + form[1:] for form in forms}
        return frozenset(titled | ({form.upper() for form in titled} if len(part) > 3 else set()))
    return frozenset(form.lower() for form in forms)


def _ends_name(part: str, entity: Entity) -> bool:
    return any(name.split()[-1] == part for name in entity.names.get("ru", ()))


# --- tokens -------------------------------------------------------------------------------------------------------------


def _characters(text: str) -> list[Token]:
    simple = simplify(text)
    return [Token(keys=(c,), start=i, stop=i + 1) for i, c in enumerate(simple)]


def _tokens(text: str, words: dict[str, tuple[str, ...]]) -> list[Token]:
    plain = text.translate(MARKS)
    return [
        Token(keys=words.get(printed.replace("ё", "е"), ()), start=found.start(), stop=found.end())
        for found in TOKEN.finditer(plain)
        for printed in (found.group(),)
    ]
