"""Titles and texts that come with markup, escaped once, twice or never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.wording import paragraphs, words


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("<font color=red>中俄</font>军演 &amp; 其他", "中俄军演 & 其他"),
        ("&lt;b&gt;Ships&lt;/b&gt; sail", "Ships sail"),
        ("Ships &amp;amp; planes &mdash; news", "Ships & planes — news"),
        ("a < b and c > d", "a < b and c > d"),
        ('<a title="1>2" href=x>Ships</a> sail', "Ships sail"),
        ("<script>alert(1)</script>Ships", "Ships"),
        ("<!-- a > b -->Ships", "Ships"),
        ("在莫斯科\n  会见", "在莫斯科会见"),  # a broken line in Chinese is no space
        ("in Moscow\n met", "in Moscow met"),
        ("标题 副题", "标题 副题"),
        ("a\x00b\x1bc\ud800", "a b c"),
        ("", ""),
        (None, ""),
        (["x"], ""),
        (5, ""),
    ],
)
def test_a_line_is_without_markup(printed: object, plain: str) -> None:
    assert words(printed) == plain


def test_a_line_is_cut_at_its_length() -> None:
    assert len(words("x" * 10_000, 600)) == 600


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("<p>One.</p><p>Two <b>bold</b>.</p>", "One.\n\nTwo bold."),
        ("One.<br>Two.<br/><br/>Three.", "One.\n\nTwo.\n\nThree."),
        ("One.\n\nTwo.\r\nThree.", "One.\n\nTwo.\n\nThree."),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
        ("<div><style>p{}</style><p>One.</p></div>tail", "One.\n\ntail"),
        (None, ""),
    ],
)
def test_a_text_keeps_its_paragraphs(printed: object, plain: str) -> None:
    assert paragraphs(printed) == plain


@given(st.text(alphabet=st.sampled_from("<>/!-&;\"'=apbrscipt \n\x00\ud800中"), max_size=60))
def test_any_text_becomes_one_that_can_be_stored(printed: str) -> None:
    words(printed).encode()
    paragraphs(printed).encode()
