"""Elements → tidy text: what a reader sees, a paragraph at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree
from parsel import Selector

# Soft hyphens, zero-width and direction marks, variation selectors for text, controls, lone surrogates, byte order marks.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
SPACES = re.compile(r"\s+")  # the ideographic, the no-break and the thin ones too
LETTER = re.compile(r"[^\W\d_]")

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
UNREAD = frozenset(
    (
        "audio", "button", "canvas", "iframe", "input", "link", "map", "meta", "noscript", "object", "option", "script",
        "select", "style", "svg", "template", "textarea", "video",
    )
)  # fmt: skip
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
LONGEST_LINE = 20_000  # characters and elements: elements stand within each other, and each may be asked for its text
INDENT = re.compile("^[\u3000\u00a0]{2}")  # a Chinese paragraph that begins after a mere <br>


def tidy(text: str) -> str:
    """One line: no invisible characters, every stretch of white space one space."""
    return SPACES.sub(" ", INVISIBLE.sub("", CONTROLS.sub(" ", text))).strip()


def text_of(node: Selector | None, drop: str = "") -> str:
    """The visible text of one element on one line, as far as a line goes; "" for None. `drop`: CSS of what is left out."""
    printed = _printed(node, drop, frozenset(), LONGEST_LINE) if node is not None else ()
    return " ".join(text for part in printed if (text := tidy(part)))


def first_text(page: Selector, *selectors: str, drop: str = "") -> str:
    """The first text that is not empty among the elements of these CSS selectors, tried in this order."""
    return next((text for css in selectors for node in page.css(css) if (text := text_of(node, drop))), "")


def blocks(nodes: Iterable[Selector], drop: str = "", without: Iterable[Selector] = ()) -> tuple[str, ...]:
    """The visible paragraphs in these elements, in order: a block element, two line breaks or an indent begins a new one."""
    left_out = frozenset(found.root for found in without)
    return tuple(text for node in nodes for printed in _printed(node, drop, left_out) if (text := tidy(printed)))


def _printed(node: Selector, drop: str, left_out: frozenset[Any], longest: int | None = None) -> Iterator[str]:
    root: Any = node.root  # lxml's element, or a string for text nodes
    if isinstance(root, str):
        yield root[:longest]
    elif isinstance(root, etree._Element):
        dropped = left_out | frozenset(found.root for found in node.css(drop)) if drop else left_out
        pieces = _pieces(root, dropped)
        yield from _split("".join(pieces if longest is None else _as_far(pieces, longest)))


def _as_far(pieces: Iterator[str], longest: int) -> Iterator[str]:
    left = longest
    for piece in islice(pieces, longest):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


BREAK, LINE = "\x02", "\x03"  # no page text holds them: they are taken out of every piece


def _split(printed: str) -> Iterator[str]:
    for part in printed.split(BREAK):
        if not part or part.isspace():  # most of a page: the space between its elements
            continue
        lines = [""]
        for line in part.split(LINE):
            if INDENT.match(line.lstrip(" \t\r\n")) or not tidy(line):
                lines.append(line)  # an empty line, that is two <br>, or an indent
            else:
                lines[-1] += f" {line}"
        yield from lines


def _pieces(root: etree._Element, dropped: frozenset[Any]) -> Iterator[str]:
    """The text with marks where a paragraph (BREAK) or a line (LINE) ends; without recursion, for the tree may be deep."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            yield _plain(element.tail)
            continue
        block = element.tag in BLOCKS
        if event == "start":
            if element is not root and (element in dropped or is_hidden(element)):
                walk.skip_subtree()
                yield ""
                continue
            yield (BREAK if block else LINE if element.tag == "br" else "") + _plain(element.text)
        elif element is not root:
            skipped = element in dropped or is_hidden(element)
            yield (BREAK if block and not skipped else "") + _plain(element.tail)


def _plain(text: str | None) -> str:
    return text.replace(BREAK, "").replace(LINE, "") if text else ""


def is_hidden(element: etree._Element) -> bool:
    """Whether a reader does not see it: scripts, forms, `hidden`, `style="display:none"`."""
    return element.tag in UNREAD or "hidden" in element.attrib or bool(HIDDEN_STYLE.search(element.get("style", "")))


def without_last_digits(paragraphs: tuple[str, ...], url: str) -> tuple[str, ...]:
    """Without the page's number that stands under some texts: a last line of digits only."""
    last = paragraphs[-1] if paragraphs else ""
    is_number = last.isdecimal() and (len(last) >= 8 or last in url)
    return paragraphs[:-1] if is_number else paragraphs


def without_end_mark(paragraphs: tuple[str, ...], mark: re.Pattern[str]) -> tuple[str, ...]:
    """Without the agency's end mark (`Enditem`, `-0-`) where it closes a paragraph or stands alone."""
    return tuple(text for paragraph in paragraphs if (text := mark.sub("", paragraph).rstrip()))


def same_words(text: str, other: str) -> bool:
    """Whether both say the same, but for spaces, case and signs."""
    return bool(text) and _letters(text) == _letters(other)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def has_letters(text: str) -> bool:
    return LETTER.search(text) is not None
