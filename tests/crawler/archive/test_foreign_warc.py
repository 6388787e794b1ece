"""WARC files made by other programs are read, whatever they left out, and none can do harm."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.archive import open_archive
from crawler.archive.foreign_records import is_warc
from tests.crawler.archive.exchanges import exchange
from tests.crawler.archive.foreign import PAGE, URL, read, record, write
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS


@pytest.mark.parametrize("packed", [True, False])
def test_an_article_keeps_its_record_and_names_the_file(tmp_path: Path, packed: bool) -> None:
    path = write(tmp_path / "theirs.warc", [record(number=7)], packed=packed)
    assert is_warc(path.read_bytes()[:4096])
    (row,), passed_over, trouble = read(path)
    assert (row["url"], row["warc"], row["fetched_at"]) == (URL, "<urn:uuid:7>", "2018-04-03T14:20:00Z")
    assert row["page"]["file"] == "theirs.warc"
    assert (passed_over, trouble) == ({}, "")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked"
PACKED = b"HTTP/1.1 200 OK\nContent-Encoding: gzip"


def chunks(body: bytes) -> bytes:
    parts = [body[start : start + 700] for start in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


@pytest.mark.parametrize(
    "one",
    [
        record(url=f"<{URL}>"),
        record(chunks(PAGE), head=CHUNKED),
        record(PAGE, head=CHUNKED),
        record(chunks(PAGE)[:-5], head=CHUNKED),
        record(gzip.compress(PAGE, mtime=0), head=PACKED),
        record(chunks(gzip.compress(PAGE, mtime=0)), head=CHUNKED + b"\r\nContent-Encoding: gzip"),
        record(head=b"HTTP/2 200"),
        record(PAGE, kind="resource", more="Content-Type: text/html\r\n"),
        record(date="2018-04-03T14:20:00.123456789Z"),
        b"\r\n\r\n" + record(),
        record().replace(b"\r\nWARC-Type", b"\r\nwarc-type"),
    ],
)
def test_each_way_of_writing_an_answer_is_read(tmp_path: Path, one: bytes) -> None:
    rows, _, _ = read(write(tmp_path / "a.warc", [one], packed=False))
    assert [row["url"] for row in rows] == [URL]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (record(url="https://elsewhere.example/1"), "another host"),
        (record(url="https://tass.ru/politika"), "not the address of an article"),
        (record(head=b"HTTP/1.1 200 OK\r\nContent-Type: image/png"), "no page"),
        (record(date="yesterday"), "no date"),
        (record(head=b"gibberish"), "no HTTP answer"),
        (record(head=b"HTTP/1.1 301 Moved\r\nLocation: /"), "a redirect"),
        (record(head=b"HTTP/1.1 500 Oops"), "status 500"),
        (record(b"", kind="revisit"), "a revisit of something that is not here"),
        (record(b"not gzip", head=PACKED), "cannot be unpacked: Error -3 while decompressing data: incorrect header check"),
        (record(gzip.compress(bytes(2**25), mtime=0), head=PACKED), "cannot be unpacked: more than 1048576 bytes"),
        (record(url="https://[/"), "another host"),
    ],
)
def test_what_is_no_article_is_counted_by_its_reason(tmp_path: Path, one: bytes, reason: str) -> None:
    rows, passed_over, trouble = read(write(tmp_path / "a.warc.gz", [one]))
    assert (rows, passed_over, trouble) == ([], {reason: 1}, "")


def test_a_page_that_cannot_be_read_is_quarantined(tmp_path: Path) -> None:
    (row,), _, _ = read(write(tmp_path / "a.warc", [record(b"<html>nothing")]))
    assert row["quarantine"]["warc"] == "<urn:uuid:1>"


def test_other_kinds_of_records_do_not_count(tmp_path: Path) -> None:
    kinds = ("warcinfo", "request", "metadata", "conversion", "")
    rows, passed_over, _ = read(write(tmp_path / "a.warc", [*(record(kind=kind) for kind in kinds), record()]))
    assert (len(rows), passed_over) == (1, {})


def test_records_in_any_order_give_each_revision_in_its_time(tmp_path: Path) -> None:
    changed = PAGE.replace("обмен".encode(), "обман".encode())
    path = write(tmp_path / "a.warc", [record(changed, date="2018-04-04T00:00:00Z"), record(), record(date="2018-04-03T15:00:00Z")])
    rows, passed_over, _ = read(path)
    assert [row["fetched_at"] for row in rows] == ["2018-04-03T14:20:00Z", "2018-04-04T00:00:00Z"]
    assert passed_over == {"the same text again": 1}


def test_a_revisit_stands_for_the_page_with_its_digest(tmp_path: Path) -> None:
    digest = "WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    other = f"{URL}2"
    path = write(tmp_path / "a.warc", [record(b"", other, kind="revisit", more=digest, number=2), record(more=digest)])
    rows, _, _ = read(path)
    assert [(row["url"], row["warc"]) for row in rows] == [(URL, "<urn:uuid:1>"), (other, "<urn:uuid:2>")]


def test_further_pages_are_joined_and_are_no_articles_of_their_own(tmp_path: Path) -> None:
    url = "http://news.xinhuanet.com/mil/2016-11/24/c_119981234"
    names = [(f"{url}.htm", "b-page-1"), (f"{url}_2.htm", "b-page-2"), (f"{url}_3.htm", "b-page-3")]
    records = [record((FOLDER / "xinhua" / f"{name}.html").read_bytes(), address) for address, name in reversed(names)]
    (row,), passed_over, _ = read(write(tmp_path / "a.warc", records))
    assert row["page"]["pages"] == 3
    assert passed_over == {"a further page of an article": 2}


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        (gzip.compress(record(), mtime=0)[:200], "it ends too early"),
        (b"\x1f\x8b\x08 damaged beyond repair", "breaks off: "),
        (gzip.compress(b"no record at all\r\n", mtime=0), "no WARC record where one should begin"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: many\r\n\r\n", mtime=0), "says that it is 'many' bytes long"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: -1\r\n\r\n", mtime=0), "bytes long"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: 999999999999\r\n\r\n", mtime=0), "it ends too early"),
        (gzip.compress(b"WARC/1.0\r\n" + b"X" * 2**20, mtime=0), "the head of a record does not end"),
        (gzip.compress(b"WARC/1.0\r\n" + b"X: y\r\n" * 2**18, mtime=0), "the head of a record does not end"),
        (gzip.compress(bytes(2**20), mtime=0), "no WARC record"),
    ],
)
def test_a_broken_end_keeps_what_was_read_before(tmp_path: Path, tail: bytes, words: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record()) + tail)
    rows, _, trouble = read(path)
    assert len(rows) == 1
    assert trouble.startswith("a.warc.gz: breaks off: ")
    assert words in trouble
    assert trouble.endswith("what was read before is kept")


def test_a_file_that_bursts_is_not_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.archive.bounded.FREE", 2**16)
    bomb = record(bytes(2**24), "https://tass.ru/bomb.bin")
    rows, _, trouble = read(write(tmp_path / "a.warc.gz", [record(), bomb]))
    assert len(rows) == 1
    assert "it unpacks to far more than its size" in trouble


def test_an_answer_too_large_for_a_page_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.archive.foreign_records.BODY_BYTES", 10_000)
    rows, passed_over, _ = read(write(tmp_path / "a.warc.gz", [record(bytes(20_000)), record()]))
    assert (len(rows), passed_over) == (1, {"too large for a page": 1})


def test_our_own_file_read_from_elsewhere_keeps_its_listed_addresses(tmp_path: Path) -> None:
    with open_archive(tmp_path, outlets=OUTLETS) as archive:
        asked = {"url": "https://www.tass.ru/armiya-i-opk/5091111", "article_url": URL, "body": PAGE}
        stored = archive.append(exchange(**asked, response_headers=(("Transfer-Encoding", "chunked"),)))
        archive.append(exchange(role="listing"))
    (row,), passed_over, _ = read(tmp_path / stored.file)
    assert (row["url"], row["warc"], row["sha256"]) == (URL, stored.record_id, stored.sha256)
    assert passed_over == {"no page": 1}


def test_no_damage_ends_in_anything_but_a_line(tmp_path: Path) -> None:
    whole = record() + record(chunks(PAGE), head=CHUNKED, number=2)
    path = tmp_path / "a.warc"
    for place, letter in itertools.product(range(0, 420, 11), (b"\0", b"\xff", b"\n")):
        path.write_bytes(whole[:place] + letter + whole[place + 1 :])
        read(path)


def test_other_files_are_no_warc() -> None:
    starts: list[Any] = [b"", b"{}", gzip.compress(b"{}"), b"\x1f\x8b", b"\x1f\x8bxxxxx", b"PK\x03\x04", b"WAR"]
    assert not any(map(is_warc, starts))
