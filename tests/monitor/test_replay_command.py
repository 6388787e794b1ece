"""`readout replay`: the archive into the store again, which changes nothing the second time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.archive.archive import open_archive
from monitor.cli import readout
from processors.errors import ReadoutError
from tests.crawler.archive.exchanges import START, exchange
from tests.crawler.archive.foreign import PAGE, URL, record, write
from tests.crawler.pages.golden_pages import OUTLETS
from tests.monitor.lightweight import light_bench


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in a folder whose archive holds an article, its revision, and a page that cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("monitor.bench.lay_bench", lambda settings, notes=(): light_bench())
    with open_archive(tmp_path / "archive", outlets=OUTLETS) as archive:
        page = {"url": URL, "article_url": URL}
        archive.append(exchange(**page, body=PAGE, crawl="first"))
        archive.append(exchange(url=f"{URL}2", body=b"<html>nothing", crawl="first"))
        changed = PAGE.replace("обмен".encode(), "обман".encode())
        archive.append(exchange(**page, body=changed, crawl="second", fetched_at=START + timedelta(hours=1)))
    return lambda *words: CliRunner().invoke(readout, [str(word) for word in words])


def rows(query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect("readout.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_archive_is_replayed_and_the_second_time_changes_nothing(command: Callable[..., Result]) -> None:
    first = command("replay")
    assert "archive: 1 new, 1 revised, 0 unchanged, 0 refused, 1 quarantined" in first.output, first.exception
    before = rows("SELECT count(*) FROM outbox")
    assert "archive: 0 new, 0 revised, 2 unchanged, 0 refused" in command("replay").output
    assert rows("SELECT count(*) FROM outbox") == before
    assert not Path("mail").exists()


def test_one_crawl_is_replayed_by_its_name(command: Callable[..., Result]) -> None:
    assert "1 new, 0 revised" in command("replay", "--crawl", "first").output
    assert "no page of a crawl 'third'" in str(command("replay", "--crawl", "third").exception)
    assert command("replay", "--crawl", "first", "file.warc").exit_code == 2


def test_files_are_replayed_too(command: Callable[..., Result]) -> None:
    file = write(Path("theirs.warc.gz"), [record(), record(url="https://elsewhere.example/")])
    assert "theirs.warc.gz: 1 new, 0 revised, 0 unchanged, 0 refused; passed over: another host 1" in command("replay", file).output
    (ours,) = Path("archive/warc").glob("*.warc.gz")
    assert f"{ours}: 0 new, 1 revised, 1 unchanged, 0 refused, 1 quarantined" in command("replay", ours).output


def test_what_is_no_archive_and_no_warc_is_said(command: Callable[..., Result]) -> None:
    Path("note.txt").write_text("a note")
    answer = command("replay", "note.txt", "nowhere.warc")
    assert isinstance(answer.exception, ReadoutError)
    assert "note.txt: no WARC or WACZ file" in str(answer.exception)
    assert "nowhere.warc: No such file or directory" in str(answer.exception)


def test_a_record_that_cannot_be_read_is_told_and_stops_nothing_else(command: Callable[..., Result]) -> None:
    (path,) = Path("archive/warc").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-60] ^= 0xFF
    path.write_bytes(data)
    answer = command("replay")
    assert "1 new, 0 revised" in answer.output
    assert "cannot be read 1" in answer.output
    assert "readout archive verify" in str(answer.exception)
