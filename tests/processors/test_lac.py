"""LAC-small run by numpy: words, names, and input that is meant to hurt."""

import numpy as np
import pytest

from processors.entities.lac import LONGEST, LacTagger, load_lac


@pytest.fixture(scope="module")
def lac() -> LacTagger:
    return load_lac()


def tagged(lac: LacTagger, sentence: str) -> list[tuple[str, str]]:
    return [(sentence[word.start : word.stop], word.tag) for word in lac.tag_sentences([sentence])[0]]


def test_words_and_names_of_a_plain_sentence(lac: LacTagger) -> None:
    assert tagged(lac, "百度是一家高科技公司") == [("百度", "ORG"), ("是", "v"), ("一家", "m"), ("高科技", "n"), ("公司", "n")]


def test_words_cover_the_sentence_without_a_gap(lac: LacTagger) -> None:
    for sentence in ("拉夫罗夫说，俄方愿意。", "a" * 700, "，" * (LONGEST + 1), "\x00\ud800", "魏凤和3日在莫斯科"):
        words = lac.tag_sentences([sentence])[0]
        assert [word.start for word in words] == [0, *(word.stop for word in words[:-1])]
        assert words[-1].stop == len(sentence)


def test_no_sentence_and_an_empty_one(lac: LacTagger) -> None:
    assert lac.tag_sentences([]) == []
    assert lac.tag_sentences([""]) == [()]


def test_batching_does_not_change_the_answer(lac: LacTagger) -> None:
    sentences = [
        "绍伊古在莫斯科说，俄方愿意。",
        "王毅同拉夫罗夫会谈。",
        "好",
        "张晓刚25日在记者会上说，演习不针对第三方。",
    ]
    assert lac.tag_sentences(sentences) == [lac.tag_sentences([sentence])[0] for sentence in sentences]


def test_full_width_marks_are_read_as_narrow_ones(lac: LacTagger) -> None:
    assert lac.tag_sentences(["普京说，俄中关系很好"]) == lac.tag_sentences(["普京说,俄中关系很好"])


def test_viterbi_finds_what_trying_every_sequence_finds(lac: LacTagger) -> None:
    scores = np.random.default_rng(0).normal(size=(1, 2, 57)).astype(np.float32)
    first = (lac._crf_start + scores[0, 0])[None, :]
    second = (scores[0, 1] + lac._crf_end)[:, None]
    to, origin = np.unravel_index((first + lac._crf_into + second).argmax(), (57, 57))
    assert lac._decode(scores, np.array([2])) == [[origin, to]]


def test_a_million_equal_letters_are_tagged(lac: LacTagger) -> None:
    assert len(lac.tag_sentences(["a" * 1_000_000])) == 1
