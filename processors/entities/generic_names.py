"""Whose ministry "the Defense Ministry" is: the one named before, otherwise that of the person or state nearest in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from processors.entities.knowledge import Entity, KnowledgeBase
from processors.records import Mention

AHEAD = 60  # characters behind the name in which a person tells: Defense Ministry Spokesman Igor Konashenkov


def resolve_generic(
    mentions: Sequence[Mention], language: str, knowledge: KnowledgeBase, context: Sequence[Mention] = ()
) -> tuple[Mention, ...]:
    """The mentions with those of a ministry without its country linked to a known one; `context` stands elsewhere."""
    generic = _generic(knowledge, language)
    resolved: list[Mention] = []
    for index, mention in enumerate(mentions):
        candidates = generic.get(mention.text, ()) if mention.type == "ORG" and mention.entity_id not in knowledge.entities else ()
        chosen = (
            _choose(candidates, [*context[:40][::-1], *resolved[-60:]], mentions[index + 1 : index + 3], mention, knowledge)
            if candidates
            else None
        )
        resolved.append(
            replace(mention, entity_id=chosen.id, reason=f"{mention.text}: nearest in the text is {chosen.country}")
            if chosen
            else mention
        )
    return tuple(resolved)


def _choose(
    candidates: Sequence[Entity], before: Sequence[Mention], after: Sequence[Mention], mention: Mention, knowledge: KnowledgeBase
) -> Entity | None:
    by_country = {entity.country: entity for entity in candidates}
    near = [m for m in after if m.type == "PER" and m.span.start - mention.span.stop <= AHEAD]
    named = next((m for m in reversed(before[-60:]) if any(m.entity_id == entity.id for entity in candidates)), None)
    for other in (*near, *([named] if named else []), *reversed(before[-20:]), *after):
        entity = knowledge.entities.get(other.entity_id or "")
        country = (entity.state or entity.country) if entity else None
        if country in by_country:
            return by_country[country]
    return None


@cache
def _generic(knowledge: KnowledgeBase, language: str) -> Mapping[str, tuple[Entity, ...]]:
    """A ministry's name without its country → the known ministries so called."""
    found: dict[str, dict[str, Entity]] = {}
    ministries = [entity for entity in knowledge.entities.values() if entity.type == "ORG" and entity.kind == "ministry"]
    for entity in ministries:
        for name in entity.names.get(language, ()):
            for tail in _without_country(name, language):
                found.setdefault(tail, {})[entity.id] = entity
    return {tail: tuple(entities.values()) for tail, entities in found.items()}


def _without_country(name: str, language: str) -> tuple[str, ...]:
    first, _, tail = name.partition(" ")
    if language != "en" or not tail or first in ("Ministry", "Department"):
        return ()
    return (tail,) if tail.split()[-1] in ("Ministry", "Department") or tail.startswith("Ministry") else ()
