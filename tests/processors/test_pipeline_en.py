"""The English pipeline: the text unchanged, our sentences, tidy names, pinned model files, hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from processors.entities.pipelines.en import DIGEST, MOST_TOKENS, build, check_files, digest_files
from processors.errors import ConfigError


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build()


def names(nlp: Language, text: str) -> set[tuple[str, str]]:
    return {(entity.text, entity.label_) for entity in nlp(text).ents}


def test_tokens_index_the_text_as_it_is(nlp: Language) -> None:
    text = "MOSCOW, April 3. /TASS/. Wei  Fenghe said:\n\n“We came — to\u00a0support you.”"
    doc = nlp(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_sentences_are_ours(nlp: Language) -> None:
    doc = nlp("MOSCOW, April 3. /TASS/. The U.S. Navy left. “We saw it. All of it,” he said.")
    assert [sentence.text for sentence in doc.sents] == [
        "MOSCOW, April 3. /TASS/.",
        "The U.S. Navy left.",
        "“We saw it. All of it,” he said.",
    ]


def test_tags_lemmas_and_a_parse_are_there(nlp: Language) -> None:
    said = nlp("The minister said that talks continued.")[2]
    assert (said.pos_, said.lemma_, said.dep_) == ("VERB", "say", "ROOT")


def test_labels_are_people_organisations_and_places(nlp: Language) -> None:
    found = names(nlp, "Vladimir Putin flew to China on Tuesday with three Russian ministers and $5 million.")
    assert found == {("Vladimir Putin", "PER"), ("China", "LOC")}


def test_articles_and_genitives_are_trimmed(nlp: Language) -> None:
    assert ("United States", "LOC") in names(nlp, "The policy of the United States's allies has changed.")


def test_offices_are_no_part_of_a_name(nlp: Language) -> None:
    found = names(nlp, "On Friday Chinese Defense Minister Dong Jun met Rear Admiral Liang Zhiyuan in Beijing.")
    assert {("Dong Jun", "PER"), ("Liang Zhiyuan", "PER")} <= found


def test_a_bare_surname_is_known_from_the_full_name(nlp: Language) -> None:
    doc = nlp("Defense Minister Li Shangfu spoke in Moscow. According to Li, ties are strong. Li left on Friday.")
    assert [entity.text for entity in doc.ents if entity.label_ == "PER"] == ["Li Shangfu", "Li", "Li"]


def test_the_dateline_names_nobody(nlp: Language) -> None:
    assert names(nlp, "ZHANJIANG, July 15 (Xinhua) -- The ships left on Monday.") == set()


@pytest.mark.parametrize("text", ["", " ", "\n\n", '"', "a" * 1_000_000, "“" * 5000, "x" * 300 + " Hello  world. " + "y" * 300])
def test_odd_texts_pass_unchanged(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


def test_the_tokens_are_capped(nlp: Language) -> None:
    text = "a b " * MOST_TOKENS
    doc = nlp.make_doc(text)
    assert doc.text == text
    assert len(doc) == MOST_TOKENS + 1


def test_the_model_files_are_the_pinned_ones(nlp: Language) -> None:
    assert digest_files(Path(str(nlp.path))) == DIGEST


def test_changed_model_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"other weights")
    with pytest.raises(ConfigError, match="not the pinned ones"):
        check_files(tmp_path, DIGEST)
