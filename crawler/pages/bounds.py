"""Source of HTML, cut to what a parser can read in time that grows with its length: it compares each attribute with all others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

MOST_ATTRIBUTES = 300  # of one tag
MOST_MARKS = 60_000  # tags, end tags and comments; ten times the largest page known

SPACE = r"[ \t\n\r\f]"
# As the HTML standard cuts a tag up: a quote counts behind "=" alone, and what is never closed ends with the page.
VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>"'][^ \t\n\r\f>]*+)"""
ATTRIBUTE = rf"[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{SPACE}*+={SPACE}*+{VALUE}?+)?+"
MARK = re.compile(
    rf"<(?:(?P<name>/?[A-Za-z][^ \t\n\r\f/>]*+)(?:{ATTRIBUTE})*+(?P<tail>[ \t\n\r\f/]*+)"
    r"|!--(?:-?>|[\s\S]*?(?:--!?>|\Z))|[!?/][^>]*+)"
)
RAW = frozenset(
    ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
)  # what looks like tags in them is text
RAW_ENDS = {name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])|\Z", re.IGNORECASE) for name in RAW}
IN_SCRIPT = re.compile(r"<!(?=--)|-->|<(?P<end>/?)script(?=[ \t\n\r\f/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    text: str
    cut: bool = False  # something was left out


def bounded(text: str, *, most_attributes: int = MOST_ATTRIBUTES, most_marks: int = MOST_MARKS) -> Bounded:
    """The source without the attributes of a tag beyond so many, and without all that follows so many tags and comments."""
    kept: list[str] = []
    done = place = 0
    for _ in range(most_marks):
        mark = MARK.search(text, place)
        if mark is None:
            break
        place, name = mark.end(), mark["name"]
        if name is None:
            continue
        end = _end_of_attribute(text, mark, most_attributes)
        if end < place:
            kept.append(text[done:end])
            done = place
        if name.lower() in RAW and not mark["tail"].endswith("/"):
            place = _end_of_raw(text, place, name.lower())
    else:
        return Bounded(text="".join((*kept, text[done:place])), cut=True)
    return Bounded(text="".join((*kept, text[done:])), cut=bool(kept)) if kept else Bounded(text=text)


def _end_of_attribute(text: str, mark: re.Match[str], number: int) -> int:
    """Where that attribute of the tag ends; the tag's own end when it has no more."""
    if mark.end() - mark.start() <= 2 * number:
        return mark.end()
    first = _attributes(number).match(text, mark.end("name"), mark.end())
    return first.end() if first else mark.end()


@cache
def _attributes(number: int) -> re.Pattern[str]:
    return re.compile(f"(?:{ATTRIBUTE}){{{number}}}+")


def _end_of_raw(text: str, place: int, name: str) -> int:
    """Where the end tag of the script, the title, … begins."""
    if name != "script":
        found = RAW_ENDS[name].search(text, place)
        return found.start() if found else len(text)
    hidden = inner = False  # in "<!--", and in a "<script>" that stands there: its end tag does not end the outer one
    for found in IN_SCRIPT.finditer(text, place):
        if found["end"] is None:
            hidden, inner = found[0] != "-->", False
        elif found["end"] and not inner:
            return found.start()
        else:
            inner = hidden and not found["end"]
    return len(text)
