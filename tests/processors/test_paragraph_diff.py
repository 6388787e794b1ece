"""What became of a text between two revisions. The sentences are invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.text.paragraph_diff import MOST_WORDS, Piece, diff_paragraphs, diff_words

FIRST = "Министр прибыл в Москву.\n\nМы приехали вас поддержать, сказал он.\n\nПереговоры продолжатся в среду."


def changes(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    return [(found.change, found.before, found.after) for found in diff_paragraphs(before, after)]


def test_the_same_text_is_the_same() -> None:
    assert [change for change, _, _ in changes(FIRST, FIRST)] == ["same"] * 3


def test_a_paragraph_that_came_and_one_that_went() -> None:
    after = FIRST.replace("Мы приехали вас поддержать, сказал он.\n\n", "") + "\n\nСтороны обсудили учения."
    assert changes(FIRST, after) == [
        ("same", "Министр прибыл в Москву.", "Министр прибыл в Москву."),
        ("removed", "Мы приехали вас поддержать, сказал он.", None),
        ("same", "Переговоры продолжатся в среду.", "Переговоры продолжатся в среду."),
        ("added", None, "Стороны обсудили учения."),
    ]


def test_a_reworded_paragraph_shows_which_words() -> None:
    after = FIRST.replace("вас поддержать", "обсудить учения")
    (found,) = (found for found in diff_paragraphs(FIRST, after) if found.change != "same")
    assert found.change == "reworded"
    assert [piece.text for piece in found.pieces if piece.change == "removed"] == ["вас", "поддержать"]
    assert [piece.text for piece in found.pieces if piece.change == "added"] == ["обсудить", "учения"]


def test_chinese_is_compared_character_by_character() -> None:
    assert diff_words("双方将举行联合演习", "双方已举行联合演习") == (
        Piece(change="same", text="双方"),
        Piece(change="removed", text="将"),
        Piece(change="added", text="已"),
        Piece(change="same", text="举行联合演习"),
    )


def test_spaces_around_paragraphs_are_no_change() -> None:
    assert [change for change, _, _ in changes("one two\n\nthree", "  one two \n \n\n three\n")] == ["same", "same"]


def test_a_paragraph_of_endless_length_is_not_looked_into() -> None:
    long = "word " * MOST_WORDS
    assert [piece.change for piece in diff_words(long, long + "more")] == ["removed", "added"]


def test_many_paragraphs_that_are_all_alike_come_to_an_end() -> None:
    before, after = "\n\n".join(["same words"] * 5000), "\n\n".join(["other words"] * 5000)
    assert len(diff_paragraphs(before, after)) == 10000


TEXTS = st.lists(st.text(alphabet="аб 中文.ab\n", max_size=12), max_size=6).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    found = diff_paragraphs(before, after)
    assert [change.before for change in found if change.before] == [change.before for change in diff_paragraphs(before, before)]
    assert [change.after for change in found if change.after] == [change.before for change in diff_paragraphs(after, after)]
    for change in found:
        if change.change == "reworded":
            assert "".join(piece.text for piece in change.pieces if piece.change != "added") == change.before
            assert "".join(piece.text for piece in change.pieces if piece.change != "removed") == change.after
