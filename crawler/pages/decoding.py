"""Bytes → text: what the page really is, not what it or its server says of itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.fetched import Fetched

HEAD_BYTES = 16_384  # a declaration further down is none; browsers look at 1,024
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Labels that pages carry → the charset that holds all they mean by it. Anything else is not believed: "utf-7" is an attack.
CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gb_2312", "gb_2312-80", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("windows-1251", "cp1251", "cp-1251", "win-1251", "x-cp1251", "win1251"), "windows-1251"),
    **dict.fromkeys(("koi8-r", "koi8", "koi8_r"), "koi8-r"),
    **dict.fromkeys(("iso-8859-5", "cyrillic"), "iso-8859-5"),
    **dict.fromkeys(("ibm866", "cp866"), "cp866"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii"), "windows-1252"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}  # fmt: skip
BY_LANGUAGE = {"zh": "gb18030", "ru": "windows-1251"}
LAST_RESORT = "windows-1252"

IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
IN_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)  # not the charset of a <script>
IN_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
HAN = re.compile("[\u4e00-\u9fff]")
CYRILLIC = re.compile("[\u0410-\u044f\u0401\u0451]")  # А-я Ё ё
UNUSABLE = re.compile("[\x00\ud800-\udfff]")

FEW = 0.02  # so many wrong sequences for each right one are damage; more is another charset
A_CUT_SHOWS = 5  # after so many right ones a single wrong one is where the page was cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    text: str  # without NULs and lone surrogates
    charset: str  # that was used: "utf-8", "gb18030", "windows-1251"
    how: str  # "bom", "valid utf-8", "header", "meta", "language" or "guess"; then what was declared wrongly, what was replaced


def decode_page(fetched: Fetched, language: str = "") -> Decoded:
    """The text of the page; never fails: what fits nowhere becomes U+FFFD, and `how` counts it."""
    body = fetched.body
    declared = _declared(fetched)
    charset, how, text = _decided(body, declared, language)
    lies = "".join(f"; the {place} says {label}" for place, label in declared if CHARSETS.get(label) != charset and how != "bom")
    holes = text.count("\ufffd") - _printed_holes(body, charset)
    lost = f"; {holes} replaced" if holes > 0 else ""
    return Decoded(text=UNUSABLE.sub("", text), charset=charset, how=f"{how}{lies}{lost}")


def _declared(fetched: Fetched) -> list[tuple[str, str]]:
    """(place, label) of each charset that was declared, the header first."""
    head = fetched.body[:HEAD_BYTES]
    in_header = IN_HEADER.search(fetched.content_type)
    in_page = IN_META.search(head) or IN_XML.search(head)
    return [
        *([("header", in_header[1].lower())] if in_header else []),
        *([("meta", in_page[1].decode("ascii", "replace").lower())] if in_page else []),
    ]


def _decided(body: bytes, declared: list[tuple[str, str]], language: str) -> tuple[str, str, str]:
    for mark, charset in BOMS:
        if body.startswith(mark):
            return charset, "bom", body[len(mark) :].decode(charset, "replace")
    if not body.isascii() and (text := _damaged_at_most(body)) is not None:
        return "utf-8", "valid utf-8", text
    tried = tuple(_candidates(declared, language))
    for charset, how in tried:
        text = _strictly(body, charset)
        if text is not None and _fits(text, language):
            return charset, how, text
    # Nothing fits as it stands: the candidate that loses least, the earlier one of equals.
    best = min(tried, key=lambda candidate: _loss(body, candidate[0], language))
    return best[0], best[1], body.decode(best[0], "replace")


def _candidates(declared: list[tuple[str, str]], language: str) -> Iterator[tuple[str, str]]:
    yield from ((CHARSETS[label], place) for place, label in declared if label in CHARSETS and _is_possible(label, place))
    if language in BY_LANGUAGE:
        yield BY_LANGUAGE[language], "language"
    yield from ((charset, "guess") for charset in ("utf-8", LAST_RESORT))


def _is_possible(label: str, place: str) -> bool:
    return place == "header" or not label.startswith("utf-16")  # a meta tag that could be read is not in UTF-16


def _damaged_at_most(body: bytes) -> str | None:
    """The text when these bytes are UTF-8, up to a cut or a stray byte here and there."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - _printed_holes(body, "utf-8")
    right = len(text) - wrong - len(text.encode("ascii", "ignore"))
    return text if right > 0 and wrong <= max(FEW * right, right >= A_CUT_SHOWS) else None


def _printed_holes(body: bytes, charset: str) -> int:
    """How many U+FFFD the page itself holds: traces of somebody else's conversion."""
    return body.count(b"\xef\xbf\xbd") if charset == "utf-8" else 0


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        return None


def _fits(text: str, language: str) -> bool:
    """Whether the letters are those of the language: nearly all bytes are valid windows-1251, which proves nothing."""
    if language not in BY_LANGUAGE or text.isascii():
        return True
    han, cyrillic = len(HAN.findall(text)), len(CYRILLIC.findall(text))
    return han > cyrillic if language == "zh" else cyrillic > han


def _loss(body: bytes, charset: str, language: str) -> tuple[bool, int]:
    text = body.decode(charset, "replace")
    return not _fits(text, language), text.count("\ufffd")
