"""Simplified characters at the same positions, and sentences that keep quotations whole."""

from hypothesis import given
from hypothesis import strategies as st

from processors.text.chinese import simplify, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.stop] for span in split_sentences(text)]


def test_traditional_becomes_simplified_at_the_same_length() -> None:
    assert simplify("俄羅斯國防部長紹伊古說，兩國關係很好。") == "俄罗斯国防部长绍伊古说，两国关系很好。"


@given(st.text(alphabet="國國关系羅、\n\r乾幹著𠮷a“”\x00\ud800", max_size=60))
def test_positions_never_move(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_a_quotation_stays_with_its_sentence() -> None:
    assert sentences("他说：“好。我们同意。”随后离开。再见！") == ["他说：“好。我们同意。”", "随后离开。", "再见！"]


def test_a_name_in_marks_ends_nothing() -> None:
    assert sentences("“东方-2018”演习开始。结束了吗？") == ["“东方-2018”演习开始。", "结束了吗？"]


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    assert sentences("他说：“好。我们同意。随后离开。") == ["他说：“好。", "我们同意。", "随后离开。"]


def test_a_dot_between_chinese_characters_is_a_full_stop() -> None:
    assert sentences("普京说,关系很好.他强调,增长3.5个百分点.") == ["普京说,关系很好.", "他强调,增长3.5个百分点."]


def test_paragraphs_end_sentences() -> None:
    assert sentences("标题\n\n正文。") == ["标题", "正文。"]
    assert sentences("") == []
    assert sentences(" \n ") == []


@given(st.text(alphabet="中文。！“”《》（）\n ,a", max_size=80))
def test_sentences_keep_every_character_but_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
