"""`readout compare`: one JSON object from any form of file, up to the clock; with the real models."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import ReadoutError
from processors.wire import article_to_json
from tests.compared import tass_ru, xinhua_zh

AFTER, BEFORE = "2018-04-14T09:00:00Z", "2018-04-03T20:00:00Z"


def compare(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(readout, ["compare", *arguments], input=given)


def lines(*rows: object) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows) + b"\n"


def talks() -> list[dict[str, Any]]:
    return [article_to_json(found.article) for found in (tass_ru(), xinhua_zh())]


def test_the_omission_is_found_from_plain_text(tmp_path: Path) -> None:
    file, target = tmp_path / "articles.jsonl", tmp_path / "comparison.json"
    file.write_bytes(lines(*talks()))
    result = compare(str(file), "--clock", AFTER, "-o", str(target))
    assert result.exit_code == 0, result.output
    answer = json.loads(target.read_text(encoding="utf-8"))
    assert set(answer) == {"events", "utterances", "aligned", "divergences", "set_phrases"}
    (found,) = [row for row in answer["divergences"] if row["kind"] == "omitted" and row["carried"] == ["tass/ru"]]
    assert (found["state"], found["absent"], found["speaker"]) == ("new", ["xinhua/zh"], "wei-fenghe")
    text = talks()[0]["text"]
    assert "американцы знали" in "".join(text[start:stop] for start, stop in found["quotes"][0]["content"])


def test_nothing_later_than_the_clock_exists(tmp_path: Path) -> None:
    result = compare("-", "--clock", BEFORE, given=gzip.compress(lines(*talks())))
    assert result.exit_code == 0, result.output
    assert [event["articles"] for event in json.loads(result.stdout)["events"]] == [["tass-ru-1"]]


def test_bad_lines_are_named_counted_and_stop_nothing(tmp_path: Path) -> None:
    result = compare("-", "--clock", AFTER, given=lines(b"{broken", {"id": "x"}, *talks()))
    assert result.exit_code == 0, result.output
    assert "2 articles read, 2 lines left out (no text 1, not JSON 1)" in result.stderr
    assert len(json.loads(result.stdout)["events"]) == 1


def test_a_file_without_one_article_is_one_line_and_status_1() -> None:
    result = compare("-", "--clock", AFTER, given=b"{broken\n")
    assert result.exit_code == 1
    assert isinstance(result.exception, ReadoutError)


def test_nothing_in_gives_nothing_out() -> None:
    result = compare("-", "--clock", AFTER, given=b"")
    assert json.loads(result.stdout)["events"] == []


@pytest.mark.parametrize("clock", ["2018-04-14", "soon", "2018-04-14T09:00:00"])
def test_a_clock_without_an_offset_is_wrong_usage(clock: str) -> None:
    assert compare("-", "--clock", clock, given=b"").exit_code == 2
