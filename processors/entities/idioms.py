"""Set phrases in which a name is none: 稳如泰山 (firm as Mount Tai)."""

from __future__ import annotations

import re
from functools import cache

from processors.lexicons.loader import load_fields
from processors.records import Span

MANY = 200  # uses in one text; what comes behind is no article


def find_idioms(text: str, language: str) -> tuple[Span, ...]:
    """The printed set phrases, as far as they are printed word for word."""
    pattern = _pattern(language)
    found = []
    for match in pattern.finditer(text):
        found.append(Span(start=match.start(), stop=match.end()))
        if len(found) == MANY:
            break
    return tuple(found)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    phrases = {p for fields in load_fields("set_phrases.yml").values() for p in fields.get(language, ()) if "*" not in p}
    return re.compile("|".join(sorted(map(re.escape, phrases), key=len, reverse=True)) or r"(?!)", re.IGNORECASE)
