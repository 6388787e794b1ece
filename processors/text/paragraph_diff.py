"""What became of a text: paragraph by paragraph, and inside a reworded paragraph word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
WORDS = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|.", re.DOTALL)  # a Chinese character stands for itself
ALIKE = 0.4  # paragraphs that share less are one that went and one that came
MOST_WORDS = 1500  # of a paragraph that is looked into; comparing grows with their square
MOST_PAIRS = 2500  # of neighbouring paragraphs whose likeness is looked at

Change = Literal["same", "removed", "added", "reworded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words inside a reworded paragraph."""

    change: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphChange:
    """One paragraph of either text, or one of each that are the same or nearly."""

    change: Change
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...] = ()  # of a reworded one


def diff_paragraphs(before: str, after: str) -> tuple[ParagraphChange, ...]:
    """Every paragraph of the two texts in order; spaces at its ends are no change."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[ParagraphChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found += (ParagraphChange(change="same", before=text, after=text) for text in old[i1:i2])
        else:
            found += _replaced(old[i1:i2], new[j1:j2])
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in PARAGRAPHS.split(text) if paragraph.strip()]


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    """Paragraphs that took the place of others: those alike are one reworded, in order, each with the first that it is like."""
    at = 0
    for text in old:
        partner = _partner(text, new, at) if len(old) * len(new) <= MOST_PAIRS else None
        if partner is None:
            yield ParagraphChange(change="removed", before=text, after=None)
            continue
        yield from (ParagraphChange(change="added", before=None, after=came) for came in new[at:partner])
        yield ParagraphChange(change="reworded", before=text, after=new[partner], pieces=diff_words(text, new[partner]))
        at = partner + 1
    yield from (ParagraphChange(change="added", before=None, after=came) for came in new[at:])


def _partner(text: str, new: Sequence[str], start: int) -> int | None:
    words = set(_words(text))
    for place in range(start, len(new)):
        others = set(_words(new[place]))
        if len(words & others) >= ALIKE * max(1, min(len(words), len(others))):
            return place
    return None


def _words(text: str) -> list[str]:
    return [word for word in WORDS.findall(text) if not word.isspace()]


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """The two paragraphs as one row of pieces; one that is too long is shown as gone and come."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return (Piece(change="removed", text=before), Piece(change="added", text=after))
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(change="same", text="".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(change="removed", text="".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(change="added", text="".join(new[j1:j2])))
    return tuple(pieces)
