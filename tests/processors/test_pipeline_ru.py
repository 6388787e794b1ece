from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from processors.entities import pipelines
from processors.entities.pipelines import describe_pipeline, installed_pipeline, load_pipeline
from processors.entities.pipelines.ru_lemmas import lemma_of
from processors.entities.pipelines.ru_sentences import cut_sentences
from processors.text.russian_dateline import dateline_stop


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline("ru")


def sentences(doc: Doc) -> list[str]:
    return [sent.text.strip() for sent in doc.sents]


def test_tokens_index_the_text_given(pipeline: Language) -> None:
    text = "\n МОСКВА,  3 апреля.\n\nШойгу\u00a0прибыл\tв Пекин\x00 \n"
    doc = pipeline(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_words_are_tagged_parsed_and_named(pipeline: Language) -> None:
    doc = pipeline("Министр обороны КНР Вэй Фэнхэ заявил, что стороны готовы.")
    said = next(token for token in doc if token.text == "заявил")
    assert (said.pos_, said.lemma_, said.dep_) == ("VERB", "заявить", "ROOT")
    assert [(child.text, child.dep_) for child in said.lefts] == [("Министр", "nsubj")]
    assert ("Вэй Фэнхэ", "PER") in [(ent.text, ent.label_) for ent in doc.ents]


def test_a_ministry_and_its_country_are_one_organisation(pipeline: Language) -> None:
    doc = pipeline("Об этом сообщили в Минобороны Китая.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Минобороны Китая", "ORG")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Он приехал 5 сент. 2024 года. Сделка стоит 2 млрд долл. в год.",
            ["Он приехал 5 сент. 2024 года.", "Сделка стоит 2 млрд долл. в год."],
        ),
        ('"Мы приехали. Мы рады", - сказал он. Встреча прошла.', ['"Мы приехали. Мы рады", - сказал он.', "Встреча прошла."]),
        ("МОСКВА, 3 апреля. /ТАСС/. Делегация прибыла.", ["МОСКВА, 3 апреля. /ТАСС/.", "Делегация прибыла."]),
    ],
)
def test_sentences_are_not_cut_inside_quotes_abbreviations_and_datelines(
    pipeline: Language, text: str, expected: list[str]
) -> None:
    assert sentences(pipeline(text)) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("МОСКВА, 3 апреля. /ТАСС/. Делегация", "Делегация"),
        ("ЦУГОЛ /Забайкальский край/, 12 сентября. /ТАСС/. Россия", "Россия"),
        ("Москва, 3 апреля /Синьхуа/ -- Член Госсовета", "Член Госсовета"),
        ("Москва. 5 декабря. ИНТЕРФАКС - Министр", "Министр"),
        ("Министр обороны 3 апреля. прибыл", "Министр обороны 3 апреля. прибыл"),
        ("Китай, 3 апреля подписавший договор, доволен", "Китай, 3 апреля подписавший договор, доволен"),
    ],
)
def test_the_words_begin_behind_the_dateline(text: str, rest: str) -> None:
    assert text[dateline_stop(text) :] == rest


def test_lemmas_follow_the_part_of_speech() -> None:
    assert (lemma_of("стали", "VERB"), lemma_of("стали", "NOUN")) == ("стать", "сталь")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00\x01", " а", "«", "\ud7ff"])
def test_small_oddities_are_taken(pipeline: Language, text: str) -> None:
    assert pipeline(text).text == text


@pytest.mark.parametrize("text", ["а" * 200_000, "а-" * 20_000, "«" * 20_000, "слово " * 5_000])
def test_hostile_texts_are_taken(pipeline: Language, text: str) -> None:
    assert len(pipeline(text)) > 1


def test_cuts_cover_one_long_line() -> None:
    text = "Слово. " * 3_000
    cuts = cut_sentences(text)
    assert cuts[-1][1] == len(text.rstrip())


def install(folder: Path, name: str, author: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("raise RuntimeError('this code must not run')", encoding="utf-8")
    (folder / name / "meta.json").write_text(json.dumps({"author": author}), encoding="utf-8")


def test_only_spacys_own_pipelines_are_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    install(tmp_path, "ru_core_news_sm", "somebody else")
    assert installed_pipeline("ru") is None
    assert describe_pipeline("ru").startswith("ru: slovnet ")
    install(tmp_path, "ru_core_news_md", pipelines.OFFICIAL_AUTHOR)
    assert describe_pipeline("ru") == "ru: ru_core_news_md"


def test_a_language_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="not a language we process"):
        load_pipeline("fr")
