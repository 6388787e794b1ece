"""A part of KQL, read and turned into the query that Kibana would send.

What it knows: `field: value`, `field: "some words"`, `field: (this or that)`, `field: *`, `field >= 0.5` with `< <= > >=`,
`and`, `or`, `not`, parentheses. What it does not know, the dashboards do not use: wildcards inside values, nested fields,
values without a field, escapes. Like Kibana it asks `match` for a bare value, `match_phrase` for words in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Query = dict[str, Any]

TOKEN = re.compile(r'\s*(?:(?P<words>"[^"]*")|(?P<mark>>=|<=|[():<>])|(?P<bare>[^\s():<>"]+))')
RANGES = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt"}


class NotKql(ValueError):
    """It is no KQL, or some that this does not know."""


@dataclass
class _Reader:
    tokens: list[str]
    fields: set[str] = field(default_factory=set)

    def peek(self) -> str | None:
        return self.tokens[0] if self.tokens else None

    def take(self, wanted: str | None = None) -> str:
        if not self.tokens or (wanted is not None and self.tokens[0].lower() != wanted):
            raise NotKql(f"{wanted or 'more'} is missing before {' '.join(self.tokens)!r}")
        return self.tokens.pop(0)

    def skip(self, word: str) -> bool:
        if (self.peek() or "").lower() != word:
            return False
        self.take()
        return True


def to_query(kql: str) -> Query:
    return _read(kql)[0]


def fields_of(kql: str) -> set[str]:
    return _read(kql)[1]


def _read(kql: str) -> tuple[Query, set[str]]:
    if not kql.strip():
        return {"match_all": {}}, set()
    reader = _Reader(list(_tokens(kql)))
    query = _any_of(reader)
    if reader.tokens:
        raise NotKql(f"left over: {' '.join(reader.tokens)}")
    return query, reader.fields


def _tokens(kql: str) -> Iterator[str]:
    place = 0
    while kql[place:].strip():
        found = TOKEN.match(kql, place)
        if found is None:
            raise NotKql(f"cannot be read: {kql[place:]}")
        place = found.end()
        yield found[0].strip()


def _any_of(reader: _Reader) -> Query:
    return _joined(reader, "or", "should", _all_of)


def _all_of(reader: _Reader) -> Query:
    return _joined(reader, "and", "filter", _one)


def _joined(reader: _Reader, word: str, clause: str, part: Any) -> Query:
    parts = [part(reader)]
    while reader.skip(word):
        parts.append(part(reader))
    return parts[0] if len(parts) == 1 else {"bool": {clause: parts} | ({"minimum_should_match": 1} if clause == "should" else {})}


def _one(reader: _Reader) -> Query:
    if reader.skip("not"):
        return {"bool": {"must_not": [_one(reader)]}}
    if reader.skip("("):
        query = _any_of(reader)
        reader.take(")")
        return query
    name = _word(reader)
    reader.fields.add(name)
    mark = reader.take()
    if mark in RANGES:
        return {"range": {name: {RANGES[mark]: float(_word(reader))}}}
    if mark != ":":
        raise NotKql(f"{name} is followed by {mark}")
    if not reader.skip("("):
        return _value(name, reader.take())
    values = [_value(name, reader.take())]
    while reader.skip("or"):
        values.append(_value(name, reader.take()))
    reader.take(")")
    return {"bool": {"should": values, "minimum_should_match": 1}}


def _word(reader: _Reader) -> str:
    word = reader.take()
    if word in {"(", ")", ":", *RANGES} or word.lower() in {"and", "or", "not"}:
        raise NotKql(f"{word} where a name or a number should be")
    return word


def _value(name: str, value: str) -> Query:
    if value == "*":
        return {"exists": {"field": name}}
    if value in {"(", ")", ":", *RANGES} or "*" in value:
        raise NotKql(f"{name}: {value}")
    if value.startswith('"'):
        return {"match_phrase": {name: value.strip('"')}}
    return {"match": {name: value}}
