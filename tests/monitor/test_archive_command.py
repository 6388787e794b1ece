"""`readout archive`: verify, list, rebuild, each with what it says and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.archive.archive import open_archive
from monitor.cli import readout
from processors.errors import InputError, ReadoutError
from tests.crawler.archive.exchanges import exchange
from tests.crawler.pages.golden_pages import OUTLETS


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in a folder whose archive holds two answers."""
    monkeypatch.chdir(tmp_path)
    with open_archive(tmp_path / "archive", outlets=OUTLETS) as archive:
        archive.append(exchange())
        archive.append(exchange(url="https://m.tass.ru/armiya-i-opk/2"))
    return lambda *words: CliRunner().invoke(readout, [str(word) for word in words])


def test_a_whole_archive_is_said_to_be_whole(command: Callable[..., Result]) -> None:
    answer = command("archive", "verify")
    assert answer.exit_code == 0
    assert answer.output == "archive: 1 files, 5 records, 2 answers, 0 problems\n"


def test_each_problem_is_a_line_and_the_end_a_failure(command: Callable[..., Result]) -> None:
    (path,) = Path("archive/warc").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-60] ^= 0xFF
    path.write_bytes(data)
    answer = command("archive", "verify")
    assert isinstance(answer.exception, ReadoutError)
    assert "damaged" in answer.output
    assert len(answer.output.splitlines()) == 3  # the damage, the index's row without a record, the sum


def test_the_answers_for_a_page_are_found_under_any_of_its_addresses(command: Callable[..., Result]) -> None:
    rows = [json.loads(line) for line in command("archive", "list").output.splitlines()]
    assert [row["status"] for row in rows] == [200, 200]
    found = command("archive", "list", "--url", "http://tass.ru/armiya-i-opk/2?utm_source=x").output.splitlines()
    assert [json.loads(line)["url"] for line in found] == ["https://m.tass.ru/armiya-i-opk/2"]
    assert command("archive", "list", "--crawl", "none").output == ""


def test_a_broken_index_is_put_aside_and_made_again(command: Callable[..., Result]) -> None:
    for path in Path("archive").glob("index.sqlite-*"):
        path.unlink()
    Path("archive/index.sqlite").write_bytes(b"no database " * 500)
    assert "readout archive rebuild" in str(command("archive", "verify").exception)
    answer = command("archive", "rebuild")
    assert "archive: 2 answers in 1 files indexed" in answer.output
    assert Path("archive/index.sqlite.broken").is_file()
    assert command("archive", "verify").exit_code == 0


@pytest.mark.parametrize("words", [["verify"], ["list"], ["rebuild"]])
def test_without_an_archive_each_says_so(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    answer = command("archive", *words)
    assert isinstance(answer.exception, InputError)
    assert "archive: no archive there" in str(answer.exception)
    assert not Path("archive").exists()
