"""The words of a title, a summary or a whole text that came with markup."""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml import html as lxml_html

TITLE, SUMMARY, TEXT = 600, 4000, 400_000  # characters that are looked at
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
BROKEN_HAN = re.compile(r"(?<=[\u3000-\u9fff])[ \t]*\n\s*(?=[\u3000-\u9fff])")  # a line that was broken where no space belongs
TAG = re.compile(r"<[/!?a-zA-Z]")
SIMPLE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
NESTED = re.compile(r"<(?:[!?]|script|style|template|noscript|iframe)|=\s*(?:\"[^\"<>]*[<>]|'[^'<>]*[<>])", re.IGNORECASE)
BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "article", "section", "ul", "ol", "table")
UNSPOKEN = ("script", "style", "template", "noscript", "iframe")


def words(value: object, longest: int = SUMMARY) -> str:
    """One line without markup: `<font color=red>中俄</font>军演 &amp; …` → "中俄军演 & …"; "" for what is no text."""
    return " ".join(BROKEN_HAN.sub("", _bare(value, longest, block="")).split())


def paragraphs(value: object, longest: int = TEXT) -> str:
    """The text's paragraphs separated by a blank line, from markup or from bare lines."""
    lines = (" ".join(line.split()) for line in _bare(value, longest, block="\n").splitlines())
    return "\n\n".join(line for line in lines if line)


def _bare(value: object, longest: int, *, block: str) -> str:
    if not isinstance(value, str):
        return ""
    text = UNWANTED.sub(" ", value[: longest * 4])
    for _ in range(2):  # "&lt;p&gt;" inside of CDATA: markup that was escaped once too often
        if TAG.search(text):
            text = _without_tags(text, block)
        if "&" not in text:
            break
        text = html.unescape(text)
    if TAG.search(text):
        text = _without_tags(text, block)
    return UNWANTED.sub(" ", text)[:longest]


def _without_tags(text: str, block: str) -> str:
    if not block and not NESTED.search(text):
        return SIMPLE_TAG.sub("", text)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        tree = lxml_html.document_fromstring(f"<body>{text}".encode(errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError):  # nothing but a comment
        return ""
    for silent in list(tree.iter(*UNSPOKEN)):
        silent.text = None
    if block:
        for element in tree.iter(*BLOCKS):
            element.text, element.tail = f"{block}{element.text or ''}", f"{block}{element.tail or ''}"
    return "".join(str(piece) for piece in tree.itertext())
