"""What stands around a name and makes it one: quotation marks, a noun such as "destroyer", a number behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from processors.lexicons.loader import load_fields
from processors.records import MentionType, Span

OPENING, CLOSING = "«\"“„「『‘'《", "»\"”“」』’'》"
NUMBER = re.compile(r"\s?[-–—.]?\s?(?P<value>(?:19|20)\d\d(?!\d)(?:[-–]?[IVX]+\b)?|\d\d(?![\d.,:%]))")
NEARBY = 60  # characters before the name in which the noun can stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    value: str
    stop: int


def number_after(text: str, span: Span) -> Number | None:
    """The year or number that belongs to the name: Восток-2018, Joint Sea 2024, Запад-81."""
    found = NUMBER.match(text, span.stop)
    if not found or (len(found.group("value")) == 2 and text[span.stop] not in "-–—"):
        return None
    return Number(value=found.group("value").lower().replace("–", "-"), stop=found.end())


def quoted_around(text: str, span: Span) -> bool:
    """Whether the name opens or closes a quotation: «Громкий», "Адмирал Пантелеев"."""
    before, after = text[span.start - 1 : span.start], text[span.stop : span.stop + 1]
    return (before != "" and before in OPENING) and (after != "" and after in CLOSING)


def beside_noun(text: str, span: Span, kind: MentionType, language: str) -> bool:
    """Whether a noun for such things stands shortly before, in the same sentence, or just after."""
    before = re.split(r"[.!?。！？\n](?=\s|$|[^\w])", text[max(0, span.start - NEARBY) : span.start])[-1]
    around = before + " " + text[span.stop : span.stop + (12 if language == "zh" else 24)]
    return bool(_nouns(language, kind).search(around))


def guarded(text: str, span: Span, kind: MentionType) -> bool:
    """Whether the neighbours make another word of a Chinese name: 国防部 in 国防部长 (defence minister)."""
    guards = load_fields("zh/name_guards.yml")
    name, before, after = text[span.start : span.stop], text[span.start - 1 : span.start], text[span.stop : span.stop + 1]
    follows = str(guards["not_before"].get(name, "")) + str(guards["not_before"].get(kind, ""))
    precedes = str(guards["not_after"].get(name, ""))
    return bool((after and after in follows) or (before and before in precedes))


@cache
def _nouns(language: str, kind: MentionType) -> re.Pattern[str]:
    nouns = load_fields(f"{language}/naming_nouns.yml").get(kind, [])
    boundary = "" if language == "zh" else r"\b"
    return re.compile(boundary + "(?:" + "|".join(sorted(map(re.escape, nouns), key=len, reverse=True)) + ")", re.IGNORECASE)
