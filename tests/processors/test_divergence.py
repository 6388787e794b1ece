"""Alteration before omission, set phrases, salience, versions: what is reported as what."""

from __future__ import annotations

from collections.abc import Sequence

from processors.records import Analysis, Comparison
from tests.compared import analysis, compare, of_kind

WHO = {
    "ru": (("Шойгу", "sergei-shoigu"), ("Вэй Фэнхэ", "wei-fenghe"), ("Восток-2018", "vostok-2018")),
    "en": (("Shoigu", "sergei-shoigu"), ("Wei Fenghe", "wei-fenghe"), ("Vostok-2018", "vostok-2018")),
    "zh": (("绍伊古", "sergei-shoigu"), ("魏凤和", "wei-fenghe"), ("东方-2018", "vostok-2018")),
}
LEADS = {
    "ru": "Министры Шойгу и Вэй Фэнхэ осмотрели учения Восток-2018.",
    "en": "Ministers Shoigu and Wei Fenghe inspected the Vostok-2018 exercise.",
    "zh": "绍伊古与魏凤和视察东方-2018演习。",
}
SAYS = {"ru": "Шойгу сообщил, что {}.", "en": "Shoigu said {}.", "zh": "绍伊古表示，{}。"}


def told(name: str, *words: str, day: str = "2018-09-12T12:00:00+03:00", revision: int = 1) -> Analysis:
    language = name.split("-")[1]
    text = "\n\n".join([LEADS[language], *(SAYS[language].format(said) for said in words)])
    return analysis(name, day, text, [(said, "sergei-shoigu") for said in words], mentions=WHO[language], revision=revision)


def result(*articles: Analysis) -> Comparison:
    return compare(articles, "2018-09-20T00:00:00+00:00")


def types(comparison: Comparison) -> list[str]:
    return [finding.type for divergence in of_kind(comparison, "altered") for finding in divergence.findings]


def test_a_weaker_commitment_is_an_alteration_and_no_omission() -> None:
    comparison = result(
        told("tass-ru-1", "стороны договорились проводить такие учения регулярно"),
        told("xinhua-zh-1", "俄方愿与中方探讨今后定期举行此类演习的可能性"),
    )
    assert types(comparison) == ["strength"]
    assert of_kind(comparison, "omitted") == []
    (pair,) = comparison.aligned
    assert pair.relation == "altered"
    assert pair.findings


def test_one_divergence_for_each_pair_of_versions() -> None:
    comparison = result(
        told("tass-ru-1", "от Китая в маневрах участвуют 3,2 тыс. военнослужащих и 30 самолетов"),
        told("tass-en-1", "3,200 Chinese troops and 30 aircraft take part in the drills"),
        told("xinhua-en-1", "3,500 Chinese troops and 30 aircraft take part in the drills"),
    )
    (found,) = of_kind(comparison, "altered")
    assert [finding.type for finding in found.findings] == ["number"]
    (utterance,) = comparison.utterances
    assert [len(version) for version in utterance.versions] == [2, 1]


def test_a_set_phrase_is_charted_and_neither_omitted_nor_altered() -> None:
    comparison = result(
        told("tass-ru-1", "учения такого размаха проводятся впервые"),
        told("xinhua-zh-1", "中俄关系稳如泰山"),
        told("xinhua-en-1", "China-Russia ties are as solid as a rock"),
    )
    assert {use.phrase for use in comparison.set_phrases} == {"mount-tai"}
    assert not any(quote.article_id.startswith("xinhua") for found in comparison.divergences for quote in found.quotes)
    assert [finding.type for pair in comparison.aligned for finding in pair.findings] == ["idiom"]


def test_an_edit_is_removed_added_or_reworded() -> None:
    before = told("tass-ru-1", "в учениях участвуют 14 кораблей флота", "погода на полигоне стоит плохая")
    after = told(
        "tass-ru-1", "в учениях участвуют более 10 кораблей флота", "кухни работают круглые сутки", day="2018-09-12T18:00:00+03:00",
        revision=2,
    )  # fmt: skip
    edits = of_kind(result(before, after), "edited")
    shown = sorted(tuple((quote.revision) for quote in found.quotes) for found in edits)
    assert shown == [(1,), (1, 2), (2,)]
    assert len({found.id for found in edits}) == 3


def test_what_is_said_of_a_third_country_is_more_salient() -> None:
    comparison = result(
        told("tass-ru-1", "США не должны вмешиваться в дела региона", "палатки поставлены у северной дороги"),
        told("xinhua-zh-1", "官兵士气高昂"),
    )
    ordered = [found for found in comparison.divergences if found.kind == "omitted" and found.carried == ("tass/ru",)]
    assert len(ordered) == 2
    assert ordered[0].salience > ordered[1].salience
    assert any("United States" in reason for reason in ordered[0].reasons)
    assert all(0 <= found.salience <= 1 for found in comparison.divergences)


def test_a_divergence_shows_what_it_rests_on() -> None:
    comparison = result(
        told("tass-ru-1", "американцы должны узнать о ракетах на границе"), told("xinhua-zh-1", "演习将于17日结束，官兵士气高昂")
    )
    found = next(found for found in of_kind(comparison, "omitted") if found.carried == ("tass/ru",))
    assert found.nearest is not None
    assert found.unmatched
    assert found.opened_at is not None
    assert found.window_closes_at is not None
    assert found.probability > 0.5


def test_an_empty_event_has_nothing_to_say() -> None:
    assert _nothing(result(told("tass-ru-1")))
    assert _nothing(result())


def _nothing(comparison: Comparison) -> bool:
    parts: Sequence[object] = (*comparison.utterances, *comparison.aligned, *comparison.divergences)
    return not parts


def test_one_utterance_in_many_renderings_and_a_very_long_quote_cost_little() -> None:
    many = [told(f"tass-ru-{number}", "стороны готовы проводить учения флота каждый год") for number in range(40)]
    assert len(result(*many).utterances) == 1
    long = "не " * 10_000 + "будет"
    assert len(result(told("tass-ru-1", long), told("tass-en-1", "no " * 10_000 + "more")).events) == 1
