# ruff: noqa: E501  (a text and its names stand on one line)
from __future__ import annotations

import pytest

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from processors.entities.gazetteer import find_known
from processors.entities.knowledge import KnowledgeBase


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(default_config() / "entities")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "中俄元首会晤，习近平谈对美关系", "中=china 俄=russia 习近平=xi-jinping 美=us"),
        ("zh", "其中日前在中央美好", ""),  # among them, recently, central, fine: no countries
        ("zh", "俄罗斯国防部长与国防部发言人", "俄罗斯=russia 国防部=china-mod"),  # 国防部长 is an office
        ("zh", "中国海军南宁舰与“响亮”号护卫舰参加“海上联合-2024”演习", "中国海军=pla-navy 南宁舰=nanning-ship 响亮=gromky-ship 海上联合-2024=joint-sea-2024"),
        ("ru", "с Дун Цзюнем и С. Шойгу", "Дун Цзюнем=dong-jun С. Шойгу=sergei-shoigu"),
        ("ru", "в Южно-Китайском море и над акваториями Чукотского и Берингова морей", "Южно-Китайском море=south-china-sea Чукотского=chukchi-sea Берингова=bering-sea"),
        ("ru", 'учения «Восток-2018» с ЗРК С-400 "Триумф", Су-35С и фрегатом «Громкий»', 'Восток-2018=vostok-2018 С-400 "Триумф"=s-400 Су-35С=su-35 Громкий=gromky-ship'),
        ("ru", "громкий скандал на востоке", ""),
        ("ru", "времен «Запада-81» на Западе", "Запада-81=zapad-81 Западе=the-west"),
        ("en", "China's destroyer Nanning told us that the US wants Joint Sea-2024 with Su-35S jets", "China=china Nanning=nanning-ship US=us Joint Sea-2024=joint-sea-2024 Su-35S=su-35"),
        ("en", "over the Chukchi and Bering seas", "Chukchi=chukchi-sea Bering=bering-sea"),
    ],
)  # fmt: skip
def test_known_names(knowledge: KnowledgeBase, language: str, text: str, expected: str) -> None:
    found = find_known(text, language, knowledge)
    assert " ".join(f"{mention.text}={mention.entity_id}" for mention in found) == expected
    assert all(text[mention.span.start : mention.span.stop] == mention.text for mention in found)


@pytest.mark.parametrize("unit", ["中", "俄", "С-400 «", "a", "Россия ", "Чукотского и "])
def test_hostile_text_keeps_mentions_inside(knowledge: KnowledgeBase, unit: str) -> None:
    language = "zh" if unit in "中俄" else "ru"
    text = unit * (200_000 // len(unit))
    assert all(text[mention.span.start : mention.span.stop] == mention.text for mention in find_known(text, language, knowledge))
