from __future__ import annotations

import pytest

from processors.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Министр обороны КНР заявил, что визит важен для двух стран.", "ru"),
        ("Chinese Defense Minister Wei said", "en"),  # langdetect alone says German
        ("国防部发言人表示，两军关系保持高水平。", "zh"),
        ("中國國防部發言人吳謙表示", "zh"),  # traditional characters
        ("Шойгу（绍伊古）会见魏凤和", "zh"),
        ("国防部の発表によると", "ja"),
        ("Міністр оборони України заявив, що їх підтримають.", "uk"),
        ("2018 — 2019 !!!", "und"),
        ("", "und"),
    ],
)
def test_language_of_a_text(text: str, code: str) -> None:
    assert detect_language(text).code == code


def test_a_declared_language_decides_for_a_short_text_in_its_script_only() -> None:
    assert detect_language("Шойгу пристигна в Пекин", "ru").code == "ru"
    assert detect_language("国防部", "ru").code == "zh"


def test_the_same_text_gives_the_same_answer() -> None:
    text = "Le ministre de la Défense a déclaré que les deux pays coopèrent."
    assert len({detect_language(text) for _ in range(5)}) == 1
    assert detect_language(text).code == "fr"


def test_a_megabyte_of_one_letter_is_answered() -> None:
    assert detect_language("a" * 1_000_000).confidence <= 1
