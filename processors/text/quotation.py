"""Finds the spans between quotation marks, in any of the three languages and with the marks' usual accidents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from processors.records import Span

CLOSED_BY = {"«": "»", "„": "“”", "“": "”", "「": "」", "『": "』", "‘": "’", '"': '"'}
CLOSES = frozenset("".join(CLOSED_BY.values()))
MARKS = re.compile("[" + "".join({*CLOSED_BY, *CLOSES}) + "]")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
NEWLINE = re.compile(r"\n\s*")
BEFORE_OPENING = frozenset("([{<-–—/«„“「『‘:：,，;")
AFTER_LAST_WORDS = re.compile(r"\s{0,3}[.,]?\s{0,3}(?:[-–—]|\Z)")  # what follows words that are over: `", - said he`
DEEPEST = 6  # nobody quotes deeper; beyond it marks are noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Text between quotation marks. An unclosed one ends with its paragraph."""

    outer: Span  # marks included
    inner: Span
    depth: int  # 0 outside of all others
    closed: bool
    opening: str  # the mark that opens it
    continued: bool = False  # unclosed, and the next paragraph opens with the same mark again


@dataclass(slots=True)
class _Open:
    start: int
    mark: str
    depth: int
    last_child: int | None = None  # where the last span inside was closed


def find_quoted(text: str) -> tuple[Quoted, ...]:
    """All spans in quotation marks, in order of their opening marks; inner ones follow the one that holds them."""
    found: list[Quoted] = []
    waiting: str | None = None  # the mark that the paragraph before left open
    for start, stop in paragraphs(text):
        inside = sorted(_scan(text, start, stop), key=lambda quoted: quoted.outer.start)
        if waiting and inside and inside[0].outer.start == start and inside[0].opening == waiting:
            found[-1 - _trailing(found)] = replace(found[-1 - _trailing(found)], continued=True)
        found.extend(inside)
        open_ones = [quoted for quoted in inside if not quoted.closed and quoted.depth == 0]
        waiting = open_ones[-1].opening if open_ones else None
    return tuple(found)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs' positions without the space around: blank lines part them, or newlines where there is no blank line."""
    parting = BLANK_LINE if BLANK_LINE.search(text) else NEWLINE
    start = 0
    for match in parting.finditer(text):
        yield from _stripped(text, start, match.start())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if start < stop:
        yield start, stop


def _trailing(found: list[Quoted]) -> int:
    """How many spans stand after the last one that is unclosed at depth 0."""
    for count, quoted in enumerate(reversed(found)):
        if not quoted.closed and quoted.depth == 0:
            return count
    return 0


def _scan(text: str, start: int, stop: int) -> Iterator[Quoted]:
    """The spans of one paragraph, each when it ends."""
    stack: list[_Open] = []
    just_opened = -1
    for match in MARKS.finditer(text, start, stop):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else ""
        after = text[at + 1] if at + 1 < stop else ""
        holder = _closed_here(stack, mark, before, after, just_opened == at - 1)
        if holder is not None:
            while len(stack) > holder + 1:
                yield _unclosed(text, stack.pop(), at)
            yield _closed(stack, at)
        elif len(stack) < DEEPEST and _opens(mark, before, after, stack, just_opened == at - 1):
            stack.append(_Open(at, mark, len(stack)))
            just_opened = at
    while stack:
        yield _left_open(text, stack, stop)


def _closed_here(stack: list[_Open], mark: str, before: str, after: str, just_opened: bool) -> int | None:
    """Which open span the mark closes, as its place on the stack."""
    if mark not in CLOSES and mark != "“":
        return None
    if mark == "’" and after.isalnum() and before.isalpha() and before.isascii():
        return None  # an apostrophe: don’t
    for place in range(len(stack) - 1, -1, -1):
        opened = stack[place].mark
        if mark == '"' and opened == '"':
            return place if _straight_closes(before, after, just_opened) else None
        if mark in CLOSED_BY[opened] and mark != '"':
            return place
        if (
            mark == "“"
            and opened == "“"
            and before
            and not before.isspace()
            and not after.isalnum()
            and before not in BEFORE_OPENING
        ):
            return place  # “…“: the wrong mark, but it can open nothing here
    return None


def _straight_closes(before: str, after: str, just_opened: bool) -> bool:
    if not before or before.isspace() or just_opened:
        return False
    return not (before in BEFORE_OPENING and after.isalnum()) or before in ",;:"


def _opens(mark: str, before: str, after: str, stack: list[_Open], just_opened: bool) -> bool:
    if mark not in CLOSED_BY:
        return False
    if mark == "‘":
        return bool(after) and not after.isspace()
    if mark != '"':
        return True
    return bool(after) and not after.isspace() and (not before or before.isspace() or before in BEFORE_OPENING or just_opened)


def _closed(stack: list[_Open], at: int) -> Quoted:
    opened = stack.pop()
    if stack:
        stack[-1].last_child = at
    return _quoted(opened, at + 1, at, closed=True)


def _unclosed(text: str, opened: _Open, at: int) -> Quoted:
    return _quoted(opened, at, at, closed=False)


def _left_open(text: str, stack: list[_Open], stop: int) -> Quoted:
    """What the paragraph's end leaves open; one mark may have closed two spans: «…глава «Ростеха», – сказал он."""
    opened = stack.pop()
    child = opened.last_child
    if child is not None and AFTER_LAST_WORDS.match(text, child + 1, min(stop, child + 12)):
        return _quoted(opened, child + 1, child + 1, closed=True)
    return _quoted(opened, stop, stop, closed=False)


def _quoted(opened: _Open, outer_stop: int, inner_stop: int, *, closed: bool) -> Quoted:
    return Quoted(
        outer=Span(start=opened.start, stop=outer_stop),
        inner=Span(start=opened.start + 1, stop=max(inner_stop, opened.start + 1)),
        depth=opened.depth,
        closed=closed,
        opening=opened.mark,
    )
