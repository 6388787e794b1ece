"""How one rendering differs from another: each check on pairs of its own, and silence on faithful ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.alignment.utterances import Rendering, read_rendering
from processors.divergence.alteration import Version, compare_renderings, split_versions, turn_round
from processors.divergence.numbers import find_numbers, read_chinese
from processors.divergence.passages import read_passage
from processors.records import Finding, Span
from tests.compared import analysis, instruments

DAY = "2018-04-03T12:00:00+00:00"


def rendering(words: str, language: str, cue: str = "") -> Rendering:
    text = f"{cue} {words}".strip()
    found = analysis(f"tass-{language}-{abs(hash(text))}", DAY, text, [(words, "wei-fenghe")])
    return read_rendering(found, found.quotes[0], "wei-fenghe", instruments())


def types(a: tuple[str, str], b: tuple[str, str]) -> set[str]:
    return {finding.type for finding in compare_renderings(rendering(*a), rendering(*b), instruments())}


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [
        ("party-dropped", ("We will hold the drills together with Japan", "en"), ("Мы проведем эти учения", "ru")),
        ("party-added", ("双方反对部署导弹", "zh"), ("The parties oppose the deployment of missiles by the United States", "en")),
        (
            "party-dropped",
            ("Стороны обеспокоены планами США разместить ракеты", "ru"),
            ("双方对个别国家部署导弹的计划表示关切", "zh"),
        ),
        ("number", ("В учениях участвуют 3,2 тыс. военнослужащих", "ru"), ("About 3,500 troops take part in the exercise", "en")),
        ("number", ("运输由三艘船承担", "zh"), ("Two ships carried the equipment", "en")),
        ("negation", ("Пусковые установки не пострадали", "ru"), ("The launchers were damaged", "en")),
        (
            "strength",
            ("Мы договорились проводить такие учения регулярно", "ru"),
            ("俄方愿与中方探讨定期举行此类演习的可能性", "zh"),
        ),
        ("modality", ("The contract has been signed", "en"), ("合同有望年内签署", "zh")),
        (
            "modality",
            ("Китай будет координировать действия с Россией", "ru"),
            ("China is ready to coordinate its steps with Russia", "en"),
        ),
        ("tense", ("The crews will hold gunnery drills on Tuesday", "en"), ("Артиллерийские стрельбы экипажи уже провели", "ru")),
        ("strength", ("Это крупнейшая сделка в истории", "ru"), ("这是历史上规模最大的交易之一", "zh")),
        ("strength", ("Мы готовы решительно поддерживать друг друга", "ru"), ("We are ready to support each other", "en")),
    ],
)
def test_a_difference_that_bears_load_is_found(kind: str, a: tuple[str, str], b: tuple[str, str]) -> None:
    assert kind in types(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Китай и Россия должны решительно отвечать на глобальные вызовы", "ru"), ("中俄要坚决应对全球性挑战", "zh")),
        (("от Китая участвуют около 3200 военнослужащих", "ru"), ("中方约3200名官兵参演", "zh")),
        (("The exercise is not aimed at any third party", "en"), ("Учения не направлены против третьих стран", "ru")),
        (("Около 90% расчетов ведется в рублях", "ru"), ("约九成结算使用卢布", "zh")),
        (("первый комплект С-400 отправлен", "ru"), ("the first set of the S-400 has been shipped", "en")),
        (("министры двух стран сообща оберегают мир", "ru"), ("the ministers safeguard peace together", "en")),
        (("США и Европа не прекращают давить на нас", "ru"), ("the US and Europe keep pressing us", "en")),
    ],
)
def test_a_faithful_rendering_has_no_finding(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert types(a, b) == set()


def test_words_asked_of_another_are_an_addressee() -> None:
    a = asked("有关方面客观看待两军的正常行动", "zh", "希望")
    b = asked("США смотреть объективно на действия двух армий", "ru", "призвал")
    assert [finding.type for finding in compare_renderings(a, b, instruments())] == ["addressee"]


def asked(words: str, language: str, cue: str) -> Rendering:
    found = analysis(f"tass-{language}-1", DAY, f"{cue} {words}", [(words, None)])
    quote = replace(found.quotes[0], cue=Span(start=0, stop=len(cue)))
    return read_rendering(found, quote, None, instruments())


def test_editors_brackets_are_nobodys_words() -> None:
    assert types(("We came to support you [against the United States]", "en"), ("Мы приехали вас поддержать", "ru")) == set()


def test_a_lone_half_says_no_less_than_it_says() -> None:
    whole = ("We came so that the Americans would know. We will hold new drills with 300 ships.", "en")
    assert types(whole, ("Мы проведем новые учения с 300 кораблями", "ru")) == set()


def test_findings_show_their_words_in_both_texts() -> None:
    a, b = rendering("В учениях участвуют 3,2 тыс. военнослужащих", "ru"), rendering("About 3,500 troops take part", "en")
    (finding,) = compare_renderings(a, b, instruments())
    assert finding.a
    assert finding.b
    assert a.analysis.article.text[finding.a.start : finding.a.stop] == "3,2 тыс"
    assert b.analysis.article.text[finding.b.start : finding.b.stop] == "3,500"


def test_a_finding_turned_round_is_said_of_the_other_side() -> None:
    finding = Finding(type="party-dropped", a=Span(start=0, stop=3), b=None, note="Japan stands only in the first")
    assert turn_round(finding) == Finding(
        type="party-added", a=None, b=Span(start=0, stop=3), note="Japan stands only in the second"
    )


@pytest.mark.parametrize(
    ("numeral", "value"), [("三", 3), ("十", 10), ("二十四", 24), ("三千二百", 3200), ("三十万", 300_000), ("两亿", 2e8)]
)
def test_chinese_numerals(numeral: str, value: float) -> None:
    assert read_chinese(numeral) == value


@pytest.mark.parametrize(
    ("words", "language", "values"),
    [
        ("не менее 2 млрд долларов", "ru", [2e9]),
        ("金额不低于20亿美元，涉及24架飞机", "zh", [2e9, 24]),
        ("worth at least $2 billion and 3,200 troops", "en", [2e9, 3200]),
        ("истребители Су-35 и учения Восток-2018", "ru", []),
        ("两国元首、第三方", "zh", []),
    ],
)
def test_numbers_are_values(words: str, language: str, values: list[float]) -> None:
    assert [number.value for number in find_numbers(read_passage(rendering(words, language)))] == values


def test_versions_part_where_the_findings_part_them() -> None:
    number = Finding(type="number", a=None, b=None)
    findings = {(0, 1): (), (0, 2): (number,), (1, 2): (number,)}
    assert split_versions((0, 1, 2), findings) == (Version(members=(0, 1)), Version(members=(2,)))
