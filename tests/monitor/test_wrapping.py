"""Lines for a terminal: no wider than they may be, nothing lost, addresses whole, Chinese broken where Chinese may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.reports.wrapping import CLOSING, OPENING, columns, wrap

TEXTS = st.text(alphabet=st.sampled_from(list("ab жё，。“”（）《》中俄关系_* -1.")), max_size=120)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("中俄", 4), ("е\u0308ж", 2), ("“a”", 3), ("ﾊﾟ", 2)],
    ids=["latin", "han", "accent", "marks", "half"],
)
def test_the_width_of_a_text(text: str, width: int) -> None:
    assert columns(text) == width


def test_what_follows_stands_under_the_beginning() -> None:
    assert wrap(" - one two three four", 12) == " - one two\n   three\n   four"
    assert wrap("10. one two three", 10) == "10. one\n    two\n    three"
    assert wrap("   one two three", 10) == "   one two\n   three"


def test_an_address_stays_whole() -> None:
    address = "https://www.news.cn/mil/2018-04/04/c_129843617.htm"
    assert wrap(f"   see {address} and more", 20) == f"   see\n   {address}\n   and more"


def test_chinese_is_broken_between_letters_and_not_before_a_mark() -> None:
    assert wrap("魏凤和表示，中方愿意", 12) == "魏凤和表示，\n中方愿意"
    assert wrap("魏凤和表示，中方愿意", 10) == "魏凤和表\n示，中方愿\n意"
    assert wrap("魏凤“和表示”", 6) == "魏凤\n“和表\n示”"


@given(TEXTS, st.integers(min_value=20, max_value=72))
def test_no_letter_is_lost(text: str, width: int) -> None:
    assert "".join(wrap(text, width).split()) == "".join(text.split())


@given(TEXTS, st.integers(min_value=20, max_value=72))
def test_no_line_is_too_wide_unless_nothing_could_be_broken(text: str, width: int) -> None:
    for line in wrap(text, width).split("\n"):
        broken_at = [place for place, letter in enumerate(line.strip()) if letter.isspace()]
        assert columns(line) <= width or not broken_at or len(line.split()[0]) > 1


@given(st.text(alphabet=st.sampled_from(list("中俄关系，。“”（）")), max_size=200))
def test_marks_keep_to_their_words(text: str) -> None:
    lines = wrap(text, 21).split("\n")
    assert not any(line[0] in CLOSING for line in lines[1:] if line and lines[0][-1] not in CLOSING + OPENING)
