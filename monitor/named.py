"""Whom and what a query names: so that a name in one script finds the articles in the others."""

from __future__ import annotations

from processors.entities.knowledge import KnowledgeBase


def entities_named(words: str, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The people, places and things that the words name, by their ids."""
    from monitor.store.search import script_language
    from processors.entities.gazetteer import find_known

    found = find_known(words, script_language(words), knowledge)
    return tuple(dict.fromkeys(mention.entity_id for mention in found if mention.entity_id))
