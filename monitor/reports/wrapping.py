"""Lines for a terminal or a plain mail: no wider than so many columns, with Chinese letters two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 72
BULLET = re.compile(r"\s*(?:(?:-|\d+\.)\s+)?")
WIDE = r"\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
OPENING = "“‘（「『《〈【〔"  # never left behind at the end of a line
CLOSING = "”’），。、；：？！…」』》〉】〕％·"  # never begins one
LETTER = rf"[{OPENING}]*[{WIDE}][{CLOSING}]*"  # a Chinese letter with what clings to it
UNITS = re.compile(rf"https?://\S+|\s+|[*_]*{LETTER}(?:[*_]+{LETTER})*[*_]*|[^\s{WIDE}]+")  # no line ends beside a mark


def columns(text: str) -> int:
    """How wide the text is on a terminal."""
    return sum(_width(letter) for letter in text)


def wrap(line: str, width: int = WIDTH) -> str:
    """The line broken at spaces and between Chinese letters; what follows stands under its beginning. Addresses stay whole."""
    if columns(line) <= width:
        return line.rstrip()
    found = BULLET.match(line)
    first = found.group() if found else ""
    return "\n".join(_lines(line[len(first) :], first, " " * columns(first), width))


def _lines(text: str, first: str, indent: str, width: int) -> Iterator[str]:
    line, used, empty = first, columns(first), True
    for unit in UNITS.findall(text):
        size = columns(unit)
        if not empty and not unit.isspace() and used + size > width:
            yield line.rstrip()
            line, used, empty = indent, columns(indent), True
        if not (empty and unit.isspace()):
            line, used, empty = line + unit, used + size, False
    yield line.rstrip()


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
