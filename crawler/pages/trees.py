"""Text → tree, with an end to what one page may ask of us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from parsel import Selector

from crawler.pages.bounds import bounded

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # a name that holds one of them breaks lxml
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
LONGEST = 1_000_000  # characters without a tag between them; of scripts all are read
LARGEST = 16_000_000  # characters: forty times the largest page known


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    page: Selector
    text: str  # what was read of the source
    cut: bool = False  # whether the page goes on beyond what was read: too long, too many tags, nested too deep


def read_tree(text: str) -> Tree:
    """The tree of the page; never fails: what is no HTML gives a tree with little in it."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=False, no_network=True)
    source = bounded(NO_XML.sub(" ", text[:LARGEST]))
    root = etree.fromstring(source.text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    if root is None:  # only comments, or nothing at all
        return Tree(page=Selector(text="<html></html>", type="html"), text=source.text, cut=source.cut)
    _drop_unnameable(root)
    long = len(source.text) > LONGEST and _shorten(root)
    deep = any(error.type_name in ("ERR_RESOURCE_LIMIT", "ERR_NAME_TOO_LONG", "ERR_NO_MEMORY") for error in parser.error_log)
    return Tree(page=Selector(root=root, type="html"), text=source.text, cut=deep or long or source.cut or len(text) > LARGEST)


def _shorten(root: etree._Element) -> bool:
    """Cut what is longer than any text: each element around it would be asked for it. Whether there was any."""
    found = False
    for element in root.iter():
        if element.text and len(element.text) > LONGEST and element.tag != "script":
            element.text, found = element.text[:LONGEST], True
        if element.tail and len(element.tail) > LONGEST:
            element.tail, found = element.tail[:LONGEST], True
    return found


def _drop_unnameable(root: etree._Element) -> None:
    """Take out attributes called `{…`: lxml lists them, and fails at looking them up."""
    found: Any = root.xpath("//*[@*[contains(name(), '{') or contains(name(), '}')]]")
    for element in found:
        named = {name: value for name, value in element.attrib.items() if NAME.fullmatch(name)}
        element.attrib.clear()
        element.attrib.update(named)
