"""`readout analyse`: one line for each revision, in order, from any form of file; with the real models."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import InputError, ReadoutError

ZH = {"id": "a", "outlet": "xinhua", "edition": "zh", "text": "新华社北京4月13日电 魏凤和表示，中方愿与俄方一道努力。"}
EN = {
    "id": "b",
    "outlet": "tass",
    "language": "en",
    "text": 'MOSCOW, April 3. /TASS/. "We came to support you," Wei Fenghe said.',
    "odd": 1,
}


def analyse(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(readout, ["analyse", *arguments], input=given)


def lines(*rows: object) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows) + b"\n"


def test_one_line_for_each_revision_in_order(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(lines(EN, ZH, b"", ZH | {"revision": 2}, {"health": {}}))
    result = analyse(str(file))
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["revision"]) for row in rows] == [("b", 1), ("a", 1), ("a", 2)]
    assert [row["language"]["code"] for row in rows] == ["en", "zh", "zh"]
    assert [EN["text"][start:stop] for start, stop in rows[0]["quotes"][0]["content"]] == ["We came to support you,"]  # type: ignore[index]
    assert rows[1]["mentions"][0]["entity"] == "wei-fenghe"


def test_gzip_and_standard_input_are_read(tmp_path: Path) -> None:
    packed = gzip.compress(lines(ZH))
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    assert json.loads(analyse(str(tmp_path / "a.jsonl.gz")).stdout)["id"] == "a"
    assert json.loads(analyse("-", given=packed).stdout)["id"] == "a"


def test_refused_lines_are_counted_and_stop_nothing(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(lines(b"{broken", {"id": "x"}, ZH, b"\xff\xfe"))
    result = analyse(str(file), "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 0
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["id"] == "a"
    assert "1 lines written, 3 not analysed (no text 1, not JSON 1, not UTF-8 1)" in result.stderr


def test_strict_refuses_unknown_fields(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(lines(EN, ZH))
    assert "unknown field 1" in analyse(str(file), "--strict").stderr


@pytest.mark.parametrize("damage", ["cut", "bytes changed", "head alone"])
def test_a_damaged_archive_fails_in_a_line(tmp_path: Path, damage: str) -> None:
    packed = gzip.compress(lines(*[ZH | {"id": f"a{n}", "noise": os.urandom(50).hex()} for n in range(50)]))
    broken = {"cut": packed[:-40], "bytes changed": packed[:60] + b"\0" * 40 + packed[100:], "head alone": packed[:2]}[damage]
    (tmp_path / "articles.jsonl.gz").write_bytes(broken)
    result = analyse(str(tmp_path / "articles.jsonl.gz"), "-o", str(tmp_path / "out.jsonl"))
    assert isinstance(result.exception, InputError)
    assert "breaks off" in str(result.exception)


def test_a_file_without_articles_fails_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"not json\n")
    assert isinstance(analyse(str(file)).exception, ReadoutError)
    assert isinstance(analyse(str(tmp_path / "missing.jsonl")).exception, InputError)


def test_an_article_that_fails_still_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(article: object, tools: object) -> object:
        raise ValueError("no such thing")

    monkeypatch.setattr("monitor.commands.analyse_.analyse_article", failing)
    file = tmp_path / "articles.jsonl"
    file.write_bytes(lines(ZH))
    result = analyse(str(file))
    assert json.loads(result.stdout) == {"id": "a", "revision": 1, "error": "ValueError: no such thing"}
    assert "analysis failed 1" in result.stderr


def test_a_person_whom_the_knowledge_base_lacks_has_one_id_in_two_scripts(tmp_path: Path) -> None:
    zh = {
        "id": "z",
        "outlet": "xinhua",
        "edition": "zh",
        "text": "新华社莫斯科4月13日电 俄罗斯专家伊万·斯托罗热夫表示，双方合作将继续。",
    }
    ru = {
        "id": "r",
        "outlet": "tass",
        "edition": "ru",
        "text": "МОСКВА, 13 апреля. /ТАСС/. Эксперт Иван Сторожев заявил, что сотрудничество продолжится.",
    }
    file = tmp_path / "articles.jsonl"
    file.write_bytes(lines(zh, ru))
    rows = [json.loads(line) for line in analyse(str(file)).stdout.splitlines()]
    people = [{m["entity"] for m in row["mentions"] if m["type"] == "PER"} for row in rows]
    assert people[0] == people[1] != set()
