"""The filter before the fetch errs on the side of fetching: it refuses what shows nothing at all of the topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.listings.listing import Listed
from crawler.topic_filter import TopicFilter, load_topic_filter
from monitor.defaults import default_config
from processors.errors import ConfigError


@pytest.fixture(scope="module")
def topic() -> TopicFilter:
    return load_topic_filter(default_config())


def refusal(topic: TopicFilter, title: str, country: str, language: str, **more: str) -> str | None:
    return topic.refuses(Listed(url="https://example.org/1", title=title, **more), country=country, language=language)


@pytest.mark.parametrize(
    ("title", "country", "language"),
    [
        ("Китай и Россия обсудили поставки зерна", "ru", "ru"),  # the other side, without the subject
        ("俄美借鉴低成本巡飞弹的启示", "cn", "zh"),  # the short form of a headline
        ("Moscow hopes for good harvest", "cn", "en"),
        ("Москва ждет гостей", "cn", "ru"),  # Xinhua in Russian: Russia is the other side
        ("Флот проведет маневры в Японском море", "ru", "ru"),  # the subject, without the other side
        ("国防部举行例行记者会", "cn", "zh"),
        ("Песков рассказал о графике визита", "ru", "ru"),  # a person of the topic
        ("Лавров встретился с Ван И", "ru", "ru"),
        ("张又侠会见来宾", "cn", "zh"),
        ("Peskov comments on the visit", "ru", "en"),
        ("Beijing is warned", "ru", "ru"),  # an English title in a Russian list
    ],
)
def test_a_headline_with_one_word_of_the_topic_is_fetched(topic: TopicFilter, title: str, country: str, language: str) -> None:
    assert refusal(topic, title, country, language) is None


@pytest.mark.parametrize(
    ("title", "country", "language", "missing"),
    [
        ("В Москве открылась выставка цветов", "ru", "ru", "china"),
        ("Шоссе под Тверью закрыто на ремонт", "ru", "ru", "china"),
        ("Russian plant plans to double output of tractors", "ru", "en", "china"),
        ("小麦喜获丰收", "cn", "zh", "russia"),
        ("Panda cubs meet the public", "cn", "en", "russia"),
    ],
)
def test_a_headline_with_nothing_of_the_topic_is_refused_with_the_reason(
    topic: TopicFilter, title: str, country: str, language: str, missing: str
) -> None:
    assert refusal(topic, title, country, language) == f"nothing of {missing}, of the subject, nor of its people"


def test_the_summary_counts_as_the_title_does(topic: TopicFilter) -> None:
    assert refusal(topic, "Лидеры провели беседу", "ru", "ru") is not None
    assert refusal(topic, "Лидеры провели беседу", "ru", "ru", summary="Разговор шел о визите в Пекин") is None


def test_what_shows_no_words_is_fetched(topic: TopicFilter) -> None:
    assert refusal(topic, " ", "ru", "ru") is None


def test_a_whole_text_on_the_topic_outweighs_a_headline_that_hides_it(topic: TopicFilter) -> None:
    text = "Министры обороны России и Китая обсудили совместные учения флотов в Японском море."
    assert refusal(topic, "Итоги дня", "ru", "ru", full_text=text) is None
    assert refusal(topic, "Итоги дня", "ru", "ru", full_text="В парке расцвели тюльпаны.") is not None


def test_plans_and_plants_do_not_make_a_text_about_china(topic: TopicFilter) -> None:
    text = "Russia plans to place a new missile and an army depot near the plant."
    assert refusal(topic, "Day in brief", "ru", "en", full_text=text) is not None
    assert refusal(topic, "Day in brief", "ru", "en", full_text=f"{text} The PLA will take part in the exercise.") is None


def test_an_outlet_of_a_third_country_may_name_either_side(topic: TopicFilter) -> None:
    assert refusal(topic, "Kremlin garden opens", "in", "en") is None
    assert refusal(topic, "Beijing garden opens", "in", "en") is None
    assert refusal(topic, "Garden opens", "in", "en") == "nothing of china or russia, of the subject, nor of its people"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("- a list", "a mapping with sides and subject is expected"),
        ("sides: {china: {en: [china]}}\nsubject: {}\nhome: {ru: russia}", "home: the name of a side is expected"),
        ("sides: {china: {en: [china]}}\nsubject: {}\npeople: [Peskov]", "people: lists of words by language"),
        ("sides: [", "not YAML"),
    ],
)
def test_a_wrong_topic_is_explained(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "topic.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_topic_filter(tmp_path)
