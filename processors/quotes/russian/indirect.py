"""Indirect and mixed speech: all that is reported without quotation marks around the whole."""

from __future__ import annotations

from collections.abc import Sequence

from processors.quotes.russian.about_that import find_about_that
from processors.quotes.russian.clauses import find_clauses, from_clause
from processors.quotes.russian.found import Found
from processors.quotes.russian.lines import read_lines
from processors.quotes.russian.reading import Reading, lexicon
from processors.quotes.russian.set_in import find_according, find_set_in


def find_indirect(reading: Reading, direct: Sequence[Found]) -> tuple[Found, ...]:
    """The indirect and mixed quotes, sentence by sentence."""
    used = {item.cue_token for item in direct if item.cue_token is not None}
    lines = read_lines(reading, direct)
    found: list[Found] = []
    for place, line in enumerate(lines):
        clauses = find_clauses(reading, line, used)
        set_in = tuple(find_set_in(reading, line, clauses, used))  # it may take a clause's words
        found.extend(from_clause(reading, clause) for clause in clauses if clause.start < clause.stop)
        found.extend(find_according(reading, line, clauses))
        found.extend(set_in)
        if place:
            found.extend(find_about_that(reading, line, lines[place - 1], used))
    return tuple(item for item in found if item.content and not _is_author(reading, item))


def _is_author(reading: Reading, item: Found) -> bool:
    """я, мы outside quotation marks: the author's own words."""
    return item.source is not None and reading.text[item.source.start : item.source.stop].lower() in lexicon("author_pronouns")
