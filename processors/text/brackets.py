"""Finds an editor's insertions inside quoted words: they are nobody's words."""

from __future__ import annotations

import re
from functools import cache

from processors.lexicons.loader import load_entries
from processors.records import Span

SQUARE = re.compile(r"\[[^\[\]\n]{1,300}\]")
ROUND = re.compile(r"[(（]([^()（）\n]{1,300})[)）]")


def find_insertions(text: str, span: Span) -> tuple[Span, ...]:
    """The bracketed insertions that lie inside the span: `[Россия]`, `(Китай. - Прим. ред.)`, `（编者注）`."""
    found = [Span(start=match.start(), stop=match.end()) for match in SQUARE.finditer(text, span.start, span.stop)]
    for match in ROUND.finditer(text, span.start, span.stop):
        if _notes().search(match.group(1)):
            found.append(Span(start=match.start(), stop=match.end()))
    return tuple(sorted(found))


@cache
def _notes() -> re.Pattern[str]:
    """A note's mark at the beginning, or after a dash near the end; in Chinese also at the end without one."""
    entries = "|".join(re.escape(entry) for code in ("en", "ru") for entry in load_entries(f"{code}/editor_notes.txt"))
    chinese = "|".join(re.escape(entry) for entry in load_entries("zh/editor_notes.txt"))
    return re.compile(
        rf"^\s*(?:(?:{entries})(?!\w)|{chinese})|[-–—]\s?(?:{entries})[^-–—]{{0,20}}$|(?:{chinese})\s*$", re.IGNORECASE
    )
