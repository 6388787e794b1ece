"""The hand-written lexicon of defence and diplomacy: one concept in three languages, synonyms together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from processors.lexicons.loader import load_entries

LANGUAGES = ("en", "ru", "zh")
FILES = ("concepts.txt", "concepts_functional.txt")
Concept = Mapping[str, tuple[str, ...]]


@cache
def load_concepts() -> tuple[Concept, ...]:
    """The concepts, the usual rendering of each language first; a language may have none."""
    return tuple(_concept(entry) for name in FILES for entry in load_entries(name))


def _concept(entry: str) -> Concept:
    columns = [tuple(part.strip() for part in column.split(";") if part.strip()) for column in entry.split("|")]
    return dict(zip(LANGUAGES, columns, strict=True))
