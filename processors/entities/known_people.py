"""Which known person a printed name means: by first name and surname, by initials, by a surname that only one bears."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from processors.entities.knowledge import Entity, KnowledgeBase
from processors.entities.russian_forms import name_forms

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
FAMILY_FIRST = ("cn", "kp", "kr", "vn", "jp")
PATRONYMIC = re.compile(r"(?:[оеё]вич|ич|[оеё]вн|ичн)(?:а|у|ем|е|ы|ой)?$")


def find_person(printed: str, language: str, knowledge: KnowledgeBase) -> Entity | None:
    """The person with this first name (or initial) and surname, in any case, with or without patronymic."""
    words = [word for word in WORD.findall(printed) if not (language == "ru" and PATRONYMIC.search(word))]
    if language == "zh" or len(words) < 2:
        return None
    rivals = {entity.id: entity for word in words for entity in _by_surname(knowledge, language).get(word, ())}
    return next((entity for entity in rivals.values() if _is(words, entity, language)), None)


def find_by_surname(printed: str, language: str, knowledge: KnowledgeBase) -> Entity | None:
    """The only known person with this surname: Xi, 习."""
    bearers = _by_surname(knowledge, language).get(printed, ())
    return bearers[0] if len(bearers) == 1 else None


def surname_of(name: str, language: str, *, first: bool) -> str:
    if language == "zh":
        return name[:1] if first and not re.search("[·•]", name) else re.split("[·•]", name)[-1]
    words = name.split()
    return words[0] if first else words[-1]


def _is(words: Sequence[str], entity: Entity, language: str) -> bool:
    for name in entity.names.get(language, ()):
        full = [word for word in WORD.findall(name) if not (language == "ru" and PATRONYMIC.search(word))]
        if len(full) == len(words) and all(any(_same(word, part, entity, language) for part in full) for word in words):
            return True
    return False


def _same(word: str, part: str, entity: Entity, language: str) -> bool:
    if len(word) == 1:
        return part.startswith(word)
    return word == part or (language == "ru" and word in name_forms(part, entity.gender))


@cache
def _by_surname(knowledge: KnowledgeBase, language: str) -> dict[str, tuple[Entity, ...]]:
    found: dict[str, dict[str, Entity]] = {}
    for entity in knowledge.entities.values():
        for name in entity.names.get(language, ()) if entity.type == "PER" else ():
            surname = surname_of(name, language, first=entity.country in FAMILY_FIRST)
            for form in name_forms(surname, entity.gender) if language == "ru" else {surname}:
                found.setdefault(form, {})[entity.id] = entity
    return {surname: tuple(entities.values()) for surname, entities in found.items()}
