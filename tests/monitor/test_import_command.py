"""`readout import`: kept, unchanged, or refused by name; a broken file keeps what was read."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import ReadoutError
from tests.monitor.lightweight import article_row, at, light_bench

TWO = [
    article_row("t1", "tass", "ru", at(3), 'Вэй сказал: "мы приехали поддержать" [we came to support].', note={"kept": "aside"}),
    article_row("x1", "xinhua", "zh", at(3), '魏凤和说："关系稳如泰山"。'),
]
BROKEN = Path(__file__).parents[1] / "broken"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in an empty folder, without language models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("monitor.bench.lay_bench", lambda settings, notes=(): light_bench())
    monkeypatch.setattr("monitor.run.lay_bench", lambda settings, notes=(): light_bench())
    return lambda *words, **options: CliRunner().invoke(readout, [str(word) for word in words], **options)


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows(query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect("readout.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_same_file_twice_changes_nothing(command: Callable[..., Result]) -> None:
    file = write(Path("two.jsonl"), *TWO)
    assert "two.jsonl: 2 new, 0 revised, 0 unchanged, 0 refused" in command("import", file).output
    before = rows("SELECT count(*) FROM outbox")
    assert "two.jsonl: 0 new, 0 revised, 2 unchanged, 0 refused" in command("import", file).output
    assert rows("SELECT count(*) FROM outbox") == before


def test_an_export_comes_back_as_it_was(command: Callable[..., Result]) -> None:
    command("import", write(Path("two.jsonl"), *TWO, TWO[0] | {"text": "another text", "revision": 3}))
    assert command("export", "-o", "out.jsonl").exit_code == 0
    Path("readout.db").rename("old.db")
    assert "2 new, 1 revised, 0 unchanged, 0 refused" in command("import", "out.jsonl").output
    assert command("export").output == Path("out.jsonl").read_text(encoding="utf-8")
    assert json.loads(Path("out.jsonl").read_text(encoding="utf-8").splitlines()[0])["note"] == {"kept": "aside"}


def test_gzip_and_standard_input_are_read_too(command: Callable[..., Result]) -> None:
    packed = gzip.compress(write(Path("two.jsonl"), *TWO).read_bytes())
    Path("two.gz").write_bytes(packed)
    assert "2 new" in command("import", "two.gz").output
    assert "-: 0 new, 0 revised, 2 unchanged" in command("import", "-", input=packed).output


def test_truncated_gzip_keeps_what_was_read(command: Callable[..., Result]) -> None:
    many = [article_row(f"t{n}", "tass", "ru", at(3), f"text {n * 7919 % 1000}") for n in range(3000)]
    packed = gzip.compress(write(Path("many.jsonl"), *many).read_bytes())
    Path("many.gz").write_bytes(packed[: len(packed) // 8])
    answer = command("import", "many.gz")
    assert isinstance(answer.exception, ReadoutError)
    assert "many.gz: breaks off: the compressed data end too early; fetch or pack it again" in str(answer.exception)
    assert "what was read before is kept" in str(answer.exception)
    assert 0 < int(str(rows("SELECT count(*) FROM articles")[0][0])) < 3000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xd0\xd1\xd2", "not UTF-8"),
        (b'{"id": "a"}', "no text"),
        (b'{"text": "a"}', "no id"),
        (b'{"id": "a", "text": "  "}', "no text"),
        (b"7", "not an object"),
        (b'{"id": "a", "text": "b", "published_at": "3 April"}', "wrong time"),
        (b'{"id": "a", "text": "b", "published_at": "2018-04-03T12:00:00"}', "wrong time"),
        (b'{"id": "a", "text": "b", "revision": 1e999}', "wrong field"),
        (b'{"id": "a", "text": "b", "outlet": ["tass"]}', "wrong field"),
    ],
)
def test_what_is_no_article_is_refused_by_name_and_stops_nothing(command: Callable[..., Result], line: bytes, reason: str) -> None:
    Path("mixed.jsonl").write_bytes(line + b"\n" + json.dumps(TWO[0]).encode() + b"\n")
    answer = command("import", "mixed.jsonl")
    assert answer.exit_code == 0
    assert f"mixed.jsonl: 1 new, 0 revised, 0 unchanged, 1 refused ({reason} 1)" in answer.output
    assert "mixed.jsonl:1: " in answer.stderr
    assert rows("SELECT line, reason FROM refusals") == [(1, reason)]


def test_a_file_with_nothing_usable_is_a_failure(command: Callable[..., Result]) -> None:
    Path("page.html").write_text("<html>\n<p>\n", encoding="utf-8")
    answer = command("import", "page.html")
    assert answer.exit_code == 1
    assert "not one article in it" in str(answer.exception)


def test_a_missing_file_leaves_the_others_alone(command: Callable[..., Result]) -> None:
    answer = command("import", "nowhere.jsonl", write(Path("two.jsonl"), *TWO))
    assert "2 new" in answer.output
    assert str(answer.exception) == "nowhere.jsonl: No such file or directory; nothing of it was read"


def test_unknown_fields_are_refused_only_when_strict(command: Callable[..., Result]) -> None:
    file = write(Path("two.jsonl"), *TWO)
    assert "1 refused (unknown field 1)" in command("import", "--strict", file).output
    assert "1 new, 0 revised, 1 unchanged" in command("import", file).output


def test_hostile_texts_are_kept_as_they_are(command: Callable[..., Result]) -> None:
    texts = {"long": "слово " * 170_000, "letter": "а" * 1_000_000, "quotes": '"' * 100_000, "nul": "a\x00b", "bom": "\ufeffa"}
    command("import", write(Path("hostile.jsonl"), *({"id": name, "text": text} for name, text in texts.items())))
    exported = map(json.loads, command("export").output.splitlines())
    assert {row["id"]: row["text"] for row in exported} == texts


def test_lone_surrogates_become_replacement_characters(command: Callable[..., Result]) -> None:
    Path("s.jsonl").write_text(
        '{"id": "a", "text": "x\\ud83dy", "url": "https://tass.ru/\\udc00", "more": {"k\\ud800": "\\udfff"}}\n'
    )
    assert "1 new" in command("import", "s.jsonl").output
    assert json.loads(command("export").output)["text"] == "x\ufffdy"


def test_an_article_without_id_is_named_by_its_canonical_address(command: Callable[..., Result]) -> None:
    mirrors = [
        {"url": f"{host}/mil/2018-04/04/c_1.htm", "text": "x"} for host in ("http://www.xinhuanet.com", "https://www.news.cn")
    ]
    assert "1 new, 0 revised, 1 unchanged" in command("import", write(Path("m.jsonl"), *mirrors)).output
    assert rows("SELECT outlet, edition FROM articles") == [("xinhua", "zh")]


def test_the_edition_follows_from_outlet_and_language_declared_or_found(command: Callable[..., Result]) -> None:
    file = write(
        Path("e.jsonl"), {"id": "a", "outlet": "tass", "language": "ru", "text": "x"}, {"id": "b", "outlet": "tass", "text": "x"}
    )
    command("import", file)
    assert rows("SELECT id, edition FROM articles") == [("a", "ru"), ("b", "en")]


def test_complete_to_moves_the_watermarks_of_the_editions_in_the_file(command: Callable[..., Result]) -> None:
    file = write(Path("two.jsonl"), *TWO)
    command("import", file)
    assert rows("SELECT count(*) FROM watermarks") == [(0,)]
    command("import", file, "--complete-to", "2018-04-06T00:00:00+03:00")
    command("import", file, "--complete-to", "2018-04-05T00:00:00Z")
    assert rows("SELECT outlet, edition, complete_to FROM watermarks") == [
        ("tass", "ru", "2018-04-05T21:00:00.000000Z"),
        ("xinhua", "zh", "2018-04-05T21:00:00.000000Z"),
    ]
    assert command("import", file, "--complete-to", "yesterday").exit_code == 2


def test_a_locked_store_is_told_in_a_line(command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(Path("two.jsonl"), *TWO)
    command("import", file)
    monkeypatch.setattr("monitor.store.engine.BUSY_SECONDS", 0.1)
    connection = sqlite3.connect("readout.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = command("import", write(Path("three.jsonl"), TWO[0] | {"id": "t3"}))
    finally:
        connection.rollback()
        connection.close()
    assert str(answer.exception) == "readout.db: another process is writing to it; what was finished is kept, try again later"


@pytest.mark.parametrize("file", sorted(BROKEN.glob("import-*")), ids=lambda path: path.name)
def test_each_broken_file_ends_in_lines_and_not_in_a_traceback(command: Callable[..., Result], file: Path) -> None:
    answer = command("import", file)
    assert answer.exception is None or isinstance(answer.exception, ReadoutError | SystemExit)
    assert "refused" in answer.output
