from __future__ import annotations

import pytest

from processors.records import Span
from processors.text.brackets import find_insertions
from processors.text.quotation import find_quoted


def inner(text: str) -> list[str]:
    return [text[q.inner.start : q.inner.stop] for q in find_quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Учения "Восток-2018" идут.', ["Восток-2018"]),
        ('"Глава "Ростеха" прав", - сказал он.', ['Глава "Ростеха" прав', "Ростеха"]),
        ('"Так говорит глава "Ростеха"", - сказал он.', ['Так говорит глава "Ростеха"', "Ростеха"]),
        ('""Ростех" растет", - сказал он.', ['"Ростех" растет', "Ростех"]),
        ("«Дэн советовал: „Ждите часа“. Час настал», – сказал он.", ["Дэн советовал: „Ждите часа“. Час настал", "Ждите часа"]),
        ("他说：“要讲‘实话’。”会议结束。", ["要讲‘实话’。", "实话"]),
        ("他說：「這是『實話』」。", ["這是『實話』", "實話"]),
        ("“We don’t know,” he said. “Not yet.”", ["We don’t know,", "Not yet."]),
        ('"We don\'t," he said.', ["We don't,"]),
        ('("Громкий", "Резкий")', ["Громкий", "Резкий"]),
        ('Он сказал:"Мы готовы".', ["Мы готовы"]),
    ],
)
def test_marks_of_each_kind_and_inside_one_another(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_depth_counts_the_marks_around() -> None:
    assert [q.depth for q in find_quoted("«а „б“ в» и «г»")] == [0, 1, 0]


def test_one_closing_mark_may_end_two_spans() -> None:
    text = "«Это решил глава «Ростеха», – сказал он. Годы есть."
    outer, name = find_quoted(text)
    assert (outer.closed, text[outer.inner.start : outer.inner.stop]) == (True, "Это решил глава «Ростеха»")
    assert name.depth == 1


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    text = 'Он подтвердил: "Китай стал первым. Сумма не раскрывалась.\n\nВ России "Восток".'
    first, second = find_quoted(text)
    assert not first.closed
    assert not first.continued
    assert text[first.inner.start : first.inner.stop].endswith("раскрывалась.")
    assert (second.closed, second.depth) == (True, 0)


def test_a_quote_that_goes_on_is_opened_again_and_closed_once() -> None:
    first, second = find_quoted("«Китайцы приехали учиться.\n\n«Они будут знать нас», – считает он.")
    assert (first.closed, first.continued) == (False, True)
    assert (second.closed, second.continued) == (True, False)


def test_stray_closing_marks_are_nothing() -> None:
    assert find_quoted('слово» и 5" и ” конец') == ()


@pytest.mark.parametrize("text", ["«" * 1_000_000, '"' * 1_000_000, "а " * 500_000, "“а\n\n" * 200_000, "«а» " * 200_000])
def test_hostile_input_keeps_spans_inside(text: str) -> None:
    assert all(0 <= quoted.outer.start < quoted.outer.stop <= len(text) for quoted in find_quoted(text))


def test_editors_brackets_inside_a_quote() -> None:
    text = "Они [США] знают (речь о КНР. – Прим. ред.) это (давно)."
    found = find_insertions(text, Span(start=0, stop=len(text)))
    assert [text[s.start : s.stop] for s in found] == ["[США]", "(речь о КНР. – Прим. ред.)"]
