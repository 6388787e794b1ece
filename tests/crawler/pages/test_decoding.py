"""Bytes → text, whatever the page and its server say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.decoding import decode_page
from tests.crawler.pages.golden_pages import fetched

ZH = "<p>中国国防部长说，两国关系很好，朱镕川表示同意。</p>"
RU = "<p>Министр обороны Громов заявил, что учения не направлены против третьих стран.</p>"
EN = "<p>The minister said.</p>"


@pytest.mark.parametrize(
    ("text", "bytes_in", "header", "meta", "language", "charset", "how"),
    [
        (ZH, "gb18030", "", "gb2312", "zh", "gb18030", "meta"),
        (ZH, "gb18030", "gbk", "", "zh", "gb18030", "header"),
        (ZH, "gb18030", "GB18030", "", "zh", "gb18030", "header"),
        (ZH, "gb18030", "", "", "zh", "gb18030", "language"),
        (ZH, "gb18030", "utf-8", "", "zh", "gb18030", "language; the header says utf-8"),
        (ZH, "gb18030", "utf-8", "utf-8", "zh", "gb18030", "language; the header says utf-8; the meta says utf-8"),
        (ZH, "gb18030", "utf-8", "gb2312", "en", "gb18030", "meta; the header says utf-8"),
        (ZH, "gb18030", "windows-1251", "", "zh", "gb18030", "language; the header says windows-1251"),
        (ZH, "utf-8", "", "gb2312", "zh", "utf-8", "valid utf-8; the meta says gb2312"),
        (ZH, "utf-8", "windows-1251", "", "zh", "utf-8", "valid utf-8; the header says windows-1251"),
        (ZH, "utf-8-sig", "gbk", "", "zh", "utf-8", "bom"),
        (ZH, "utf-16", "", "", "zh", "utf-16-le", "bom"),
        (ZH, "utf-16-le", "utf-16le", "", "zh", "utf-16-le", "header"),
        ("<p>國防部長說，兩國關係很好。</p>", "big5hkscs", "big5", "", "en", "big5hkscs", "header"),
        (RU, "windows-1251", "windows-1251", "", "ru", "windows-1251", "header"),
        (RU, "windows-1251", "", "cp1251", "ru", "windows-1251", "meta"),
        (RU, "windows-1251", "", "", "ru", "windows-1251", "language"),
        (RU, "windows-1251", "UTF-8", "utf-8", "ru", "windows-1251", "language; the header says utf-8; the meta says utf-8"),
        (RU, "windows-1251", "gb2312", "", "ru", "windows-1251", "language; the header says gb2312"),
        (RU, "koi8-r", "koi8-r", "", "ru", "koi8-r", "header"),
        (RU, "utf-8", "cp1251", "cp1251", "ru", "utf-8", "valid utf-8; the header says cp1251; the meta says cp1251"),
        (EN, "ascii", "", "utf-8", "en", "utf-8", "meta"),
        (EN, "ascii", "utf-7", "", "en", "utf-8", "guess; the header says utf-7"),
        ("“café”", "windows-1252", "", "", "en", "windows-1252", "guess"),
        ("“café”", "windows-1252", "iso-8859-1", "", "en", "windows-1252", "header"),
    ],
)  # fmt: skip
def test_charset(text: str, bytes_in: str, header: str, meta: str, language: str, charset: str, how: str) -> None:
    declaration = f'<meta charset="{meta}">' if meta else ""
    page = f"<html><head>{declaration}</head>{text}"
    content_type = f"text/html; charset={header}" if header else "text/html"
    decoded = decode_page(fetched(page.encode(bytes_in), content_type=content_type), language)
    assert (decoded.text, decoded.charset, decoded.how) == (page, charset, how)


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"/>',
        "<META charset='GBK'>",
        '<?xml version="1.0" encoding="gb2312"?>',
    ],
)
def test_declarations_in_the_page(declaration: str) -> None:
    decoded = decode_page(fetched((declaration + ZH).encode("gb18030")))
    assert (decoded.charset, decoded.how) == ("gb18030", "meta")


def test_charset_of_a_script_is_no_declaration() -> None:
    page = '<script src="a.js" charset="utf-8"></script><meta charset="gb2312">' + ZH
    assert decode_page(fetched(page.encode("gb18030")), "zh").how == "meta"


def test_page_that_was_cut_inside_a_letter_stays_what_it_is() -> None:
    decoded = decode_page(fetched((ZH * 3).encode()[:-6], content_type="text/html; charset=gb2312"), "zh")
    assert (decoded.charset, decoded.how) == ("utf-8", "valid utf-8; the header says gb2312; 1 replaced")


def test_stray_bytes_are_counted() -> None:
    decoded = decode_page(fetched((ZH * 20).encode("gb18030") + b"\x80\xff"), "zh")
    assert decoded.text.startswith(ZH)
    assert decoded.how == "language; 2 replaced"


def test_holes_that_the_page_itself_prints_are_not_ours() -> None:
    assert decode_page(fetched(f"{ZH}\ufffd".encode()), "zh").how == "valid utf-8"


def test_nuls_and_lone_surrogates_are_gone() -> None:
    decoded = decode_page(fetched(b"a\x00b" + "ж".encode()), "ru")
    assert decoded.text == "abж"


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "gb2312", "windows-1251", "utf-16", "big5", "no-such", "koi8-r", "utf-7", "unicode_escape"]),
    st.sampled_from(["zh", "ru", "en", ""]),
)
def test_never_raises(body: bytes, header: str, language: str) -> None:
    for bytes_in in (body, b'<meta charset="%s">' % header.encode() + body):
        decoded = decode_page(fetched(bytes_in, content_type=f"text/html; charset={header}"), language)
        decoded.text.encode()
        assert "\x00" not in decoded.text


@given(st.text(alphabet="国防部长说两军关系，。很好朱镕𠮷", min_size=1), st.sampled_from(["", "utf-8", "gb2312", "windows-1251"]))
def test_chinese_in_gb18030_is_found_whatever_is_declared(text: str, header: str) -> None:
    page = ZH + text
    assert decode_page(fetched(page.encode("gb18030"), content_type=f"text/html; charset={header}"), "zh").text == page
