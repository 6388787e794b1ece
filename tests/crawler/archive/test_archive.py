"""Answers go into the archive and come out as they went over the wire, whatever a server sent."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.archive import Archive, open_archive
from processors.errors import InputError, TryLater
from tests.crawler.archive.exchanges import START, exchange


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive") as archive:
        yield archive


def records(archive: Archive) -> list[tuple[str, dict[str, str], bytes]]:
    """Every record as warcio reads it: kind, headers, payload."""
    found = []
    for path in sorted((archive.folder / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                found.append((record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read()))
    return found


def test_an_answer_comes_back_as_it_went_in(archive: Archive) -> None:
    sent = exchange(method="POST", request_body=b'{"limit":20}', role="listing", article_url=None, body=os.urandom(5000))
    stored = archive.append(sent)
    assert archive.read(stored.record_id) == sent
    listed = exchange(listed_at=START - timedelta(microseconds=1))
    assert archive.read(archive.append(listed).record_id) == listed
    assert stored.file == "warc/tass-20180403-00001.warc.gz"


def test_the_file_is_warc_with_a_request_and_a_response_that_name_each_other(archive: Archive) -> None:
    stored = archive.append(exchange())
    (info, _, _), (_, request, _), (_, response, payload) = records(archive)
    assert info == "warcinfo"
    assert (request["WARC-Type"], response["WARC-Type"]) == ("request", "response")
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"] == stored.record_id
    assert response["WARC-Concurrent-To"] == request["WARC-Record-ID"]
    assert response["WARC-Payload-Digest"].startswith("sha256:")
    assert response["WARC-Date"] == "2018-04-03T13:40:00.000000Z"
    assert response["WARC-Readout-Crawl"] == "20180403T134000Z-tass-ru"
    assert payload == "<p>вымысел".encode()


def test_each_record_is_a_gzip_member_of_its_own(archive: Archive) -> None:
    stored = archive.append(exchange())
    packed = (archive.folder / stored.file).read_bytes()
    assert gzip.decompress(packed[stored.offset : stored.offset + stored.length]).startswith(b"WARC/1.1\r\n")


def test_not_modified_is_a_revisit_of_the_record_before(archive: Archive) -> None:
    first = archive.append(exchange())
    again = exchange(status=304, reason="Not Modified", body=b"", fetched_at=START + timedelta(hours=1))
    stored = archive.append(again)
    kind, headers, _ = records(archive)[-1]
    assert kind == "revisit"
    assert headers["WARC-Profile"].endswith("/server-not-modified")
    assert headers["WARC-Refers-To"] == first.record_id
    assert archive.read(stored.record_id) == again


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("response_headers", (("X", "a\r\nSet-Cookie: b\0c"),), (("X", "a Set-Cookie: b c"),)),
        ("response_headers", (("X\r\nY: z", "a"), ("", "b"), ("Bad name:", "c")), (("X__Y__z", "a"), ("Bad_name_", "c"))),
        ("response_headers", (("Location", "/\xd0\xbf\xff"),), (("Location", "/\xd0\xbf\xff"),)),
        ("response_headers", (("Transfer-Encoding", "chunked"),), (("Transfer-Encoding", "chunked"),)),
        ("response_headers", (("X", "a" * 100_000),), (("X", "a" * 100_000),)),
        ("response_headers", (), ()),
        ("reason", "Все хорошо\r\n\r\n<html>", None),
        ("reason", "", ""),
        ("status", 999, 999),
        ("url", "https://tass.ru/a b\r\nc/день?q= \u0001", "https://tass.ru/a%20b%0D%0Ac/%D0%B4%D0%B5%D0%BD%D1%8C?q=%20%01"),
        ("url", "https://tass.ru/%D0%B4?a=%20&b=c%7Cd", "https://tass.ru/%D0%B4?a=%20&b=c%7Cd"),
        ("url", "https://tass.ru/" + "a" * 10_000, "https://tass.ru/" + "a" * 10_000),
        ("url", "https://tass.ru/\udcff", "https://tass.ru/?"),
        ("crawl", "name\r\nWARC-Type: request", "name_WARC-Type: request"),
        ("body", b"", b""),
        ("body", b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\nWARC/1.1\r\n", b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\nWARC/1.1\r\n"),
    ],
)
def test_hostile_answers_break_no_record(archive: Archive, field: str, value: Any, kept: Any) -> None:
    stored = archive.append(exchange(**{field: value}))
    archive.append(exchange())
    got = archive.read(stored.record_id)
    if kept is not None:
        assert getattr(got, field) == kept
    assert got.body == (value if field == "body" else exchange().body)
    assert len(records(archive)) == 5
    assert archive.rows()[0] == archive.rows(crawl=got.crawl)[0]


def test_a_large_body_is_kept_whole(archive: Archive) -> None:
    body = os.urandom(2**20) * 30
    assert archive.read(archive.append(exchange(body=body)).record_id).body == body


text = st.text(max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(url=text, reason=text, headers=st.lists(st.tuples(text, text), max_size=4), crawl=text, body=st.binary(max_size=200))
def test_any_answer_is_kept_and_read(archive: Archive, url: str, reason: str, headers: Any, crawl: str, body: bytes) -> None:
    sent = exchange(url=url, article_url=url, reason=reason, response_headers=tuple(headers), crawl=crawl, body=body)
    assert archive.read(archive.append(sent).record_id).body == body


def test_a_file_grown_large_is_followed_by_the_next(tmp_path: Path) -> None:
    with open_archive(tmp_path, warc_mb=0.001) as archive:
        files = [archive.append(exchange(body=os.urandom(1500))).file for _ in range(3)]
    assert files == [f"warc/tass-20180403-0000{n}.warc.gz" for n in (1, 2, 3)]
    with open_archive(tmp_path) as archive:
        assert archive.append(exchange()).file == files[-1]


def test_each_outlet_and_each_day_has_its_file(archive: Archive) -> None:
    assert archive.append(exchange(outlet="../nvo")).file == "warc/---nvo-20180403-00001.warc.gz"
    back = archive.append(exchange(fetched_at=datetime(2017, 1, 1, tzinfo=UTC)))
    assert back.file == "warc/tass-20170101-00001.warc.gz"


def test_exchanges_come_in_the_order_of_time_and_by_crawl_and_role(archive: Archive) -> None:
    later = archive.append(exchange(fetched_at=START + timedelta(minutes=1)))
    first = archive.append(exchange())
    listing = archive.append(exchange(role="listing"))
    archive.append(exchange(crawl="another"))
    found = [stored.record_id for stored, _ in archive.exchanges(crawl="20180403T134000Z-tass-ru")]
    assert found == [first.record_id, listing.record_id, later.record_id]
    assert [stored for stored, _ in archive.exchanges(roles=["listing"])] == [listing]


def test_a_record_that_is_not_there_or_damaged_is_said_in_one_line(archive: Archive) -> None:
    with pytest.raises(InputError, match="no record"):
        archive.read("<urn:uuid:0>")
    stored = archive.append(exchange())
    path = archive.folder / stored.file
    data = bytearray(path.read_bytes())
    data[stored.offset + 40] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"at byte \d+: not a gzip member"):
        archive.read(stored.record_id)
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        archive.read(stored.record_id)


def test_a_full_disk_leaves_nothing_of_the_answer(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive.append(exchange())
    size = (archive.folder / first.file).stat().st_size
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:99])

    with monkeypatch.context() as patch:
        patch.setattr("crawler.archive.warc_files.os.write", full)
        with pytest.raises(TryLater, match="No space left on device; make room"):
            archive.append(exchange())
    assert (archive.folder / first.file).stat().st_size == size
    assert len(archive.rows()) == 1
    archive.append(exchange())
    assert len(list(archive.exchanges())) == 2


def test_an_index_that_cannot_be_written_takes_the_answer_back(archive: Archive) -> None:
    first = archive.append(exchange())
    size = (archive.folder / first.file).stat().st_size
    archive.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(TryLater, match=r"index\.sqlite"):
        archive.append(exchange())
    assert (archive.folder / first.file).stat().st_size == size


def test_a_file_that_another_process_keeps_locked_is_not_written_to(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = archive.append(exchange())
    keep = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.flock(f, 2); print(1, flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", keep, archive.folder / stored.file]
    holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with monkeypatch.context() as patch:
        patch.setattr("crawler.archive.warc_files.time.monotonic", iter(range(0, 1000, 50)).__next__)
        with pytest.raises(TryLater, match="another process is writing"):
            archive.append(exchange())
    holder.communicate()


def test_something_else_in_the_place_of_the_index_or_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="name a folder"):
        open_archive(tmp_path / "file")
    (tmp_path / "index.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(InputError, match="readout archive rebuild"):
        open_archive(tmp_path)
