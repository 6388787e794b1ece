"""`readout check`: over a file and over a store, as text and as JSON; with the real models."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.claim_check import days_of, find_speaker, make_claim
from monitor.cli import readout
from monitor.reports.claim_text import render_check
from processors.entities.knowledge import Entity, build_knowledge
from processors.errors import InputError
from tests.monitor.exhibits import CRAWLS, articles, desk, reference, span_of

CLAIM = "We've come to support you [against the United States]"
KNOWLEDGE = build_knowledge(
    [
        Entity(id="wei-fenghe", type="PER", names={"en": ("Wei Fenghe",), "ru": ("Вэй Фэнхэ",), "zh": ("魏凤和",)}),
        Entity(id="wei-other", type="PER", names={"en": ("Wei Other",)}),
        Entity(id="sergei-shoigu", type="PER", names={"en": ("Sergei Shoigu",)}),
    ]
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's articles but for the late text, in one file."""
    path = tmp_path_factory.mktemp("check") / "articles.jsonl"
    contents = [file.read_text(encoding="utf-8") for file in CRAWLS.iterdir()]
    lines = {line for content in contents for line in content.splitlines() if '"health"' not in line}
    path.write_text("\n".join(sorted(line for line in lines if "w18-xinhua-zh-3" not in line)) + "\n", encoding="utf-8")
    return path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(readout, ["check", *arguments])


@pytest.fixture(scope="module")
def answer(file: Path) -> dict[str, object]:
    result = check(
        CLAIM, "--speaker", "Wei Fenghe", "--date", "2018-04", "--articles", str(file), "--clock", "2018-04-14T09:00:00Z", "--json"
    )
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_json_tells_who_carried_it_and_who_did_not(answer: dict[str, object]) -> None:
    assert answer["verdict"] == "altered"
    assert answer["speaker"] == "wei-fenghe"
    assert {"tass/en", "tass/ru"} <= set(answer["carried"])  # type: ignore[call-overload]
    assert set(answer["absent"]) == {"xinhua/en", "xinhua/ru", "xinhua/zh"}  # type: ignore[call-overload]
    assert [CLAIM[start:stop] for start, stop in answer["unsupported"]] == ["[against the United States]"]  # type: ignore[attr-defined]


def test_renderings_are_in_the_order_of_time(answer: dict[str, object]) -> None:
    times = [rendering["published_at"] for rendering in answer["renderings"]]  # type: ignore[attr-defined]
    assert times == sorted(times)
    assert len(times) >= 2


def test_text_shows_words_places_and_what_nobody_printed(answer: dict[str, object]) -> None:
    text = render_check(answer, desk())
    assert "Speaker: Wei Fenghe (魏凤和, Вэй Фэнхэ)" in text
    assert "Nobody printed “[against the United States]”, which stands in brackets" in text
    assert "2018-04-03 12:48 UTC (15:48 Moscow, 20:48 Beijing)  TASS (en)" in text
    assert "word by word, by machine: gloss of" in text
    assert "https://tass.com/defense/997318" in text


def test_findings_are_told_against_the_claim() -> None:
    content = reference("w18-tass-ru-1")
    said = [[content.content[0].start, content.content[0].stop]]
    words = span_of(articles()["w18-tass-ru-1"].text, "американцы")
    finding = {"type": "party-added", "a": None, "b": [words.start, words.stop], "note": "", "certain": True}
    rendering = {
        "article": "w18-tass-ru-1",
        "revision": 1,
        "content": said,
        "speaker": None,
        "relation": "altered",
        "findings": [finding],
    }
    told = {
        "claim": "we came",
        "speaker": None,
        "verdict": "altered",
        "renderings": [rendering],
        "carried": ["tass/ru"],
        "absent": [],
    }
    text = render_check(told | {"unsupported": []}, desk())
    assert "a party is named in this and not in the claim (nothing in the claim, “американцы” here)" in text


@pytest.mark.parametrize("name", ["wei-fenghe", "Wei Fenghe", "魏凤和", "Вэй Фэнхэ", "wei fenghe", "Fenghe"])
def test_a_speaker_is_found_by_id_and_by_name(name: str) -> None:
    assert find_speaker(name, KNOWLEDGE) == "wei-fenghe"


def test_an_ambiguous_speaker_is_asked_back() -> None:
    with pytest.raises(InputError, match="wei-fenghe, wei-other"):
        find_speaker("Wei", KNOWLEDGE)


def test_an_unknown_speaker_has_the_id_of_the_name() -> None:
    assert find_speaker("梁志远", KNOWLEDGE) == "liang-zhiyuan"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2018-04-03", (date(2018, 4, 3), date(2018, 4, 3))),
        ("2018-02", (date(2018, 2, 1), date(2018, 2, 28))),
        ("2018", (date(2018, 1, 1), date(2018, 12, 31))),
    ],
)
def test_a_day_a_month_or_a_year(text: str, days: tuple[date, date]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "April", "2018-13", "2018-02-30", "2018-04-03-1x", "-5"])
def test_no_day_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(InputError, match="write 2018-04-03"):
        days_of(text)


def test_wrong_use_is_told() -> None:
    assert check("words", "--articles", "x.jsonl").exit_code == 2
    with pytest.raises(InputError, match="empty"):
        make_claim("  ", None, None, KNOWLEDGE)
