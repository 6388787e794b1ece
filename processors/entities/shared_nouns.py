"""Names that share their noun: the Chukchi and Bering seas, Чукотское и Берингово моря; each without the noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from processors.entities.knowledge import KnowledgeBase
from processors.entities.russian_forms import name_forms, word_forms
from processors.lexicons.loader import load_entries
from processors.records import Mention, Span

LAST_WORDS = {"en": ("Sea", "Ocean"), "ru": ("море", "океан")}
NAME = r"[^\W\d_]+(?:-[^\W\d_]+){0,2}"


def find_sharing(text: str, language: str, knowledge: KnowledgeBase) -> Iterator[Mention]:
    """The names before a noun in the plural."""
    if language not in LAST_WORDS:
        return
    names = _first_words(knowledge, language)
    for found in _pattern(language).finditer(text):
        for word in re.finditer(NAME, found.group("names")):
            entity_id = names.get(word.group().lower())
            if entity_id and word.group()[0].isupper():
                start = found.start("names") + word.start()
                span = Span(start=start, stop=start + len(word.group()))
                yield Mention(
                    span=span, text=word.group(), type="LOC", entity_id=entity_id, reason=f"shares its noun: {found.group()}"
                )


@cache
def _pattern(language: str) -> re.Pattern[str]:
    nouns = "|".join(load_entries(f"{language}/shared_nouns.txt"))
    return re.compile(rf"(?P<names>\b{NAME}(?:, {NAME}){{0,3}},? (?:and|и) {NAME}) (?:{nouns})\b")


@cache
def _first_words(knowledge: KnowledgeBase, language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for entity in knowledge.entities.values():
        for name in entity.names.get(language, ()) if entity.type == "LOC" else ():
            parts = name.split()
            if len(parts) == 2 and parts[1] in LAST_WORDS[language]:
                forms = word_forms(parts[0]) | name_forms(parts[0], None) if language == "ru" else {parts[0]}
                words.update(dict.fromkeys((form.lower() for form in forms), entity.id))
                if parts[0].endswith("во"):  # Берингово is declined like Берингов, but for Берингова
                    words[parts[0][:-1].lower() + "а"] = entity.id
    return words
