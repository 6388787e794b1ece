"""The body of an answer as a text, an XML tree or JSON; `NoListing` says what it is instead."""

from __future__ import annotations

import json
import re
import zlib
from html.entities import html5
from typing import Any

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_to_unicode

from crawler.listings.listing import NoListing
from crawler.pages.challenge import find_challenge

UNPACKED = 64 * 1024 * 1024  # bytes of a gzipped sitemap; the standard allows 50 MB
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENTITY = re.compile(r"&(?:(?P<name>[A-Za-z]\w{0,30});|#\w{1,8};)?")
OF_XML = {"amp", "lt", "gt", "quot", "apos"}
IS_HTML = re.compile(r"^(?>\s+|<!--.{0,2000}?-->)*+(?:<!doctype\s+html|<html|<head|<body|<script)", re.IGNORECASE | re.DOTALL)
BEGINNING = 8000


def text_of(body: bytes, content_type: str) -> str:
    """The body as text: UTF-8 where it is that, whatever is declared; else as declared by the page, the header, or windows-1252."""
    body = _unpacked(body)
    if not body.strip():
        raise NoListing("the answer is empty")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    declared = re.search(rb"""encoding\s*=\s*["']([\w-]{2,20})["']""", body[:200])
    header = content_type.encode("latin-1", "ignore").decode("latin-1")
    if declared:  # what the file itself says outweighs the header, which a server sets for all its files
        header = f"text/xml; charset={declared.group(1).decode('ascii', 'ignore')}"
    return html_to_unicode(header, body)[1]


def xml_of(body: bytes, content_type: str, expected: str) -> etree._Element:
    """The root of the XML; nothing is fetched, no entity but the five is put in, and a small mistake in it is passed over."""
    text = text_of(body, content_type)
    refuse_html(text, expected)
    plain = NOT_XML.sub(" ", DECLARATION.sub("", text, count=1)).lstrip()
    try:
        root = _parsed(plain)
    except (etree.LxmlError, ValueError) as wrong:
        raise NoListing(f"no XML, where {expected} was expected: {_short(wrong)}") from wrong
    if root is None:
        raise NoListing(f"no XML, where {expected} was expected: {_shown(text)}")
    return root


def html_of(text: str) -> etree._Element:
    """The root of the page; of one that is nested without end, the part that can be read."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(NOT_XML.sub(" ", text).encode(errors="replace"), parser)
    except (etree.LxmlError, ValueError) as wrong:
        raise NoListing(f"an HTML page that cannot be read: {_short(wrong)}") from wrong
    if root is None:
        raise NoListing(f"an HTML page that cannot be read: {_shown(text)}")
    return root


def _parsed(plain: str) -> etree._Element | None:
    try:
        return etree.fromstring(plain.encode(errors="replace"), _xml_parser(recover=False))
    except etree.XMLSyntaxError:
        mended = ENTITY.sub(_mended, plain)
        return etree.fromstring(mended.encode(errors="replace"), _xml_parser(recover=True))


def _mended(entity: re.Match[str]) -> str:
    """A lone & and an entity of HTML as XML has them: "A & B &mdash; C" is the commonest mistake of feeds."""
    printed, name = entity.group(), entity["name"]
    if printed.startswith("&#") or name in OF_XML:
        return printed
    return html5.get(f"{name};", f"&amp;{printed[1:]}")


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
        encoding="utf-8",
    )


def json_of(text: str, expected: str) -> Any:  # what the service sent: the reader checks each value
    """What the JSON holds; `NoListing` when it is none."""
    refuse_html(text, expected)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise NoListing(f"no JSON, where {expected} was expected: {_short(wrong)}") from wrong


def refuse_html(text: str, expected: str) -> None:
    if IS_HTML.match(text[:BEGINNING]):
        refuse_challenge(text, Selector(root=html_of(text), type="html"), expected)
        raise NoListing(f"an HTML page came, where {expected} was expected: {_shown(text)}")


def refuse_challenge(text: str, page: Selector, expected: str) -> None:
    if mark := find_challenge(text, page):
        raise NoListing(f"{mark} came, where {expected} was expected")


def rows_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list, whatever else stands in it."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, UNPACKED)
    except zlib.error as wrong:
        raise NoListing(f"gzip that cannot be unpacked: {wrong}") from wrong
    if unpacker.unconsumed_tail:
        raise NoListing(f"gzip of more than {UNPACKED} bytes")
    return plain


def _shown(text: str) -> str:
    return repr(" ".join(text[:300].split())[:80])


def _short(wrong: BaseException) -> str:
    return " ".join(str(wrong).split())[:120] or type(wrong).__name__
