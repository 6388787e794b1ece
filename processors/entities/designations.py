"""Weapons named by letters and a number: Су-35С, H-6K, 苏-35, С-400 "Триумф"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from processors.entities.knowledge import KnowledgeBase
from processors.lexicons.loader import load_entries, load_fields
from processors.records import Mention, Span

# a nickname in quotation marks belongs to the designation before it: С-400 "Триумф" (Triumf)
NICKNAME = re.compile(r"\s[\"«“](?P<name>[А-ЯЁA-Z][а-яёa-z]{2,20})[\"»”]")
TAIL = r"-?(?P<number>\d{1,4}(?:\.\d)?)(?P<suffix>[A-ZА-Я]{0,4}\d?)(?![\w])"


def find_designations(text: str, language: str, knowledge: KnowledgeBase) -> Iterator[Mention]:
    """The named weapons; spellings in the three scripts get the same id."""
    known = _known(knowledge)
    for found in _pattern().finditer(text):
        stop = found.end()
        nickname = NICKNAME.match(text, stop) if language == "ru" else None
        key = designation_key(found.group("maker"), found.group("number"), found.group("suffix"))
        if nickname and key in known:
            stop = nickname.end()
        if "-" not in found.group() and key not in known:
            continue  # 运3次 is "moved three times"
        entity_id = known.get(key, key)
        printed = text[found.start() : stop]
        yield Mention(
            span=Span(start=found.start(), stop=stop),
            text=printed,
            type="EQUIP",
            entity_id=entity_id,
            reason=f"designation: {printed}",
        )


def designation_key(maker: str, number: str, suffix: str) -> str:
    """`su-35` for Су-35, 苏-35 and Su-35."""
    letters = _letters()
    head = letters.get(maker) or "".join(letters.get(c.upper(), c.lower()) for c in maker)
    tail = "".join(letters.get(c, c.lower()) for c in suffix)
    return f"{head}-{number}{tail}"


@cache
def _letters() -> dict[str, str]:
    letters: dict[str, str] = load_fields("designations.yml")
    return letters


@cache
def _pattern() -> re.Pattern[str]:
    latin = sorted(map(re.escape, load_entries("weapon_makers.txt")), key=len, reverse=True)
    chinese = sorted((m for m in map(re.escape, _letters()) if "\u4e00" <= m[0] <= "\u9fff"), key=len, reverse=True)
    makers = rf"(?:(?<![^\W\u4e00-\u9fff])(?<!\d)(?:{'|'.join(latin)})(?=-\d)|(?:{'|'.join(chinese)})(?=-?\d))"
    return re.compile(rf"(?P<maker>{makers}){TAIL.replace('(?![' + chr(92) + 'w])', '(?![A-Za-zА-Яа-я0-9])')}")


@cache
def _known(knowledge: KnowledgeBase) -> dict[str, str]:
    """Designation → the entity that a name in the knowledge base gives it."""
    known: dict[str, str] = {}
    for entity in knowledge.entities.values():
        for name in (n for names in entity.names.values() for n in names) if entity.type == "EQUIP" else ():
            found = _pattern().fullmatch(name)
            if found:
                known.setdefault(designation_key(found.group("maker"), found.group("number"), found.group("suffix")), entity.id)
    return known
