"""Which of the names that a recogniser marks in Chinese can be names: 比武 (contest) cannot, 习主席 is 习 with his office."""

from __future__ import annotations

from functools import cache

from processors.entities.name_ids import HAN, chinese_reading, is_chinese_surname
from processors.lexicons.loader import load_entries
from processors.records import MentionType, Span
from processors.text.chinese import simplify

LONGEST_PERSON, LONGEST_OTHER = 20, 40  # characters
SHORTEST_FOREIGN = 3


def trim_chinese(text: str, span: Span, kind: MentionType) -> Span | None:
    """The span without an office behind the name; None where it is no name."""
    printed = text[span.start : span.stop]
    if kind != "PER":
        return span if 1 < len(printed) <= LONGEST_OTHER and "\n" not in printed else None
    title = next((t for t in sorted(load_entries("zh/person_titles.txt"), key=len, reverse=True) if printed.endswith(t)), "")
    name = printed.removesuffix(title) if len(printed) > len(title) else printed
    after = text[span.start + len(name) : span.start + len(name) + 4]
    return Span(start=span.start, stop=span.start + len(name)) if is_person(name, after) else None


def is_person(name: str, after: str) -> bool:
    """Whether these characters can name a person; a surname alone only before an office."""
    if not name or len(name) > LONGEST_PERSON or "\n" in name:
        return False
    if len(name) == 1:
        return is_chinese_surname(name) and after.startswith(load_entries("zh/person_titles.txt"))
    if chinese_reading(name):
        return True
    return len(name) >= SHORTEST_FOREIGN and is_transliteration(name)


def is_transliteration(name: str) -> bool:
    letters = [c for c in simplify(name) if c not in "·•-－ "]
    return all(c in _characters() for c in letters if HAN.match(c)) and any(HAN.match(c) for c in letters)


@cache
def _characters() -> frozenset[str]:
    return frozenset("".join(load_entries("zh/transliteration_characters.txt")))
