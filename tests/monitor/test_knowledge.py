from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from processors.entities.knowledge import KnowledgeBase
from processors.errors import ConfigError


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(default_config() / "entities")


def office(knowledge: KnowledgeBase, office_id: str, day: date) -> str | None:
    return knowledge.holder_of(next(o for o in knowledge.offices if o.id == office_id), day)


def test_an_office_has_the_holder_of_the_day(knowledge: KnowledgeBase) -> None:
    assert office(knowledge, "china-defence-minister", date(2018, 3, 18)) == "chang-wanquan"
    assert office(knowledge, "china-defence-minister", date(2018, 3, 19)) == "wei-fenghe"
    assert office(knowledge, "china-defence-minister", date(2023, 11, 15)) is None  # nobody held it then
    assert office(knowledge, "russia-defence-minister", date(2024, 5, 20)) == "andrei-belousov"


def test_a_ministry_and_its_spokesperson_are_one_voice(knowledge: KnowledgeBase) -> None:
    assert knowledge.voice("wu-qian") == knowledge.voice("china-mod") == knowledge.voice("zhang-xiaogang")
    assert knowledge.voice("wei-fenghe") != knowledge.voice("china-mod")


def test_countries_come_from_babel(knowledge: KnowledgeBase) -> None:
    assert knowledge.entities["serbia"].names == {"en": ("Serbia",), "ru": ("Сербия",), "zh": ("塞尔维亚",)}


def test_every_problem_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "entities"
    shutil.copytree(default_config() / "entities", folder)
    (folder / "people.yml").write_text(
        "wei-fenghe: {contry: cn, en: [Wei]}\nBad Id: {en: [X]}\nsomebody: {gender: m}\n", encoding="utf-8"
    )
    (folder / "places.yml").write_text("china: [", encoding="utf-8")
    (folder / "events.yml").unlink()
    with pytest.raises(ConfigError) as failure:
        load_knowledge(folder)
    problems = str(failure.value)
    for part in (
        "contry",
        "Bad Id",
        "somebody: no name",
        "places.yml: cannot be read as YAML",
        "events.yml: missing",
        "wei-fenghe is not in people",
    ):
        assert part in problems
