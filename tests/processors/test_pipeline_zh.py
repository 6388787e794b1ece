"""The Chinese pipeline: positions of the original text, names, sentences, hostile input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from processors.entities.pipelines.zh import build, describe

NLP = build()


@pytest.fixture(scope="module")
def nlp() -> Language:
    return NLP


def names(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(name.text, name.label_) for name in nlp(text).ents]


def test_names_of_a_lead(nlp: Language) -> None:
    text = "国务委员兼国防部长魏凤和3日在莫斯科与俄罗斯国防部长绍伊古举行会谈。"
    assert ("魏凤和", "PER") in names(nlp, text)
    assert ("绍伊古", "PER") in names(nlp, text)
    assert ("莫斯科", "LOC") in names(nlp, text)


def test_short_names_of_two_states_are_two_places(nlp: Language) -> None:
    assert names(nlp, "中俄两国关系稳如泰山。")[:2] == [("中", "LOC"), ("俄", "LOC")]


def test_traditional_characters_are_read_and_kept(nlp: Language) -> None:
    doc = nlp("俄羅斯國防部長紹伊古說，兩國關係很好。")
    assert "紹伊古" in [name.text for name in doc.ents]
    assert "绍伊古" in [token.lemma_ for token in doc]


def test_she_said_is_two_words(nlp: Language) -> None:
    assert [token.text for token in nlp("她说，运输由三艘船承担。")][:2] == ["她", "说"]


def test_sentences_end_behind_the_closing_mark(nlp: Language) -> None:
    doc = nlp("张三说：“好。我们同意。”他走了。\n\n会谈结束。")
    assert [sentence.text.strip() for sentence in doc.sents] == ["张三说：“好。我们同意。”", "他走了。", "会谈结束。"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="中国國说，。“” \n\x00\u3000aЖ1·", max_size=60))
def test_every_token_stands_at_its_place(text: str) -> None:
    doc = NLP(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x07", "a" * 300_000, "“" * 50_000, "（" * 50_000, "中 " * 20_000])
def test_hostile_text_passes(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("他们飞越白令海和楚科奇海。", ("白令海", "LOC")),
        ("俄方愿意合作。", ("俄方", "LOC")),
        ("俄国防部长别洛乌索夫出席会议。", ("别洛乌索夫", "PER")),
        ("弗拉基米尔·普京抵达北京。", ("弗拉基米尔·普京", "PER")),
    ],
)
def test_what_the_network_gets_wrong_is_put_right(nlp: Language, text: str, name: tuple[str, str]) -> None:
    assert name in names(nlp, text)


def test_titles_and_peoples_are_no_names(nlp: Language) -> None:
    found = [name for name, _ in names(nlp, "国务委员兼外交部长王毅会见了几名德国人。")]
    assert found == ["王毅"]


def test_the_back_end_names_itself() -> None:
    assert describe() == "LAC-small of jieba 0.42.1"
