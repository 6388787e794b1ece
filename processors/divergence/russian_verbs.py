"""Russian verbs that say by their form alone whether a thing is done or still to come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pymorphy3 import MorphAnalyzer

from processors.records import Span

WORD = re.compile(r"[а-яё]{3,30}", re.IGNORECASE)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()


@cache
def _aspect(word: str) -> str:
    """ "ahead" for проведут (will hold), "done" for провели (have held) and подписан (is signed), else nothing."""
    tag = _analyzer().parse(word)[0].tag
    if "VERB" in tag and "futr" in tag:
        return "ahead"
    if ("VERB" in tag and "past" in tag and "perf" in tag) or ("PRTS" in tag and "perf" in tag):
        return "done"
    return ""


def find_verbs(aspect: str, text: str, within: Iterable[Span]) -> tuple[Span, ...]:
    """The verbs of one aspect inside the spans."""
    return tuple(
        Span(start=match.start(), stop=match.end())
        for span in within
        for match in WORD.finditer(text, span.start, span.stop)
        if _aspect(match.group()) == aspect
    )
