"""The desk: names as a reader knows them, and articles for what a divergence names."""

from __future__ import annotations

from dataclasses import replace

from monitor.reports.desk import make_desk, named_articles
from monitor.settings import load_settings
from processors.entities.knowledge import Entity, build_knowledge
from processors.records import Mention, Span
from tests.monitor.exhibits import analysed, articles, omission

WEI = Entity(id="wei-fenghe", type="PER", names={"en": ("Wei Fenghe", "Wei"), "ru": ("Вэй Фэнхэ",), "zh": ("魏凤和",)})


def test_known_people_have_their_fullest_names() -> None:
    desk = make_desk((), outlets=load_settings().outlets, knowledge=build_knowledge([WEI]), instruments=None, gloss=None)
    names = desk.names("wei-fenghe")
    assert (names.en, names.ru, names.zh) == ("Wei Fenghe", "Вэй Фэнхэ", "魏凤和")
    assert desk.outlets["tass"] == "TASS"


def test_unknown_people_are_shown_as_printed() -> None:
    place = Span(start=0, stop=1)
    texts = ("Марии Воробьевой", "Мария Воробьева", "Мария Воробьева", "Воробьева", "Воробьева", "Воробьева")
    mentions = tuple(Mention(span=place, text=text, type="PER", entity_id="maria-vorobeva") for text in texts)
    analysis = replace(analysed(articles()["w18-tass-ru-1"]), mentions=mentions)
    analysis = replace(analysis, language=replace(analysis.language, code="ru"))
    desk = make_desk([analysis], outlets=load_settings().outlets, knowledge=build_knowledge([WEI]), instruments=None, gloss=None)
    assert desk.names("maria-vorobeva").ru == "Мария Воробьева"
    assert desk.names("maria-vorobeva").en == "Maria Vorobeva"


def test_every_article_that_is_named_is_wanted() -> None:
    coverage = {"w18-xinhua-zh-1", "w18-xinhua-en-1", "w18-xinhua-ru-1"}
    assert named_articles(omission()) == coverage | {"w18-tass-ru-1", "w18-tass-en-1"}
