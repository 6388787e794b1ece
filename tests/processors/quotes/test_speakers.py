from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import spacy

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from processors.entities.knowledge import KnowledgeBase
from processors.entities.linking import link_mentions
from processors.quotes.speakers import resolve_speakers
from processors.records import Article, Quote, Span

MARK = re.compile(r"\{(source|cue|content):([^{}]*)\}")


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(default_config() / "entities")


def marked(text: str) -> tuple[str, list[Quote]]:
    """The plain text and its quotes: `{source:Песков} {cue:заявил}, что {content:…}`; each content ends one quote."""
    plain, position, spans, quotes = "", 0, {}, []
    for found in MARK.finditer(text):
        plain += text[position : found.start()]
        spans[found.group(1)] = Span(start=len(plain), stop=len(plain) + len(found.group(2)))
        plain += found.group(2)
        position = found.end()
        if found.group(1) == "content":
            content = (spans.pop("content"),)
            quotes.append(
                Quote(id="", kind="indirect", content=content, cue=spans.pop("cue", None), source=spans.pop("source", None))
            )
    return plain + text[position:], quotes


def speakers(language: str, text: str, knowledge: KnowledgeBase, day: str = "2018-04-03") -> list[str | None]:
    plain, quotes = marked(text)
    article = Article(id="a", text=plain, published_at=datetime.fromisoformat(day).replace(tzinfo=UTC))
    doc = spacy.blank(language)
    doc.add_pipe("sentencizer", config={"punct_chars": list(".!?。！？")})
    read = doc(plain)
    mentions = link_mentions(article, read, knowledge)
    return [quote.speaker_id for quote in resolve_speakers(article, quotes, mentions, read, knowledge)]


BOTH_RU = "Министр обороны КНР Вэй Фэнхэ прибыл к министру обороны РФ Сергею Шойгу. "
BOTH_EN = "Chinese Defense Minister Wei Fenghe met Russian Defense Minister Sergei Shoigu. "
BOTH_ZH = "国防部长魏凤和同俄罗斯国防部长绍伊古会谈。"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", BOTH_RU + "{source:китайский министр} {cue:сказал}, {content:да}", "wei-fenghe"),
        ("ru", BOTH_RU + "{source:глава российского военного ведомства} {cue:сказал}, {content:да}", "sergei-shoigu"),
        ("ru", BOTH_RU + "{source:Шойгу} {cue:сказал}, {content:да}", "sergei-shoigu"),
        ("en", BOTH_EN + "{source:the Chinese minister} {cue:said} {content:yes}", "wei-fenghe"),
        ("en", BOTH_EN + "{source:the Russian defense chief} {cue:said} {content:yes}", "sergei-shoigu"),
        ("zh", BOTH_ZH + "{source:俄防长}{cue:说}，{content:好}", "sergei-shoigu"),
        ("zh", BOTH_ZH + "{source:魏凤和}{cue:说}，{content:好}", "wei-fenghe"),
    ],
)
def test_a_title_is_the_person_of_the_text_whom_it_fits(knowledge: KnowledgeBase, language: str, text: str, expected: str) -> None:
    assert speakers(language, text, knowledge) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "day", "expected"),
    [
        ("ru", "{source:Глава Минобороны КНР} {cue:заявил}: {content:да}", "2018-04-03", "wei-fenghe"),
        ("ru", "{source:Глава Минобороны КНР} {cue:заявил}: {content:да}", "2024-01-31", "dong-jun"),
        ("en", "{source:The Russian president} {cue:said} {content:yes}", "2010-01-01", "dmitry-medvedev"),
        ("en", "{source:Russia's defense minister} {cue:said} {content:yes}", "2024-06-01", "andrei-belousov"),
        ("zh", "{source:俄外长}{cue:表示}，{content:好}", "2020-01-01", "sergei-lavrov"),
        ("zh", "{source:国防部新闻发言人}{cue:表示}，{content:好}", "2020-01-01", "china-mod"),  # several speak for it
    ],
)
def test_an_office_is_its_holder_on_the_day(knowledge: KnowledgeBase, language: str, text: str, day: str, expected: str) -> None:
    assert speakers(language, text, knowledge, day) == [expected]


def test_a_pronoun_is_whoever_spoke_last(knowledge: KnowledgeBase) -> None:
    text = BOTH_RU + "{source:Шойгу} {cue:отметил}: {content:да}. {cue:По} {source:его} {content:словам, нет}."
    assert speakers("ru", text, knowledge) == ["sergei-shoigu", "sergei-shoigu"]


def test_a_woman_is_not_meant_by_he(knowledge: KnowledgeBase) -> None:
    both = "{source:Лавров} {cue:сказал}: {content:да}. {source:Захарова} {cue:сказала}: {content:нет}. "
    text = both + "{source:Он} {cue:добавил}: {content:да}."
    assert speakers("ru", text, knowledge) == ["sergei-lavrov", "maria-zakharova", "sergei-lavrov"]


def test_a_pronoun_after_an_unnamed_source_is_nobody(knowledge: KnowledgeBase) -> None:
    text = "Песков молчал. {source:Источник в Минобороны} {cue:сообщил}: {content:да}. {source:Он} {cue:добавил}: {content:нет}."
    assert speakers("ru", text, knowledge) == [None, None]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "{cue:сообщили} в {source:Минобороны РФ}, {content:да}", "russia-mod"),
        ("en", "{source:Beijing} {cue:said} {content:yes}", "china"),
        ("zh", "{source:美方}{cue:称}，{content:好}", "us"),
        ("en", "The minister came from Moscow. {source:the Russian side} {cue:said} {content:yes}", "russia"),
        ("zh", "{source:记者}{cue:问}：{content:好}", None),
        ("en", "{source:a source in the Kremlin} {cue:said} {content:yes}", None),
        ("zh", "美防长赫格塞思到访。{source:美国官员}{cue:称}，{content:好}", None),
        ("zh", "{source:菲律宾武装部队总参谋长}{cue:称}，{content:好}", None),
        ("zh", "{source:中俄}{cue:认为}，{content:好}", None),
        ("ru", "{source:совместном заявлении} {cue:говорится}, {content:да}", "joint-statement-2018-04"),
    ],
)
def test_institutions_states_documents_and_nobody(knowledge: KnowledgeBase, language: str, text: str, expected: str | None) -> None:
    assert speakers(language, text, knowledge) == [expected]


def test_a_statement_is_the_ministry_s_that_spoke_before(knowledge: KnowledgeBase) -> None:
    text = "{source:The Russian Foreign Ministry} {cue:said} {content:yes}. {source:The statement} {cue:said} {content:no}."
    assert speakers("en", text, knowledge) == ["russia-mfa", "russia-mfa"]


def test_a_sentence_that_goes_on_keeps_its_speaker(knowledge: KnowledgeBase) -> None:
    text = "{source:Putin} {cue:said} {content:yes}, {cue:adding} {content:no}.\n\n{cue:Added} {content:nobody}."
    assert speakers("en", text, knowledge) == ["vladimir-putin", "vladimir-putin", None]


def test_the_reason_is_in_plain_words(knowledge: KnowledgeBase) -> None:
    plain, quotes = marked("{source:Глава Минобороны КНР} {cue:заявил}: {content:да}")
    article = Article(id="a", text=plain, published_at=datetime(2018, 4, 3, tzinfo=UTC))
    doc = spacy.blank("ru")
    doc.add_pipe("sentencizer")
    resolved = resolve_speakers(article, quotes, link_mentions(article, doc(plain), knowledge), doc(plain), knowledge)
    assert resolved[0].speaker_reason == "Глава Минобороны КНР: who held the office on 2018-04-03"
