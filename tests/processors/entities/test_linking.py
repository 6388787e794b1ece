from __future__ import annotations

from collections.abc import Sequence

import pytest
import spacy
from spacy.tokens import Doc, Span

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from processors.entities.knowledge import KnowledgeBase
from processors.entities.linking import link_headline_mentions, link_mentions
from processors.records import Article, Mention


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(default_config() / "entities")


def read(language: str, text: str, names: Sequence[tuple[str, str]] = ()) -> Doc:
    """A document in which a recogniser has marked each of these names wherever it stands."""
    doc = spacy.blank(language if language != "zh" else "zh")(text)
    spans = []
    for name, label in names:
        start = text.find(name)
        while start >= 0:
            spans.append(doc.char_span(start, start + len(name), label=label, alignment_mode="expand"))
            start = text.find(name, start + len(name))
    doc.ents = spacy.util.filter_spans([span for span in spans if isinstance(span, Span)])
    return doc


def linked(mentions: Sequence[Mention]) -> str:
    return " ".join(f"{mention.text}={mention.entity_id}" for mention in mentions)


def test_a_surname_is_the_person_named_in_full_before(knowledge: KnowledgeBase) -> None:
    text = "Anton Shlyagin spoke to Wei Fenghe. Shlyagin agreed. Wei left."
    mentions = link_mentions(Article(id="a", text=text), read("en", text, [("Anton Shlyagin", "PER")]), knowledge)
    assert linked(mentions) == "Anton Shlyagin=anton-shlyagin Wei Fenghe=wei-fenghe Shlyagin=anton-shlyagin Wei=wei-fenghe"


def test_a_russian_name_is_linked_in_the_nominative(knowledge: KnowledgeBase) -> None:
    text = "По словам Антона Шлягина, это так. Шлягин и Шойгу спорили с Лян Чжиюанем."
    names = [("Антона Шлягина", "PER"), ("Шлягин", "PER"), ("Лян Чжиюанем", "PER")]
    mentions = link_mentions(Article(id="a", text=text), read("ru", text, names), knowledge)
    assert linked(mentions) == (
        "Антона Шлягина=anton-shlyagin Шлягин=anton-shlyagin Шойгу=sergei-shoigu Лян Чжиюанем=liang-zhiyuan"
    )


def test_a_namesake_is_not_the_known_person(knowledge: KnowledgeBase) -> None:
    text = "Алексей Антонов прибыл. Антонов заявил."
    mentions = link_mentions(Article(id="a", text=text), read("ru", text, [("Алексей Антонов", "PER")]), knowledge)
    assert [mention.entity_id for mention in mentions] == ["alexei-antonov", "alexei-antonov"]


def test_a_patronymic_does_not_make_another_person(knowledge: KnowledgeBase) -> None:
    text = "Дмитрий Анатольевич Медведев заявил."
    mentions = link_mentions(Article(id="a", text=text), read("ru", text, [("Дмитрий Анатольевич Медведев", "PER")]), knowledge)
    assert linked(mentions) == "Дмитрий Анатольевич Медведев=dmitry-medvedev"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "МОСКВА, 3 апреля. /ТАСС/. Делегация приехала в Москву.", "Москву=moscow"),
        ("en", "MOSCOW, April 3 (Xinhua) -- Talks were held in Moscow.", "Moscow=moscow"),
        ("zh", "新华社莫斯科4月3日电（记者周远航）会谈在莫斯科举行。", "莫斯科=moscow"),
    ],
)
def test_the_dateline_has_no_mentions(knowledge: KnowledgeBase, language: str, text: str, expected: str) -> None:
    assert linked(link_mentions(Article(id="a", text=text), read(language, text), knowledge)) == expected


def test_chinese_words_that_are_no_names_are_dropped(knowledge: KnowledgeBase) -> None:
    text = "习主席强调比武创新。"
    doc = spacy.blank("zh")(text)
    doc.ents = [Span(doc, 0, 1, label="PER"), Span(doc, 5, 7, label="PER")]  # 习 (Xi), 比武 (contest)
    assert linked(link_mentions(Article(id="a", text=text), doc, knowledge)) == "习=xi-jinping"


def test_a_surname_in_the_title_is_the_person_of_the_text(knowledge: KnowledgeBase) -> None:
    article = Article(id="a", text="Li Shangfu arrived in Moscow.", title="Li arrives in Moscow")
    body = link_mentions(article, read("en", article.text), knowledge)
    assert linked(link_headline_mentions(article, read("en", article.title), body, knowledge)) == "Li=li-shangfu Moscow=moscow"


def test_articles_and_possessives_are_no_part_of_a_name(knowledge: KnowledgeBase) -> None:
    text = "He met the Institute of Oriental Studies's head."
    mentions = link_mentions(
        Article(id="a", text=text), read("en", text, [("the Institute of Oriental Studies's", "ORG")]), knowledge
    )
    assert linked(mentions) == "Institute of Oriental Studies=institute-of-oriental-studies"


def test_a_name_inside_a_set_phrase_is_none(knowledge: KnowledgeBase) -> None:
    text = "他在泰山说，中俄关系稳如泰山。"  # at Mount Tai he said that relations are firm as Mount Tai
    found = link_mentions(Article(id="a", text=text), read("zh", text), knowledge)
    assert linked(found) == "泰山=mount-tai 中=china 俄=russia"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Defense Ministry Spokesman Igor Konashenkov said so.", "russia-mod"),
        ("The Chinese Defense Ministry met Sergei Shoigu. The Defense Ministry said so.", "china-mod"),
        ("Wei Fenghe spoke. The Defense Ministry said so.", "china-mod"),
    ],
)
def test_a_ministry_without_its_country_is_the_nearest_one(knowledge: KnowledgeBase, text: str, expected: str) -> None:
    found = link_mentions(Article(id="a", text=text), read("en", text, [("Defense Ministry", "ORG")]), knowledge)
    assert [mention.entity_id for mention in found if mention.text == "Defense Ministry"] == [expected]


def test_a_ministry_in_the_title_is_that_of_the_text(knowledge: KnowledgeBase) -> None:
    article = Article(id="a", text="The Russian Foreign Ministry said so to China.", title="Plan fails — Foreign Ministry")
    body = link_mentions(article, read("en", article.text), knowledge)
    title = read("en", article.title, [("Foreign Ministry", "ORG")])
    assert linked(link_headline_mentions(article, title, body, knowledge)) == "Foreign Ministry=russia-mfa"
