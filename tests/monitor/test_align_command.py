"""`readout align`: pairs of lines on standard output, one line for each failure."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import InputError

CHINESE = ["中国代表团抵达莫斯科。", "双方签署了石油合同。", "", "演习有三千名士兵参加。"]
ENGLISH = [
    "Three thousand soldiers took part in the exercise.",
    "The Chinese delegation arrived in Moscow.",
    "The sides signed an oil contract.",
]
EXPECTED = [("0", "1"), ("1", "2"), ("3", "0")]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    first, second = tmp_path / "zh.txt", tmp_path / "en.txt.gz"
    first.write_text("\n".join(CHINESE) + "\n", encoding="utf-8")
    second.write_bytes(gzip.compress(("\r\n".join(ENGLISH) + "\r\n").encode()))
    return str(first), str(second)


def align(*arguments: str) -> Result:
    return CliRunner().invoke(readout, ["align", "--languages", "zh", "en", *arguments])


def pairs(text: str) -> list[tuple[str, str]]:
    return [(line.split("\t")[0], line.split("\t")[1]) for line in text.splitlines()]


@pytest.mark.parametrize("options", [(), ("--without-encoder",)])
def test_lines_find_their_translation(files: tuple[str, str], options: tuple[str, ...]) -> None:
    result = align(*files, *options)
    assert result.exit_code == 0, result.output
    assert pairs(result.stdout) == EXPECTED
    assert all(len(line.split("\t")) == 4 for line in result.stdout.splitlines())


def test_result_goes_to_a_file(files: tuple[str, str], tmp_path: Path) -> None:
    output = tmp_path / "matches.tsv"
    assert align(*files, "-o", str(output)).exit_code == 0
    assert pairs(output.read_text("utf-8")) == EXPECTED


@pytest.mark.parametrize("data", [b"", b"\xff\xfe no text", b"\x1f\x8b broken"])
def test_bad_input_is_one_line(files: tuple[str, str], tmp_path: Path, data: bytes) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(data)
    failure = align(str(bad), files[1]).exception
    assert isinstance(failure, InputError)
    assert str(bad) in str(failure)
    assert "\n" not in str(failure)


def test_a_missing_file_and_a_wrong_language(files: tuple[str, str]) -> None:
    assert isinstance(align("missing.txt", files[1]).exception, InputError)
    assert CliRunner().invoke(readout, ["align", "--languages", "de", "en", *files]).exit_code == 2
