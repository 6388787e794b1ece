"""A killed or cut-off writer leaves nothing that the next one does not put right."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive.archive import Archive, open_archive
from crawler.archive.memory_records import PastCrawl
from crawler.archive.verify import Verified, verify
from tests.crawler.archive.exchanges import START, exchange

FILE = "warc/tass-20180403-00001.warc.gz"


def problems(archive: Archive) -> list[str]:
    return list(verify(archive, Verified()))


def filled(folder: Path, count: int = 3) -> list[str]:
    with open_archive(folder) as archive:
        return [archive.append(exchange(body=bytes([65 + n]) * 500)).record_id for n in range(count)]


def without_index(folder: Path) -> None:
    for path in folder.glob("index.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("kept", [1, 100, 400, 600, -1])
def test_a_torn_end_is_cut_off_and_kept_aside(tmp_path: Path, kept: int) -> None:
    ids = filled(tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    with open_archive(tmp_path) as archive:
        archive.append(exchange(body=b"torn" * 50))
        torn = (tmp_path / FILE).read_bytes()
        archive.connection.execute("DELETE FROM records WHERE id NOT IN (?, ?, ?)", ids)
        archive.connection.execute("UPDATE files SET known = ?", (len(whole),))
    torn = torn[: len(whole) + kept] if kept > 0 else torn[:kept]
    (tmp_path / FILE).write_bytes(torn)
    with open_archive(tmp_path) as archive:
        assert [stored.record_id for stored, _ in archive.exchanges()] == ids
        assert problems(archive) == []
        archive.append(exchange())
        assert problems(archive) == []
    (aside,) = (tmp_path / "warc").glob("*.cut")
    assert torn.endswith(aside.read_bytes())


def test_an_answer_that_the_index_missed_is_indexed(tmp_path: Path) -> None:
    ids = filled(tmp_path)
    with open_archive(tmp_path) as archive:
        before = archive.rows()
        archive.connection.execute("DELETE FROM records WHERE id = ?", (ids[-1],))
        archive.connection.execute("UPDATE files SET known = (SELECT max(offset + length) FROM records)")
    with open_archive(tmp_path) as archive:
        assert archive.rows() == before
        assert archive.known(archive.canonical(exchange().url)) is None


def test_a_living_writer_repairs_what_another_left(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_archive(tmp_path) as archive:
        with (tmp_path / FILE).open("ab") as file:
            file.write(b"\x1f\x8b\x08\x00half a member")
        archive.append(exchange())
        assert problems(archive) == []
        assert len(list(archive.exchanges())) == 4


def test_a_file_that_a_living_process_writes_to_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"half")
    keep = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.flock(f, 2); print(1, flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", keep, tmp_path / FILE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    size = (tmp_path / FILE).stat().st_size
    open_archive(tmp_path).close()
    assert (tmp_path / FILE).stat().st_size == size
    holder.communicate()
    open_archive(tmp_path).close()
    assert (tmp_path / FILE).stat().st_size == size - 4


def test_what_a_power_cut_took_is_forgotten(tmp_path: Path) -> None:
    ids = filled(tmp_path)
    with open_archive(tmp_path) as archive:
        last = archive.rows()[-1]
    with (tmp_path / FILE).open("r+b") as file:
        file.truncate(last.offset + 10)
    with open_archive(tmp_path) as archive:
        assert [stored.record_id for stored, _ in archive.exchanges()] == ids[:2]
        assert problems(archive) == []


def test_an_end_of_zeros_is_cut_off(tmp_path: Path) -> None:
    ids = filled(tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(bytes(5000))
    with open_archive(tmp_path) as archive:
        assert [stored.record_id for stored, _ in archive.exchanges()] == ids
        assert problems(archive) == []


def test_the_index_is_made_again_from_the_files_alone(tmp_path: Path) -> None:
    place = {"outlet": "tass", "edition": "ru"}
    crawl = PastCrawl(crawl="c1", started_at=START, status="complete", complete_from=None, complete_to=START, **place)
    with open_archive(tmp_path) as archive:
        archive.append(exchange())
        archive.append(exchange(role="further", url="https://tass.ru/armiya-i-opk/5090001?page=2", article_url=exchange().url))
        archive.append(exchange(status=304, body=b"", fetched_at=START + timedelta(hours=1)))
        archive.append(exchange(url="https://tass.ru/a/2", status=404, outlet="nvo"))
        archive.append(exchange(role="robots", article_url=None, url="https://tass.ru/robots.txt"))
        archive.record_crawl(crawl)
        before = archive.rows()
    without_index(tmp_path)
    with open_archive(tmp_path) as archive:
        assert archive.rows() == before
        assert archive.past_crawls("tass", "ru") == (crawl,)
        page = archive.known("https://tass.ru/armiya-i-opk/5090001")
        assert page is not None
        assert (page.looks, page.outcome, page.first_at, page.last_at) == (2, "article", START, START + timedelta(hours=1))
        gone = archive.known("https://tass.ru/a/2")
        assert gone is not None
        assert gone.outcome == "gone"
        assert archive.known("https://tass.ru/robots.txt") is None


def test_a_rebuild_keeps_what_is_remembered_and_drops_what_is_not_there(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_archive(tmp_path) as archive:
        nvo = archive.append(exchange(outlet="nvo"))
        (tmp_path / nvo.file).unlink()
        archive.connection.execute("UPDATE records SET sha256 = 'x', offset = offset + 1")
        assert len(problems(archive)) == 4
        archive.rebuild()
        assert problems(archive) == []
        assert len(archive.rows()) == 3


def test_a_damaged_record_is_passed_over_and_not_cut(tmp_path: Path) -> None:
    ids = filled(tmp_path)
    with open_archive(tmp_path) as archive:
        second = archive.rows()[1]
    data = bytearray((tmp_path / FILE).read_bytes())
    data[second.offset + 60] ^= 0xFF
    (tmp_path / FILE).write_bytes(data)
    without_index(tmp_path)
    with open_archive(tmp_path) as archive:
        assert {row.id for row in archive.rows()} == {ids[0], ids[2]}
        (problem,) = problems(archive)
        assert f"at byte {second.offset}: damaged" in problem
    assert not list((tmp_path / "warc").glob("*.cut"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM records WHERE rowid = 1", "not in the index"),
        ("UPDATE records SET sha256 = '0' WHERE rowid = 1", "the index has another sha256"),
        ("UPDATE records SET url = 'x' WHERE rowid = 1", "the index has another url"),
        ("INSERT INTO records SELECT 'x', file, 7, 7, NULL, url, canonical, method, status, fetched_at, crawl, outlet, edition,"
         " role, article_url, sha256 FROM records WHERE rowid = 1", "the index knows x there, the file has none"),
        ("UPDATE files SET known = 7", "the index knows 7 of its"),
    ],
)  # fmt: skip
def test_each_disagreement_is_one_line(tmp_path: Path, change: str, words: str) -> None:
    filled(tmp_path)
    with open_archive(tmp_path) as archive:
        archive.connection.execute(change)
        (problem,) = problems(archive)
        assert words in problem


def test_a_digest_that_does_not_match_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("crawler.archive.members.Digester.__str__", lambda digester: "sha256:AAAA")
        filled(tmp_path, 1)
    with open_archive(tmp_path) as archive:
        found = problems(archive)
    assert len(found) == 3  # warcinfo, request, response
    assert all("block-digest does not match" in problem for problem in found)


APPENDING = """
import sys
from pathlib import Path
from crawler.archive.archive import open_archive
from tests.crawler.archive.exchanges import exchange
with open_archive(Path(sys.argv[1]), warc_mb=0.2) as archive:
    number = 0
    while True:
        number += 1
        stored = archive.append(exchange(body=bytes([number % 256]) * (number * 7919 % 60_000), crawl=sys.argv[2]))
        print(stored.record_id, flush=True)
"""


def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    chance = random.Random(4)
    acknowledged: list[str] = []
    for number in range(10):
        pair = [
            subprocess.Popen([sys.executable, "-c", APPENDING, tmp_path, f"{number}-{name}"], stdout=subprocess.PIPE, text=True)
            for name in ("a", "b")
        ]
        for writer in pair:
            assert writer.stdout is not None
            acknowledged += [writer.stdout.readline().strip() for _ in range(chance.randrange(1, 30))]
            writer.send_signal(signal.SIGKILL)
            acknowledged += [line.strip() for line in writer.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    with open_archive(tmp_path) as archive:
        assert problems(archive) == []
        kept = [row.id for row in archive.rows()]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept)
    assert len(kept) - len(acknowledged) <= 20  # each writer may have kept one more than it could say
