"""What a crawl must bring: the demo's story as its passes saw it, and nothing that the topic filter should refuse."""

from datetime import UTC, datetime

import pytest

from crawler.listings.listing import Listed
from crawler.replica.content import EDITIONS
from crawler.replica.expectation import expected, wanted
from crawler.topic_filter import load_topic_filter
from tests.conftest import CHECKOUT

FILTER = load_topic_filter(CHECKOUT / "config")
CLOCKS = [datetime(2018, 4, 3, 14, tzinfo=UTC), datetime(2018, 4, 13, 18, tzinfo=UTC), datetime(2024, 5, 17, 12, tzinfo=UTC)]
GAMES = "https://tass.ru/armiya-i-opk/5093377"  # beside the story: it is there for its later edit


def at(day: int, hour: int) -> dict[str, int]:
    clock = datetime(2018, 4, day, hour, tzinfo=UTC)
    return {edition: len(set(wanted(edition, clock)) - {GAMES}) for edition in EDITIONS}


@pytest.mark.parametrize(
    ("day", "hour", "seen"),
    [
        (3, 14, {"tass/ru": 1, "tass/en": 1}),
        (4, 6, {"tass/ru": 1, "tass/en": 1, "xinhua/zh": 1, "xinhua/en": 1, "xinhua/ru": 1}),
        (5, 16, {"tass/ru": 1, "tass/en": 1, "xinhua/zh": 1, "xinhua/en": 1, "xinhua/ru": 1}),
        (5, 22, {"tass/ru": 1, "tass/en": 1, "xinhua/zh": 2, "xinhua/en": 1, "xinhua/ru": 1}),
        (13, 6, {"tass/ru": 1, "tass/en": 1, "xinhua/zh": 2, "xinhua/en": 1, "xinhua/ru": 1, "nvo/ru": 1}),
    ],
)
def test_the_passes_of_the_demo_see_their_articles(day: int, hour: int, seen: dict[str, int]) -> None:
    assert at(day, hour) == {edition: seen.get(edition, 0) for edition in EDITIONS}


def test_the_late_text_appears_for_the_last_pass() -> None:
    late = "http://www.xinhuanet.com/mil/2018-04/13/c_129850217.htm"
    assert late not in wanted("xinhua/zh", datetime(2018, 4, 13, 6, tzinfo=UTC))
    assert late in wanted("xinhua/zh", datetime(2018, 4, 13, 18, tzinfo=UTC))


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@pytest.mark.parametrize("edition", EDITIONS)
def test_other_subjects_are_listed_and_refused(edition: str, clock: datetime) -> None:
    outlet, _ = edition.split("/")
    others = [one for one in expected(edition, clock) if not one.wanted]
    assert len(others) >= 20
    language = edition.split("/")[1]
    for one in others:
        listed = Listed(url=one.url, title=one.title, summary=f"{one.lead} {one.text[:160]}", full_text=one.text)
        assert FILTER.refuses(listed, country="cn" if outlet == "xinhua" else "ru", language=language), one.title


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_wanted_is_not_refused(edition: str, clock: datetime) -> None:
    outlet, language = edition.split("/")
    for one in wanted(edition, clock).values():
        listed = Listed(url=one.url, title=one.title, summary=one.lead or one.text[:160])
        assert FILTER.refuses(listed, country="cn" if outlet == "xinhua" else "ru", language=language) is None


def test_with_since_the_years_before_are_there_too() -> None:
    clock = datetime(2018, 4, 5, 16, tzinfo=UTC)
    assert "http://news.xinhuanet.com/mil/2017-07/26/c_129664310.htm" not in wanted("xinhua/zh", clock)
    assert "http://news.xinhuanet.com/mil/2017-07/26/c_129664310.htm" in wanted(
        "xinhua/zh", clock, since=datetime(2017, 1, 1, tzinfo=UTC)
    )
