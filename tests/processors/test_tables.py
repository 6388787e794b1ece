"""The translation tables: words that match in three languages, what is matched wholly, and how the file is made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from processors.alignment.concepts import load_concepts
from processors.alignment.ibm1 import Bitext, learn_lexicon
from processors.alignment.instruments import Words
from processors.alignment.tables import TranslationTables, load_tables, read_data
from processors.alignment.word_pairs import Matches, matches_from_bytes, matches_to_bytes, transposed
from processors.records import Mention, Span

ROOT = Path(__file__).parents[2]
TRAIN = Path(os.environ.get("READOUT_TRAIN", ROOT.parent / "shared" / "train"))
SAID = {
    "zh": "让美国人知道中俄两国军队的密切关系",
    "ru": "дать американцам знать о тесных связях вооруженных сил Китая и России",
    "en": "let the Americans know about the close ties between the armed forces of China and Russia",
}
OTHER = {
    "zh": "博物馆将于星期天开放，门票免费",
    "ru": "музей откроется в воскресенье, вход бесплатный",
    "en": "the museum opens on Sunday and admission is free",
}
PAIRS = [(one, other) for one in SAID for other in SAID if one != other]


def words(text: str, language: str, *mentions: Mention) -> Words:
    return load_tables().words(text, language, (Span(start=0, stop=len(text)),), mentions)


def cover(one: str, first: str, other: str, second: str) -> float:
    return load_tables().cover(words(one, first), words(other, second)).score


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_translation_covers_and_another_text_does_not(first: str, second: str) -> None:
    translated, other = (cover(SAID[first], first, text[second], second) for text in (SAID, OTHER))
    assert translated > 0.35
    assert other < translated / 2


def test_the_matched_words_are_named_with_their_places() -> None:
    found = load_tables().cover(words(SAID["ru"], "ru"), words(SAID["en"], "en"))
    printed = {(SAID["ru"][a.span.start : a.span.stop], SAID["en"][b.span.start : b.span.stop]) for a, b, _ in found.matched}
    assert {("американцам", "Americans"), ("России", "Russia")} <= printed
    assert len(found.matched) + len(found.unmatched) == len(words(SAID["ru"], "ru").words)


def test_numbers_latin_words_and_entities_match_wholly() -> None:
    assert cover("108亿", "zh", "10,8 млрд", "ru") == 1.0
    assert cover("S-400", "en", "С-400", "ru") == 1.0
    wei, wei_zh = (
        Mention(span=Span(start=0, stop=stop), text=text, type="PER", entity_id="wei-fenghe")
        for text, stop in (("Вэй Фэнхэ", 9), ("魏凤和", 3))
    )
    left, right = words("Вэй Фэнхэ", "ru", wei), words("魏凤和", "zh", wei_zh)
    assert [word.norm for word in left.words] == ["@wei-fenghe"]
    assert load_tables().cover(left, right).score == 1.0


def test_an_entity_still_meets_its_adjective() -> None:
    russia = Mention(span=Span(start=0, stop=6), text="Россия", type="LOC", entity_id="russia")
    assert load_tables().cover(words("Россия", "ru", russia), words("Russian", "en")).score > 0.3


def test_a_set_phrase_is_one_word_in_three_languages() -> None:
    assert cover("稳如泰山", "zh", "незыблемы, как гора Тайшань", "ru") > 0.6
    assert cover("稳如泰山", "zh", "as solid as a rock", "en") == 1.0


def test_strengths_agree_with_cover() -> None:
    x, y = words(SAID["zh"], "zh"), words(SAID["ru"], "ru")
    matched = {word.span: strength for word, _, strength in load_tables().cover(x, y).matched}
    for word, row in zip(x.words, load_tables().strengths(x, y), strict=True):
        assert row.max() == pytest.approx(matched.get(word.span, 0.0), abs=1e-6)


def test_no_words_and_unknown_languages_do_no_harm() -> None:
    empty = words("", "zh")
    assert load_tables().cover(empty, empty).score == 0.0
    assert load_tables().cover(words("bonjour", "fr"), words(SAID["ru"], "ru")).score == 0.0


def test_model_1_finds_the_words_that_keep_company() -> None:
    lexicon = learn_lexicon(Bitext(source=[[1, 2], [1, 3], [2]], target=[[5, 6], [5, 7], [6]], weight=[1.0, 1.0, 1.0]))
    best = {}
    for source, target, probability in zip(lexicon.source, lexicon.target, lexicon.probability, strict=True):
        best[int(source)] = max(best.get(int(source), (0.0, 0)), (float(probability), int(target)))
    assert {source: target for source, (_, target) in best.items()} == {1: 5, 2: 6, 3: 7}


def test_matches_come_back_from_their_bytes() -> None:
    matches = Matches(
        start=np.array([0, 2, 2, 3]), partner=np.array([1, 70_000, 4]), strength=np.array([1.0, 0.2, 0.4], dtype=np.float32)
    )
    again = matches_from_bytes(matches_to_bytes(matches))
    assert again.start.tolist() == [0, 2, 2, 3]
    assert again.partner.tolist() == [1, 70_000, 4]
    assert again.strength == pytest.approx(matches.strength, abs=1 / 255)
    turned = transposed(again, 70_001)
    assert turned.partner[turned.start[4] : turned.start[5]].tolist() == [2]


def test_tables_are_small() -> None:
    assert TranslationTables(read_data).partners("министр", "ru", "zh")
    files = [file for file in (ROOT / "processors/alignment/data").iterdir() if file.suffix == ".npz"]
    assert len(files) == 6
    assert max(file.stat().st_size for file in files) < 4_000_000


def test_the_lexicon_of_concepts_has_three_languages() -> None:
    whole = [concept for concept in load_concepts() if all(concept.values())]
    assert len(whole) > 1000


@pytest.mark.shared
@pytest.mark.skipif(not TRAIN.is_dir(), reason="the training data are not at hand")
@pytest.mark.skipif("READOUT_REMAKE" not in os.environ, reason="takes minutes; READOUT_REMAKE=1 asks for it")
@pytest.mark.parametrize("builder", ["bench.build_tables", "bench.build_gloss"])
def test_remaking_gives_the_same_bytes(builder: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", builder, "--train", str(TRAIN), "-o", str(tmp_path)], cwd=ROOT, check=True)
    assert any(tmp_path.iterdir())
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == read_data(file.name), file.name
