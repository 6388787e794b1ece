from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from monitor.defaults import default_config
from processors.records import Article
from processors.relevance import Topic, build_topic, is_relevant, judge_relevance


@pytest.fixture(scope="module")
def topic() -> Topic:
    return build_topic(yaml.safe_load(Path(default_config() / "topic.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("Министры обороны России и Китая обсудили совместные учения в Японском море.", True),
        ("The defense ministers of Russia and China discussed joint naval exercises.", True),
        ("中俄两军举行联合演习，双方海军舰艇参加。", True),
        ("Россия и Китай увеличили торговлю зерном.", False),
        ("The Russian army held an exercise near Chelyabinsk.", False),
        ("中国小麦丰收。", False),
    ],
)
def test_both_sides_and_the_subject_are_needed(topic: Topic, text: str, *, relevant: bool) -> None:
    assert is_relevant(Article(id="a", text=text), topic) is relevant


def test_the_reasons_name_the_words(topic: Topic) -> None:
    judged = judge_relevance(Article(id="a", text="Russia and China will hold a naval exercise."), (), topic)
    assert judged.reasons == ("china: China", "russia: Russia", "subject: exercise, naval")


def test_all_problems_of_a_topic_are_listed_at_once() -> None:
    with pytest.raises(ValueError, match=r"subjct: unknown.*sides\.china\.fr: not a language.*subject: lists of words"):
        build_topic({"sides": {"china": {"fr": ["chine"]}}, "subjct": {}})
