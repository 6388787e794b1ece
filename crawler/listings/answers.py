"""The body of an answer as a text, an XML tree or JSON; `NoListing` says what it is instead."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_to_unicode

from crawler.listings.listing import NoListing, RefusedListing
from crawler.pages.bounds import bounded
from crawler.pages.challenge import find_challenge

UNPACKED = 50 * 1024 * 1024  # bytes of a gzipped sitemap: what the standard allows
GZIP = b"\x1f\x8b"
MOST_GZIPS = 1_000  # in a row
AT_ONCE = 4096
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENTITY = re.compile(r"&(?:(?P<name>[A-Za-z]\w{0,30});|#\w{1,8};)?")
OF_XML = {"amp", "lt", "gt", "quot", "apos"}
IS_HTML = re.compile(r"^(?>\s+|<!--.{0,2000}?-->)*+(?:<!doctype\s+html|<html|<head|<body|<script)", re.IGNORECASE | re.DOTALL)
BEGINNING = 8000
MOST_MARKS = 150_000  # tags of a page of links: 20,000 links in a list's own markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    root: etree._Element
    whole: bool  # False: it breaks off, or goes on beyond what was read


def text_of(body: bytes, content_type: str) -> str:
    """The body as text: UTF-8 where it is that, whatever is declared; else as declared by the page, the header, or windows-1252."""
    plain, whole = _unpacked(body)
    if not whole:
        raise NoListing("gzip that breaks off")
    return _decoded(plain, content_type)


def _decoded(body: bytes, content_type: str) -> str:
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


def xml_of(body: bytes, content_type: str, expected: str) -> Parsed:
    """The XML; nothing is fetched, no entity but the five is put in, a small mistake is passed over, what is cut is read so far."""
    text = _decoded(_unpacked(body)[0], content_type)
    refuse_html(text, expected)
    plain = NOT_XML.sub(" ", DECLARATION.sub("", text, count=1)).lstrip()
    try:
        parsed = _parsed(plain)
    except (etree.LxmlError, ValueError) as wrong:
        raise NoListing(f"no XML, where {expected} was expected: {_short(wrong)}") from wrong
    if parsed is None:
        raise NoListing(f"no XML, where {expected} was expected: {_shown(text)}")
    return parsed


def html_of(text: str) -> Parsed:
    """The page; of one that is nested without end, or has tags without end, the part that can be read."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        source = bounded(NOT_XML.sub(" ", text), most_marks=MOST_MARKS)
        root = etree.fromstring(source.text.encode(errors="replace"), parser)
    except (etree.LxmlError, ValueError) as wrong:
        raise NoListing(f"an HTML page that cannot be read: {_short(wrong)}") from wrong
    if root is None:
        raise NoListing(f"an HTML page that cannot be read: {_shown(text)}")
    return Parsed(root=root, whole=not source.cut and not _was_left(parser))


def _parsed(plain: str) -> Parsed | None:
    try:
        return Parsed(root=etree.fromstring(plain.encode(errors="replace"), _xml_parser(recover=False)), whole=True)
    except etree.XMLSyntaxError:
        mended, parser = ENTITY.sub(_mended, plain), _xml_parser(recover=True)
        root = etree.fromstring(mended.encode(errors="replace"), parser)
        return None if root is None else Parsed(root=root, whole=_is_closed(root, mended) and not _was_left(parser))


def _is_closed(root: etree._Element, text: str) -> bool:
    """Whether the root's end tag is there, and nothing but comments behind it."""
    end = text.rfind("</")
    name = etree.QName(root).localname if isinstance(root.tag, str) and root.tag.startswith("{") else str(root.tag)
    closing = re.match(r"</(?:[\w.-]{1,60}:)?([^\s>]{1,200})\s*+>\s*+(?:<!--|$)", text[end : end + 400]) if end >= 0 else None
    return closing is not None and closing[1] == name.rpartition(":")[2]


def _was_left(parser: etree.XMLParser | etree.HTMLParser) -> bool:
    """Whether the parser went on no further: at a second root, or at what is too much for it."""
    return any(error.type_name in ("ERR_DOCUMENT_END", "ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY") for error in parser.error_log)


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
        refuse_challenge(text, Selector(root=html_of(text).root, type="html"), expected)
        raise NoListing(f"an HTML page came, where {expected} was expected: {_shown(text)}")


def refuse_challenge(text: str, page: Selector, expected: str) -> None:
    if mark := find_challenge(text, page):
        raise RefusedListing(f"{mark} came, where {expected} was expected")


def rows_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list, whatever else stands in it."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """(the plain bytes, whether they are all); of several gzips in a row all are unpacked, and what follows them is none."""
    if not body.startswith(GZIP):
        return body, True
    plain, place = bytearray(), 0
    for _ in range(MOST_GZIPS):
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof and place < len(body):
            part = body[place : place + AT_ONCE]
            try:
                plain += unpacker.decompress(part, UNPACKED + 1 - len(plain))
            except zlib.error as wrong:
                if not plain:
                    raise NoListing(f"gzip that cannot be unpacked: {wrong}") from wrong
                return bytes(plain), False
            if len(plain) > UNPACKED:
                raise NoListing(f"too large: gzip of more than {UNPACKED} bytes")
            place += len(part) - len(unpacker.unused_data)
        if not unpacker.eof or not body.startswith(GZIP, place):
            return bytes(plain), unpacker.eof
    return bytes(plain), False


def _shown(text: str) -> str:
    return repr(" ".join(text[:300].split())[:80])


def _short(wrong: BaseException) -> str:
    return " ".join(str(wrong).split())[:120] or type(wrong).__name__
