"""The rules of docs/semantics.md on coverage, absence, windows, ids and counting, one test each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from processors.coverage import Stretch
from processors.records import Analysis, Divergence
from tests.compared import (
    AMERICANS_RU,
    BOTH,
    FIRST_ZH,
    analysis,
    at,
    compare,
    of_kind,
    tass_en,
    tass_ru,
    xinhua_zh,
)  # fmt: skip


def omitted(analyses: Sequence[Analysis], clock: str = "2018-04-14T09:00:00+00:00", **options: object) -> Divergence | None:
    """What is said of Xinhua's silence on the Americans."""
    found = [d for d in of_kind(compare(analyses, clock, **options), "omitted") if d.quotes[0].article_id.startswith("tass")]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_case_that_must_never_be_missed() -> None:
    comparison = compare([tass_ru(), tass_en(), xinhua_zh()])
    (found,) = of_kind(comparison, "omitted")
    assert (found.state, found.certain) == ("new", True)
    assert found.carried == ("tass/en", "tass/ru")
    assert found.absent == ("xinhua/zh",)
    assert found.coverage == ("xinhua-zh-1",)
    assert {quote.article_id for quote in found.quotes} == {"tass-ru-1", "tass-en-1"}
    assert found.nearest is not None
    assert found.nearest.article_id == "xinhua-zh-1"
    assert any("United States" in reason for reason in found.reasons)


def test_what_all_carry_is_no_divergence_and_is_aligned_across_articles() -> None:
    comparison = compare([tass_ru(), xinhua_zh()])
    pairs = {(pair.a.article_id, pair.b.article_id) for pair in comparison.aligned}
    assert pairs == {("tass-ru-1", "xinhua-zh-1")}
    assert all(pair.relation == "same" for pair in comparison.aligned)


def test_inside_the_window_an_absence_is_pending() -> None:
    found = omitted([tass_ru(), xinhua_zh()], clock="2018-04-04T20:00:00+03:00")
    assert found is not None
    assert found.state == "pending"
    assert found.window_closes_at == at("2018-04-03T14:20:00+03:00") + timedelta(hours=36)


def test_the_window_can_be_set() -> None:
    found = omitted([tass_ru(), xinhua_zh()], clock="2018-04-04T20:00:00+03:00", window=timedelta(hours=20))
    assert found is not None
    assert found.state == "new"


def test_silence_of_the_crawler_is_no_silence_of_the_outlet() -> None:
    articles = [tass_ru(), xinhua_zh()]
    blocked = omitted(articles, watermarks={"xinhua/zh": [Stretch(start=None, stop=at("2018-04-04T10:00:00+03:00"))]})
    unknown = omitted(articles, watermarks={})
    read = omitted(articles, watermarks={"xinhua/zh": [Stretch(start=None, stop=at("2018-04-10T00:00:00+00:00"))]})
    assert blocked is not None
    assert unknown is not None
    assert read is not None
    assert [found.state for found in (blocked, unknown, read)] == ["not-known", "not-known", "new"]


def test_a_reading_that_begins_after_the_first_rendering_proves_no_silence() -> None:
    articles = [tass_ru(), xinhua_zh()]  # first printed on 2018-04-03 at 14:20
    stop = at("2018-04-10T00:00:00+00:00")
    late = omitted(articles, watermarks={"xinhua/zh": [Stretch(start=at("2018-04-03T15:00:00+03:00"), stop=stop)]})
    in_time = omitted(articles, watermarks={"xinhua/zh": [Stretch(start=at("2018-04-03T14:00:00+03:00"), stop=stop)]})
    assert late is not None
    assert in_time is not None
    assert (late.state, in_time.state) == ("not-known", "new")


def test_two_readings_with_a_gap_between_them_are_not_one() -> None:
    gap = [
        Stretch(start=None, stop=at("2018-04-04T10:00:00+03:00")),
        Stretch(start=at("2018-04-04T16:00:00+03:00"), stop=at("2018-04-10T00:00:00+00:00")),
    ]
    found = omitted([tass_ru(), xinhua_zh()], watermarks={"xinhua/zh": gap})
    assert found is not None
    assert found.state == "not-known"


def test_an_edition_that_does_not_quote_the_speaker_covers_him_not() -> None:
    text = "新华社莫斯科4月3日电 国际安全会议即将举行，魏凤和与绍伊古将出席。\n\n绍伊古说，会议规模空前。"
    mentioning = analysis(
        "xinhua-zh-1", "2018-04-04T07:32:00+08:00", text, [("会议规模空前", "sergei-shoigu")], mentions=BOTH["zh"][:2]
    )
    found = omitted([tass_ru(), mentioning])
    assert found is None or (found.state, found.certain) == ("uncertain", False)


def test_a_partial_article_proves_no_absence() -> None:
    found = omitted([tass_ru(), xinhua_zh(completeness="partial")])
    assert found is not None
    assert (found.state, found.certain) == ("uncertain", False)


def test_a_partial_article_can_carry() -> None:
    found = omitted([tass_ru(completeness="partial"), xinhua_zh()])
    assert found is not None
    assert found.carried == ("tass/ru",)


def test_an_outlet_that_keeps_no_record_carries_and_is_never_silent() -> None:
    met = "Министр обороны КНР Вэй Фэнхэ встретился с Шойгу до конференции по безопасности."
    text = f"{met} «{AMERICANS_RU}», – цитирует министра ТАСС."
    nvo = analysis("nvo-ru-1", "2018-04-13T00:01:00+03:00", text, [(AMERICANS_RU, "wei-fenghe")], mentions=BOTH["ru"])
    comparison = compare([tass_ru(), xinhua_zh(), nvo])
    assert not any("nvo/ru" in divergence.absent for divergence in comparison.divergences)
    found = omitted([tass_ru(), xinhua_zh(), nvo])
    assert found is not None
    assert found.carried == ("nvo/ru", "tass/ru")


def test_an_unnamed_source_is_nobody_whose_coverage_can_be_shown() -> None:
    nobody = [quote if index else _without_speaker(quote) for index, quote in enumerate(tass_ru().quotes)]
    assert omitted([_with(tass_ru(), quotes=tuple(nobody)), xinhua_zh()]) is None


def test_one_outlet_that_says_it_in_one_of_its_editions_only() -> None:
    (found,) = of_kind(compare([tass_ru(), tass_en(with_americans=False)]), "edition")
    assert (found.carried, found.absent) == (("tass/ru",), ("tass/en",))


def test_own_prose_carries() -> None:
    told = xinhua_zh()
    text = told.article.text + "魏凤和此行是为了让美国人知道中俄两国军队的紧密关系。"
    article = analysis("xinhua-zh-1", "2018-04-04T07:32:00+08:00", text, [(FIRST_ZH, "wei-fenghe")], mentions=BOTH["zh"])
    found = omitted([tass_ru(), tass_en(), article])
    assert found is None or not found.certain


def test_what_stood_in_any_revision_was_carried() -> None:
    first = tass_en()
    second = tass_en(day="2018-04-03T19:00:00+03:00", with_americans=False, revision=2)
    comparison = compare([tass_ru(), first, second])
    assert of_kind(comparison, "edition") == []
    (edited,) = of_kind(comparison, "edited")
    assert (edited.quotes[0].article_id, edited.quotes[0].revision) == ("tass-en-1", 1)


def test_the_same_words_in_both_revisions_are_no_edit() -> None:
    assert of_kind(compare([tass_en(), tass_en(day="2018-04-03T19:00:00+03:00", revision=2)]), "edited") == []


def test_a_partial_reading_shows_no_edit() -> None:
    later = "2018-04-03T19:00:00+03:00"
    cut = tass_en(day=later, with_americans=False, revision=2, completeness="partial")
    assert of_kind(compare([tass_en(), cut]), "edited") == []
    cut = tass_en(with_americans=False, completeness="partial")
    assert of_kind(compare([cut, tass_en(day=later, revision=2)]), "edited") == []


def test_a_revision_after_the_clock_does_not_exist_yet() -> None:
    late = tass_en(day="2018-04-20T19:00:00+03:00", with_americans=False, revision=2)
    assert of_kind(compare([tass_en(), late]), "edited") == []


def test_the_same_words_given_to_another_speaker() -> None:
    text = f'Сергей Шойгу и Вэй Фэнхэ встретились до конференции по безопасности. "{AMERICANS_RU}", - сказал Шойгу.'
    other = analysis("nvo-ru-1", "2018-04-05T12:00:00+03:00", text, [(AMERICANS_RU, "sergei-shoigu")], mentions=BOTH["ru"][2:])
    other = _with(other, mentions=(*other.mentions, *_mentions(text)))
    (found,) = of_kind(compare([tass_ru(), other]), "attribution")
    assert {quote.article_id for quote in found.quotes} == {"tass-ru-1", "nvo-ru-1"}


def test_a_ministry_and_its_spokesman_are_one_voice() -> None:
    one = _spoken("tass-ru-7", "wu-qian")
    other = _spoken("xinhua-ru-7", "china-mod")
    assert of_kind(compare([one, other]), "attribution") == []
    assert len(compare([one, other]).aligned) == 1


def test_a_copy_counts_once() -> None:
    copy = tass_ru(day="2018-04-03T14:25:00+03:00")
    copy = _with(copy, article=_renamed(copy, "tass-ru-2", same_as="tass-ru-1"))
    comparison = compare([tass_ru(), copy, xinhua_zh()])
    assert {article for event in comparison.events for article in event.article_ids} == {"tass-ru-1", "xinhua-zh-1"}


def test_articles_without_outlet_or_date_are_not_compared() -> None:
    nameless = _with(tass_ru(), article=_renamed(tass_ru(), "x", outlet=None))
    dateless = _with(tass_ru(), article=_renamed(tass_ru(), "y", published_at=None))
    assert compare([nameless, dateless]).events == ()


def test_a_headline_shows_and_is_never_counted_twice() -> None:
    title = f"Вэй Фэнхэ: {AMERICANS_RU}"
    comparison = compare([tass_ru(title=title, headline=[(AMERICANS_RU, "wei-fenghe")]), tass_en(), xinhua_zh()])
    (found,) = of_kind(comparison, "omitted")
    assert {quote.field for quote in found.quotes} == {"text", "title"}
    assert found.anchor.field == "text"
    assert "in a headline" in found.reasons


def test_pairs_never_stand_inside_one_article() -> None:
    lead = "китайская делегация приехала, чтобы американцы знали о тесных связях вооруженных сил Китая и России"
    text = f"Вэй Фэнхэ заявил до конференции по безопасности, что {lead}. «{AMERICANS_RU}», – сказал он. Шойгу ответил."
    quotes = [(lead, "wei-fenghe"), (AMERICANS_RU, "wei-fenghe")]
    article = analysis("tass-ru-3", "2018-04-03T14:00:00+03:00", text, quotes, mentions=BOTH["ru"])
    comparison = compare([article, tass_en()])
    assert len(comparison.aligned) >= 2
    assert all(pair.a.article_id != pair.b.article_id for pair in comparison.aligned)


def test_ids_hold_whatever_the_order_the_clock_and_the_other_articles() -> None:
    articles = [tass_ru(), tass_en(), xinhua_zh()]
    expected = {divergence.id for divergence in compare(articles).divergences}
    shuffled = Random(7).sample(articles, 3)
    assert {divergence.id for divergence in compare(shuffled).divergences} == expected
    assert {divergence.id for divergence in compare(articles, "2018-05-01T00:00:00+00:00").divergences} == expected
    assert {divergence.id for divergence in compare(articles, "2018-04-04T20:00:00+03:00").divergences} == expected


def test_an_id_comes_from_kind_anchor_and_silent_outlet_alone() -> None:
    """A published fact: ids are kept for years, so this one must not move."""
    found = omitted([tass_ru(), xinhua_zh()])
    assert found is not None
    assert found.id == "d29bdfff315d77cf03250"


# --- small changes --------------------------------------------------------------------------------------------------------


def _with(found: Analysis, **changes: object) -> Analysis:
    from dataclasses import replace

    return replace(found, **changes)  # type: ignore[arg-type]


def _renamed(found: Analysis, name: str, **changes: object):  # type: ignore[no-untyped-def]  # an article
    from dataclasses import replace

    return replace(found.article, id=name, **changes)  # type: ignore[arg-type]


def _without_speaker(quote):  # type: ignore[no-untyped-def]  # a quote
    from dataclasses import replace

    return replace(quote, speaker_id=None)


def _mentions(text: str):  # type: ignore[no-untyped-def]  # mentions
    from processors.records import Mention
    from tests.compared import place

    return (
        Mention(span=place(text, "Вэй Фэнхэ"), text="Вэй Фэнхэ", type="PER", entity_id="wei-fenghe"),
        Mention(span=place(text, "Сергей Шойгу"), text="Сергей Шойгу", type="PER", entity_id="sergei-shoigu"),
    )


def _spoken(name: str, speaker: str) -> Analysis:
    words = "военное сотрудничество двух стран развивается нормально и по плану"
    text = f"ПЕКИН. Представитель Минобороны КНР У Цянь после поставки С-400 сообщил, что {words}."
    mentions = [("Минобороны КНР", "china-mod"), ("У Цянь", "wu-qian"), ("С-400", "s-400")]
    return analysis(name, "2018-01-25T12:00:00+03:00", text, [(words, speaker)], mentions=mentions)
