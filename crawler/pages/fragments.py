"""Strings that may hold markup → text: what JSON and meta tags give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from parsel import Selector

from crawler.pages.page import MOST_CAPTIONS
from crawler.pages.texts import text_of, tidy
from crawler.pages.trees import read_tree


def fragment(html: str) -> Selector | None:
    """A piece of HTML as a tree; None when nothing is in it."""
    text = tidy(html)
    return read_tree(text).page if text else None


def plain(printed: object) -> str:
    """The text of a string that may hold markup; "" for anything that is no string."""
    if not isinstance(printed, str):
        return ""
    text = tidy(printed)
    return text_of(fragment(text)) if "<" in text or "&" in text else text


def all_texts(page: Selector, css: str) -> tuple[str, ...]:
    """The texts of these elements that are not empty; of one within another it is the outer one's."""
    found = (node for part in css.split(",") for node in _found(page, part.strip()))
    return tuple(text for node in outermost(islice(found, MOST_CAPTIONS)) if (text := text_of(node)))


def _found(page: Selector, css: str) -> Iterator[Selector]:
    """As `page.css(css)`, step by step: at once it compares all that stands in one container with all that stands in the others."""
    container, _, inner = css.rpartition(" ")
    if not container:
        yield from page.css(inner)
        return
    for node in outermost(page.css(container)):
        yield from node.css(inner)


def outermost(nodes: Iterable[Selector]) -> list[Selector]:
    """Without those inside another: their text would come twice."""
    outer: list[Selector] = []
    for node in nodes:
        if not outer or outer[-1].root not in node.root.iterancestors():
            outer.append(node)
    return outer
