"""The sentence encoder: same bits, one meaning over three languages, harmless on hostile input."""

from __future__ import annotations

import numpy as np
import pytest

from processors.alignment import encoder as encoder_module
from processors.alignment.encoder import MultilingualEncoder, load_encoder, prepare_text, why_no_encoder


@pytest.fixture(scope="module")
def encoder() -> MultilingualEncoder:
    loaded = load_encoder()
    assert loaded is not None, why_no_encoder()
    return loaded


def test_one_meaning_in_three_languages_is_nearer_than_another(encoder: MultilingualEncoder) -> None:
    texts = [
        "Китай не будет участвовать в этих переговорах.",  # China will not take part in these talks
        "中国不会参加这些谈判。",
        "China will not take part in these talks.",
        "The exhibition opens in the museum on Sunday.",
    ]
    vectors = encoder.encode(texts)
    near = vectors[:3] @ vectors[:3].T
    assert near.min() > 0.6
    assert (vectors[:3] @ vectors[3]).max() < 0.4


def test_neighbours_in_a_call_do_not_change_the_bits(encoder: MultilingualEncoder) -> None:
    text = "We came to support you."
    with_others = MultilingualEncoder("again", encoder._encode_one).encode(["Мир и дружба", text, "和平"])[1]
    assert np.array_equal(encoder.encode([text])[0], with_others)


def test_both_scripts_are_one_text(encoder: MultilingualEncoder) -> None:
    traditional, simplified = encoder.encode(["兩國國防部長舉行會談", "两国国防部长举行会谈"])  # the two defence ministers met
    assert np.array_equal(traditional, simplified)


def test_soft_hyphens_controls_and_lone_surrogates_are_not_seen() -> None:
    assert prepare_text("ми\u00adни\u200bстр\u0007 приедет\ud800 ещё") == "министр приедет еще"


def test_a_megabyte_of_one_letter_and_nothing_at_all(encoder: MultilingualEncoder) -> None:
    assert len(prepare_text("а" * 1_000_000)) == encoder_module.LONGEST
    vectors = encoder.encode(["а" * 1_000_000, "", "\ud800"])
    assert np.isfinite(vectors).all()
    assert not vectors[1:].any()


def test_the_oldest_text_is_forgotten_first() -> None:
    asked: list[str] = []

    def encode_one(text: str) -> np.ndarray:
        asked.append(text)
        return np.ones(encoder_module.DIMENSIONS, dtype=np.float32)

    small = MultilingualEncoder("small", encode_one, remembered=2)
    for text in ["a", "b", "a", "c", "a", "b"]:
        small.encode([text])
    assert asked == ["a", "b", "c", "b"]


def test_without_the_package_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "find_spec", lambda name: None)
    load_encoder.cache_clear()
    try:
        assert load_encoder() is None
        assert "not installed" in why_no_encoder()
    finally:
        load_encoder.cache_clear()
