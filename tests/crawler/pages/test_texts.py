"""Elements → tidy paragraphs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.pages.texts import blocks, first_text, text_of, tidy, without_end_mark, without_last_digits


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("　　新华社\u00a0电　(记者)", "新华社 电 (记者)"),
        ("воен\u00adный ми\u200bнистр\ufeff", "военный министр"),
        ("a\x00b\x07c\x1bd", "a b c d"),
        ("one\r\n\t two", "one two"),
        ("\u202eabc\u2066", "abc"),
        ("\ud800x", "x"),
        (" \u2009 ", ""),
    ],
)
def test_tidy(printed: str, text: str) -> None:
    assert tidy(printed) == text


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>one<p>two", ("one", "two")),
        ("<p>one<br>line</p>", ("one line",)),
        ("one<br><br>two<br/>\n<br/>three", ("one", "two", "three")),
        ("<p>　　一。<br>　　二。</p>", ("一。", "二。")),
        ("<div>bare <b>bold</b> text<div>inner</div>tail</div>", ("bare bold text", "inner", "tail")),
        ("<p>a<script>x</script>b<style>y</style>c<noscript>z</noscript><!-- w -->d</p>", ("abcd",)),
        ('<p>seen<span style="DISPLAY : none">unseen</span> <i hidden>unseen</i></p>', ("seen",)),
        ('<p>seen</p><div style="visibility:hidden"><p>unseen</p></div>tail', ("seen", "tail")),
        ("<ul><li>one</li><li>two</li></ul>", ("one", "two")),
        ("<table><tr><td>one</td><td>two</td></tr></table>", ("one", "two")),
        ("<p> &nbsp; </p><p>　</p>", ()),
        ("<p>1 &lt; 2 &amp; 3</p>", ("1 < 2 & 3",)),
        ("<textarea>typed</textarea><select><option>picked</option></select><p>text</p>", ("text",)),
    ],
)
def test_blocks(html: str, paragraphs: tuple[str, ...]) -> None:
    assert blocks(Selector(html).css("body")) == paragraphs


def test_dropped_elements_leave_their_tail() -> None:
    page = Selector('<div>one <a class="x">two</a> three <b class="y"><a class="x">four</a></b>five</div>')
    assert blocks(page.css("div"), ".x") == ("one three five",)
    assert blocks(page.css("div"), without=page.css(".y")) == ("one two three five",)


def test_text_of_nothing_is_empty() -> None:
    assert text_of(None) == ""


def test_first_text_tries_selectors_in_order() -> None:
    page = Selector("<h2>second</h2><h1> </h1><h1>first</h1>")
    assert first_text(page, ".none", "h1", "h2") == "first"


def test_last_line_of_digits() -> None:
    assert without_last_digits(("text", "010020030300000"), "") == ("text",)
    assert without_last_digits(("text", "138103"), "http://x/c_138103.htm") == ("text",)
    assert without_last_digits(("text", "2018"), "http://x/c_1.htm") == ("text", "2018")


def test_end_mark_is_taken_off() -> None:
    mark = re.compile(r"\s*-0-$")
    assert without_end_mark(("one -0-", "two", "-0-"), mark) == ("one", "two")


@given(st.text())
def test_tidy_is_one_line_and_stays_tidy(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert len(tidy(text).splitlines()) <= 1


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<br>", "<div>", "</div>", "<b>", "</b>", "мир ", "世界", "<!--", "-->", "　　", "<td>"])
    )
)
def test_no_paragraph_is_empty_and_no_letter_is_lost(parts: list[str]) -> None:
    page = Selector(f"<body>{''.join(parts)}</body>")
    found = blocks(page.css("body"))
    assert all(tidy(paragraph) == paragraph != "" for paragraph in found)
    printed = "".join(page.xpath("//body//text()").getall())
    assert "".join("".join(found).split()) == "".join(printed.split())
