"""Which articles are on one event: pairwise, symmetric, whatever the order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from processors.events import EventProfile, cluster_events, event_keys, read_profile, same_event
from processors.records import Analysis
from tests.compared import analysis, at, instruments, tass_en, tass_ru, xinhua_zh

SPOKESPERSONS = frozenset({"zhang-xiaogang"})


def profile(found: Analysis, *, of_analysis: bool = False) -> EventProfile:
    return read_profile(found, instruments(), spokespersons=SPOKESPERSONS, of_analysis=of_analysis)


def other_meeting() -> Analysis:
    text = "新华社莫斯科4月5日电 外交部长王毅5日在莫斯科同俄罗斯外长举行会谈。\n\n王毅说，国际形势复杂多变。"
    return analysis("xinhua-zh-9", "2018-04-06T00:47:00+08:00", text, [], mentions=[("王毅", "wang-yi"), ("莫斯科", "moscow")])


def briefing(number: int, subject: str, entity: str) -> Analysis:
    text = f"新华社北京7月25日电 国防部新闻发言人张晓刚25日在例行记者会上介绍{subject}有关情况。"
    mentions = [("国防部", "china-mod"), ("张晓刚", "zhang-xiaogang"), (subject, entity)]
    return analysis(f"xinhua-zh-{number}", "2024-07-25T17:00:00+08:00", text, [], mentions=mentions)


def test_the_test_is_symmetric_and_gives_its_reasons() -> None:
    a, b = profile(tass_ru()), profile(xinhua_zh())
    assert same_event(a, b).score == same_event(b, a).score
    assert same_event(a, b).same
    assert "wei-fenghe" in same_event(a, b).reasons[0]


def test_another_meeting_in_the_same_city_is_another_event() -> None:
    assert not same_event(profile(tass_ru()), profile(other_meeting())).same


def test_one_spokesman_at_one_briefing_makes_no_event() -> None:
    assert not same_event(profile(briefing(1, "联合巡航", "patrol")), profile(briefing(2, "和平团结演习", "peace-unity"))).same


def test_articles_far_apart_in_time_are_not_one_event() -> None:
    early = tass_ru()
    late = tass_ru(day="2018-04-20T14:20:00+03:00")
    assert not same_event(profile(early), profile(late)).same


def test_articles_on_one_event_share_a_key_of_the_index() -> None:
    a, b = profile(tass_ru()), profile(tass_ru(day=(at("2018-04-03T14:20:00+03:00") + timedelta(days=13)).isoformat()))
    assert event_keys(a) & event_keys(b)


def test_the_order_of_arrival_changes_nothing() -> None:
    profiles = [profile(found) for found in (tass_ru(), tass_en(), xinhua_zh(), other_meeting())]
    expected = cluster_events(profiles)
    assert [len(event.article_ids) for event in expected] == [3, 1]
    assert all(cluster_events(order) == expected for order in permutations(profiles))


def test_an_event_is_named_for_its_earliest_article() -> None:
    alone = cluster_events([profile(tass_ru())])
    together = cluster_events([profile(tass_ru()), profile(tass_en())])
    assert alone[0].id == together[0].id
    assert together[0].article_ids == ("tass-ru-1", "tass-en-1")
