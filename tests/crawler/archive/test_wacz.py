"""WACZ files are read in place; what is made to do harm is refused before anything is read."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from crawler.archive.foreign_shelf import ForeignShelf
from crawler.archive.replay import Replay
from crawler.archive.wacz import take_wacz
from processors.errors import InputError
from tests.crawler.archive.foreign import LIMITS, URL, record
from tests.crawler.pages.golden_pages import OUTLETS

WARC = gzip.compress(record())


def write(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return path


def test_the_warc_files_under_archive_are_read(tmp_path: Path) -> None:
    other = gzip.compress(record(url=f"{URL}2", number=2))
    entries = {"datapackage.json": b"{}", "indexes/index.cdx.gz": b"x", "archive/a.warc.gz": WARC, "archive/b.warc.gz": other}
    shelf = ForeignShelf(OUTLETS)
    take_wacz(shelf, write(tmp_path / "theirs.wacz", entries))
    rows = list(Replay(shelf, OUTLETS, LIMITS).lines())
    assert [(row["url"], row["page"]["file"]) for row in rows] == [
        (URL, "theirs.wacz/a.warc.gz"),
        (f"{URL}2", "theirs.wacz/b.warc.gz"),
    ]
    shelf.close()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"pages/pages.jsonl": b"{}"}, "no WARC file under archive/"),
        ({"archive/a.warc.gz": WARC, "../evil": b""}, "leads out of the file"),
        ({"archive/a.warc.gz": WARC, "/etc/evil": b""}, "leads out of the file"),
        ({"archive/..\\evil": b""}, "leads out of the file"),
        ({"c:/evil": b""}, "leads out of the file"),
        ({"archive/inner.wacz": WARC}, "another zip file in it"),
        ({"archive/inner.ZIP": WARC}, "another zip file in it"),
        ({"archive/a.warc": bytes(2**22)}, "far more than its size"),
    ],
)
def test_each_trick_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: dict[str, bytes], words: str) -> None:
    monkeypatch.setattr("crawler.archive.wacz.FREE", 2**16)
    shelf = ForeignShelf(OUTLETS)
    with pytest.raises(InputError, match=words):
        take_wacz(shelf, write(tmp_path / "a.wacz", entries))
    assert shelf.count() == 0
    shelf.close()


@pytest.mark.parametrize("damage", [0, 10, 60, 400])
def test_a_damaged_file_is_one_line(tmp_path: Path, damage: int) -> None:
    path = write(tmp_path / "a.wacz", {"archive/a.warc.gz": WARC})
    data = bytearray(path.read_bytes())
    data[damage : damage + 20] = b"\xff" * 20
    path.write_bytes(data if damage else data[:-30])
    shelf = ForeignShelf(OUTLETS)
    try:
        take_wacz(shelf, path)
        assert "breaks off" in shelf.trouble
    except InputError as wrong:
        assert "\n" not in str(wrong)  # noqa: PT017 - either way is right
    shelf.close()
