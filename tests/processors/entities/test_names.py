from __future__ import annotations

import pytest

from processors.entities.name_ids import name_id
from processors.entities.names import SURE, score_names
from processors.entities.palladius import cyrillic_to_pinyin, inflected_to_pinyin, to_palladius


@pytest.mark.parametrize(
    ("pinyin", "cyrillic"),
    [
        ("duo", "до"),
        ("tuo", "то"),
        ("chuo", "чо"),
        ("shuo", "шо"),
        ("suo", "со"),
        ("hui", "хуэй"),
        ("jun", "цзюнь"),
        ("xue", "сюэ"),
        ("zi", "цзы"),
        ("feng", "фэн"),
    ],
)
def test_palladius(pinyin: str, cyrillic: str) -> None:
    assert to_palladius(pinyin) == cyrillic
    assert cyrillic_to_pinyin(cyrillic) == pinyin


def test_case_endings_of_chinese_names_are_taken_off() -> None:
    assert inflected_to_pinyin("Вэньбинем") == "wenbin"
    assert inflected_to_pinyin("Чжиюаня") == "zhiyuan"
    assert inflected_to_pinyin("Петрова") is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("梁志远", "Лян Чжиюань", "Liang Zhiyuan"), "liang-zhiyuan"),
        (("单立人", "Шань Лижэнь", "Shan Liren"), "shan-liren"),  # 单 is Shan in a name, not dan
        (("Мария Воробьева", "Maria Vorobyova"), "maria-vorobeva"),
        (("Дмитрий Ермолин", "Dmitri Yermolin", "Dmitry Ermolin"), "dmitry-ermolin"),
    ],
)
def test_a_name_has_one_id_in_every_script(names: tuple[str, ...], expected: str) -> None:
    assert {name_id(name) for name in names} == {expected}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("魏凤和", "Вэй Фэнхэ"),
        ("魏凤和", "Wei Fenghe"),
        ("Тань Кэфэй", "Tan Kefei"),
        ("Сергея Шойгу", "Sergey Shoigu"),
        ("吴谦", "У Цянь"),
        ("曾庆红", "Zeng Qinghong"),
    ],
)
def test_the_same_person_for_certain(a: str, b: str) -> None:
    assert score_names(a, b).score >= SURE
    assert score_names(a, b) == score_names(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("格拉西莫夫", "Валерий Герасимов"),
        ("斯托罗热夫", "Oleg Storozhev"),
        ("佩斯科夫", "Dmitry Peskov"),
        ("Шойгу", "Sergei Shoigu"),
    ],
)
def test_a_surname_alone_is_the_same_and_not_certain(a: str, b: str) -> None:
    score = score_names(a, b)
    assert score.same
    assert score.score < SURE
    assert "surname alone" in score.reasons[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("李强", "李蔷"),
        ("魏凤和", "Вэй Фэнли"),
        ("Сергей Лавров", "Sergei Shoigu"),
        ("拉夫罗夫", "Сергей Шойгу"),
        ("毛泽东", "Михаил Мишустин"),
        ("", "Wei"),
    ],
)
def test_different_people(a: str, b: str) -> None:
    assert not score_names(a, b).same
