"""English sentences: abbreviations, datelines, quotation marks."""

from __future__ import annotations

import pytest

from processors.text.english import dateline_end, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.stop] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. Army left. It will return.", ["The U.S. Army left.", "It will return."]),
        ("He met Gen. Zhang on Sept. 12. They spoke.", ["He met Gen. Zhang on Sept. 12.", "They spoke."]),
        ("It was No. 2 on the list. No. It was third.", ["It was No. 2 on the list.", "No.", "It was third."]),
        ("Beijing warned the U.S. The minister left.", ["Beijing warned the U.S.", "The minister left."]),
        ("J. D. Vance spoke. He left.", ["J. D. Vance spoke.", "He left."]),
        ("It ended at 5 p.m. Moscow time. They went home.", ["It ended at 5 p.m. Moscow time.", "They went home."]),
        ('He said: "We came. We saw." Then he left.', ['He said: "We came. We saw."', "Then he left."]),
        ("“We came. We saw,” he said. “We won.”", ["“We came. We saw,” he said.", "“We won.”"]),
        ('He said: "We came. We saw. Then he left.', ['He said: "We came.', "We saw.", "Then he left."]),  # a lost mark
    ],
)
def test_sentence_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "dateline",
    [
        "MOSCOW, April 3. /TASS/.",
        "BEIJING, Oct. 4 (Xinhua) --",
        "IGORA /Leningrad Region/, December 26. /TASS/.",
        "TSUGOL, Russia, Sept. 12 (Xinhua) --",
    ],
)
def test_a_dateline_is_a_sentence_of_its_own(dateline: str) -> None:
    text = f"{dateline} The minister left on Friday."
    assert sentences(text) == [dateline, "The minister left on Friday."]
    assert dateline_end(text) == len(dateline)


def test_prose_has_no_dateline() -> None:
    assert dateline_end("Moscow said on April 3 that it would wait.") == 0


def test_paragraphs_end_sentences() -> None:
    assert sentences("A headline without a stop\n\nThe text begins.") == ["A headline without a stop", "The text begins."]


@pytest.mark.parametrize("text", ["", " \n\n ", "."])
def test_nothing_to_cut(text: str) -> None:
    assert len(split_sentences(text)) <= 1


@pytest.mark.parametrize("piece", ["a", "A. ", '"A. ', "“", "\n", "A, 1", "U.S. "])
def test_long_monotonous_text_is_cut_to_its_end(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    assert all(0 <= span.start < span.stop <= len(text) for span in split_sentences(text))
