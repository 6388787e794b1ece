"""Interviews printed as a transcript: `Голос Америки: …`, `Мустафа Джемилев: …` at the head of paragraphs."""

from __future__ import annotations

import re
from collections import Counter

from processors.quotes.russian.found import Found
from processors.quotes.russian.reading import Reading
from processors.records import Span
from processors.text.quotation import paragraphs

LABEL = re.compile(r"([А-ЯЁA-Z][\w.\- «»\"]{1,40}): (?=[А-ЯЁA-Z«\"])")
FEWEST = 2  # labels that take turns, each at least this often


def find_transcript(reading: Reading) -> tuple[Found, ...]:
    """One direct quote for each labelled paragraph where two labels or more take turns; who mostly asks is the interviewer."""
    turns = [(match, stop) for start, stop in paragraphs(reading.text) if (match := LABEL.match(reading.text, start, stop))]
    times = Counter(match.group(1) for match, _ in turns)
    if sum(count >= FEWEST for count in times.values()) < 2:
        return ()
    asked = Counter(match.group(1) for match, stop in turns if reading.text[stop - 1] == "?")
    found = []
    for match, stop in turns:
        if times[match.group(1)] >= FEWEST and asked[match.group(1)] * 2 < times[match.group(1)]:
            content = Span(start=match.end(), stop=stop)
            source = Span(start=match.start(1), stop=match.end(1))
            found.append(
                Found(kind="direct", content=(content,), cue=None, source=source, outer=(Span(start=match.start(), stop=stop),))
            )
    return tuple(found)
