"""Quotes in Russian: direct, indirect and mixed speech with who said it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from processors.quotes.russian.direct import find_direct, find_going_on
from processors.quotes.russian.found import Found
from processors.quotes.russian.headlines import find_in_headline
from processors.quotes.russian.indirect import find_indirect
from processors.quotes.russian.reading import read
from processors.quotes.russian.transcript import find_transcript
from processors.records import Mention, Quote, QuoteField
from processors.text.brackets import find_insertions


def extract_quotes(text: str, doc: Doc, mentions: Sequence[Mention], *, field: QuoteField = "text") -> tuple[Quote, ...]:
    """The attributions in one text, in its order; a quote inside another follows it."""
    reading = read(text, doc, mentions)
    turns = find_transcript(reading)
    direct = [*turns, *(item for item in find_direct(reading) if not _is_inside(item, turns))]
    found = [*direct, *find_indirect(reading, direct)]
    more = [item for item in find_going_on(reading, found) if not _is_inside(item, turns)]
    if more:
        found = [*direct, *more, *find_indirect(reading, [*direct, *more])]
    if field == "title":
        found = list(find_in_headline(reading, found))
    seen: dict[object, Found] = {}
    for item in found:
        seen.setdefault(item.content, item)
    return tuple(_quote(text, item, field) for item in sorted(seen.values(), key=lambda item: item.content))


def _is_inside(item: Found, turns: Sequence[Found]) -> bool:
    """Whether it lies in the words of a transcript, which are one quote."""
    place = bisect_right(turns, item.content[0].start, key=lambda turn: turn.outer[0].start) - 1
    return place >= 0 and item.content[0].start < turns[place].outer[0].stop


def _quote(text: str, item: Found, field: QuoteField) -> Quote:
    insertions = tuple(span for part in item.content for span in find_insertions(text, part))
    return Quote(id="", kind=item.kind, content=item.content, cue=item.cue, source=item.source, field=field, insertions=insertions)
