"""Where an article says something: the encoder looks only where the words bring it, and the best place is found all the same."""

from __future__ import annotations

from processors.alignment import carried
from processors.alignment.carried import find_carried, read_windows
from processors.alignment.score import read_quote
from tests.compared import AMERICANS_EN, instruments, tass_en, tass_ru, xinhua_zh


def rendering_of_the_americans():  # type: ignore[no-untyped-def]  # what read_quote gives
    analysis = tass_en()
    quote = next(
        quote for quote in analysis.quotes if analysis.article.text[quote.content[0].start :].startswith(AMERICANS_EN[:20])
    )
    return read_quote(analysis, quote, instruments().tables)


def test_the_words_are_found_in_another_language_and_not_where_they_are_not() -> None:
    said = find_carried([rendering_of_the_americans()], read_windows(tass_ru(), instruments()), instruments())
    silent = find_carried([rendering_of_the_americans()], read_windows(xinhua_zh(), instruments()), instruments())
    assert said.probability > 0.5 > silent.probability


def test_few_encoded_windows_find_the_same_place(monkeypatch) -> None:  # type: ignore[no-untyped-def]  # pytest's own fixture
    windows = read_windows(tass_ru(), instruments())
    whole = find_carried([rendering_of_the_americans()], windows, instruments())
    monkeypatch.setattr(carried, "MOST_ENCODED", 3)
    few = find_carried([rendering_of_the_americans()], windows, instruments())
    assert whole.window is not None
    assert few.window is not None
    assert few.window.start == whole.window.start
    assert few.probability <= whole.probability
