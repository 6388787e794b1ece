"""A folder of pages that a person saved: each says its address, or an index beside them does."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.replay import Replay
from crawler.archive.saved_pages import SavedPages
from processors.errors import InputError
from tests.crawler.archive.foreign import LIMITS, PAGE, URL
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(folder: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    shelf = SavedPages(folder, OUTLETS, NOW)
    replay = Replay(shelf, OUTLETS, LIMITS)
    rows = list(replay.lines())
    return rows, dict(replay.passed_over + shelf.passed_over)


@pytest.mark.parametrize(
    "mark",
    [
        f"<!-- saved from url=({len(URL):04d}){URL} -->",
        f'<link rel="canonical" href="{URL}">',
        f"<link href={URL} rel='canonical alternate'>",
        f'<meta property="og:url" content="{URL}">',
        f"<!--{URL}-->",
        f'<link rel="canonical" href="https://elsewhere.example/"><meta property="og:url" content="{URL}">',
    ],
)
def test_a_page_that_says_its_address_is_an_article(tmp_path: Path, mark: str) -> None:
    (tmp_path / "sub folder").mkdir()
    (tmp_path / "sub folder" / "page.HTM").write_bytes(mark.encode() + PAGE)
    (row,), _ = read(tmp_path)
    assert row["url"] == URL
    assert row["page"]["file"] == "sub folder/page.HTM"
    assert "fetched_at" not in row
    assert "warc" not in row


def test_a_real_own_address_comment_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes((FOLDER / "xinhua" / "c-own-address-em-source.html").read_bytes())
    (row,), _ = read(tmp_path)
    assert row["outlet"] == "xinhua"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.json", json.dumps([{"url": URL, "file": "a.html", "fetched_at": "2018-04-03T18:00:00+03:00"}])),
        ("index.csv", f"file,url,fetched_at\na.html,{URL},2018-04-03T15:00:00Z\n"),
    ],
)
def test_the_index_says_the_address_and_the_moment(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / name).write_text(text, encoding="utf-8")
    (row,), _ = read(tmp_path)
    assert (row["url"], row["fetched_at"]) == (URL, "2018-04-03T15:00:00Z")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.json", json.dumps({"a.html": URL})),
        ("index.json", json.dumps([[URL, "./a.html"], 7, ["x"], {"url": 7, "file": "a.html"}])),
        ("index.csv", f"{URL},a.html\n"),
        ("index.csv", f"\ufeffurl,file\n{URL},a.html\nx\n"),
    ],
)
def test_an_index_may_be_short(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [row["url"] for row in read(tmp_path)[0]] == [URL]


@pytest.mark.parametrize("text", ["{", "7", "[" * 10**5])
def test_an_index_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "index.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="write url and file of each page"):
        read(tmp_path)


def test_what_is_no_article_is_counted_by_its_reason(tmp_path: Path) -> None:
    pages = {
        "a.html": b"<p>no address",
        "b.html": b'<link rel=canonical href="https://elsewhere.example/1">',
        "c.html": b'<link rel=canonical href="https://tass.ru/politika">',
        "d.mht": b"MIME-Version: 1.0",
        "e.html": b'<link rel=canonical href="https://[">',
        "f.txt": b"a note",
    }
    for name, body in pages.items():
        (tmp_path / name).write_bytes(body)
    os.mkfifo(tmp_path / "fifo.html")
    (tmp_path / "link.html").symlink_to("/etc/passwd")
    rows, passed_over = read(tmp_path)
    assert rows == []
    assert passed_over == {"it does not say its address": 1, "another host": 2, "not the address of an article": 1, "not HTML": 1}


def test_an_index_leads_nowhere_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(PAGE)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.json").write_text(json.dumps({"../secret.html": URL}))
    (tmp_path / "pages" / "a.html").write_bytes(PAGE)
    assert read(tmp_path / "pages") == ([], {"it does not say its address": 1})


def test_further_pages_are_found_by_the_index(tmp_path: Path) -> None:
    url = "http://news.xinhuanet.com/mil/2016-11/24/c_119981234"
    names = {"b-page-1": f"{url}.htm", "b-page-2": f"{url}_2.htm", "b-page-3": f"{url}_3.htm"}
    for name in names:
        (tmp_path / f"{name}.html").write_bytes((FOLDER / "xinhua" / f"{name}.html").read_bytes())
    (tmp_path / "index.json").write_text(json.dumps({f"{name}.html": address for name, address in names.items()}))
    (row,), passed_over = read(tmp_path)
    assert row["page"]["pages"] == 3
    assert passed_over == {"a further page of an article": 2}
