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
LARGEST = 16_000_000  # characters: forty times the largest page known


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    page: Selector
    text: str  # what was read of the source
    cut: bool = False  # whether the page goes on beyond what was read: too long, too many tags, nested too deep


def read_tree(text: str) -> Tree:
    """The tree of the page; never fails: what is no HTML gives a tree with little in it."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True, no_network=True)
    source = bounded(NO_XML.sub(" ", text[:LARGEST]))
    root = etree.fromstring(source.text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    if root is None:  # only comments, or nothing at all
        return Tree(page=Selector(text="<html></html>", type="html"), text=source.text, cut=source.cut)
    _drop_unnameable(root)
    deep = any(error.type_name in ("ERR_RESOURCE_LIMIT", "ERR_NAME_TOO_LONG", "ERR_NO_MEMORY") for error in parser.error_log)
    return Tree(page=Selector(root=root, type="html"), text=source.text, cut=deep or source.cut or len(text) > LARGEST)


def _drop_unnameable(root: etree._Element) -> None:
    """Take out attributes called `{…`: lxml lists them, and fails at looking them up."""
    found: Any = root.xpath("//*[@*[contains(name(), '{') or contains(name(), '}')]]")
    for element in found:
        named = {name: value for name, value in element.attrib.items() if NAME.fullmatch(name)}
        element.attrib.clear()
        element.attrib.update(named)
