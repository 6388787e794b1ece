"""What stands only in a headline, and what says hardly anything: shown as uncertain, never reported."""

from __future__ import annotations

import pytest

from processors.alignment.utterances import Rendering, read_rendering
from processors.divergence.triviality import is_trivial
from processors.records import Analysis, Divergence
from tests.compared import BOTH, FIRST_RU, analysis, compare, instruments, of_kind, xinhua_zh

DAY = "2018-04-03T14:20:00+03:00"
LED = "Министр обороны КНР Вэй Фэнхэ провел переговоры с Сергеем Шойгу накануне конференции по безопасности. "
HEADLINE = "Вэй Фэнхэ: визит адресован Вашингтону"


def rendering(words: str, language: str) -> Rendering:
    found = analysis(f"tass-{language}-1", DAY, words, [(words, "wei-fenghe")])
    return read_rendering(found, found.quotes[0], "wei-fenghe", instruments())


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Благодарим за теплый прием", "ru"),
        ("I would like to thank our Russian hosts for the warm welcome and hospitality", "en"),
        ("感谢俄方的热情接待", "zh"),
        ("Поздравляю вас с праздником", "ru"),
        ("we will see", "en"),
        ("I wish the exercise success", "en"),
    ],
)
def test_a_courtesy_or_words_without_weight_say_little(words: str, language: str) -> None:
    assert is_trivial([rendering(words, language)])


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("We came to support you", "en"),
        ("Мы приехали вас поддержать", "ru"),
        ("我们是来支持你们的", "zh"),
        ("Россия не нападёт", "ru"),
        ("Мы не создаем военных блоков", "ru"),
        ("We welcome Russia's decision to withdraw its missiles from the border with Norway", "en"),
        ("中方不会向冲突任何一方提供武器", "zh"),
        ("Контракт подписан, поставки начнутся осенью", "ru"),
    ],
)
def test_a_short_statement_that_says_something_is_not_trivial(words: str, language: str) -> None:
    assert not is_trivial([rendering(words, language)])


def test_one_rendering_that_says_more_is_enough() -> None:
    long = rendering("Спасибо; ракеты средней дальности у границы Китая будут считаться угрозой", "ru")
    assert not is_trivial([rendering("Спасибо за прием", "ru"), long])


def omitted(*articles: Analysis) -> list[Divergence]:
    return [found for found in of_kind(compare(articles), "omitted") if found.carried == ("tass/ru",)]


def test_the_omission_of_thanks_is_uncertain() -> None:
    thanks = "Благодарим за теплый прием и гостеприимство"
    text = f'{LED}"{thanks}", - сказал он. Китайский министр добавил, что {FIRST_RU}.'
    (found,) = omitted(
        analysis("tass-ru-1", DAY, text, [(thanks, "wei-fenghe"), (FIRST_RU, "wei-fenghe")], mentions=BOTH["ru"]), xinhua_zh()
    )
    assert (found.state, found.certain) == ("uncertain", False)
    assert any("says little" in doubt for doubt in found.doubts)


def test_what_stands_only_in_a_headline_is_uncertain() -> None:
    headed = analysis(
        "tass-ru-1", DAY, f"{LED}Китайский министр добавил, что {FIRST_RU}.", [(FIRST_RU, "wei-fenghe")], mentions=BOTH["ru"],
        title=HEADLINE, headline=[("визит адресован Вашингтону", "wei-fenghe")],
    )  # fmt: skip
    (found,) = omitted(headed, xinhua_zh())
    assert (found.state, found.certain) == ("uncertain", False)
    assert "it stands only in a headline" in found.doubts


def test_a_headline_joins_what_its_own_article_quotes() -> None:
    said = "Мы приехали, чтобы США знали о тесных связях вооруженных сил Китая и России"
    headed = analysis(
        "tass-ru-1", DAY, f'{LED}"{said}", - сказал он. Китайский министр добавил, что {FIRST_RU}.',
        [(said, "wei-fenghe"), (FIRST_RU, "wei-fenghe")], mentions=BOTH["ru"],
        title="Вэй Фэнхэ: США должны знать о связях армий Китая и России",
        headline=[("США должны знать о связях армий Китая и России", "wei-fenghe")],
    )  # fmt: skip
    (found,) = omitted(headed, xinhua_zh())
    assert found.certain
    assert {quote.field for quote in found.quotes} == {"text", "title"}
