"""`readout article`: revisions, what changed, what became of the page, and what proves it. The texts are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.archive.archive import open_archive
from crawler.archive.exchange import Exchange
from crawler.canonical_url import article_id
from crawler.crawlfile import PageEvent, Quarantined, event_to_json, quarantined_to_json
from crawler.outlets import load_outlets
from monitor.cli import readout
from monitor.ingest import ingest_file
from monitor.store.engine import open_store
from processors.errors import InputError
from tests.monitor.lightweight import at

URL = "https://tass.ru/armiya-i-opk/5090417"
FIRST = "Министр прибыл в Москву.\n\nМы приехали вас поддержать, сказал он."
SECOND = "Министр прибыл в Москву.\n\nМы приехали обсудить учения, сказал он.\n\nВстреча закрытая."
OUTLETS = load_outlets(Path(__file__).parents[2] / "config" / "outlets")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    rows: list[dict[str, object]] = [
        {"url": URL, "title": "Визит", "text": FIRST, "published_at": at(3).isoformat(), "fetched_at": at(3, 13).isoformat(),
         "sha256": "aa11", "warc": "<urn:uuid:first>"},
        {"url": URL, "title": "Визит министра\x1b[31m", "text": SECOND, "published_at": at(3).isoformat(),
         "fetched_at": at(4).isoformat(), "warc": "<urn:uuid:second>"},
        event_to_json(PageEvent(url=URL, outlet="tass", edition="ru", kind="gone", at=at(9), status=410, detail="410")),
        quarantined_to_json(Quarantined(url=URL, outlet="tass", edition="ru", at=at(2), reason="no layout fits")),
        {"id": "other-1", "url": "https://example.org/1", "text": "Another text."},
        {"id": "other-2", "url": "https://example.org/2", "text": "A second text."},
    ]  # fmt: skip
    with open_store(Path("readout.db")) as store:
        ingest_file(store, "a", map(_line, rows), OUTLETS, origin="crawl", now=lambda: at(3, 13))
    return lambda *words: CliRunner().invoke(readout, ["article", *words])


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row).encode()


def test_an_article_is_told_with_its_revisions_and_their_proofs(run: Callable[..., Result]) -> None:
    shown = run(URL).output
    assert "tass/ru  https://tass.ru/armiya-i-opk/5090417" in shown
    assert "seen first 2018-04-03T13:00:00Z by crawl, last 2018-04-04T12:00:00Z" in shown
    assert "revision 1: fetched 2018-04-03T13:00:00Z" in shown
    assert "SHA-256 of the page  aa11" in shown
    assert "WARC record          <urn:uuid:second>" in shown
    assert "since revision 1: 1 reworded, 1 added, another title" in shown
    assert "2018-04-09T12:00:00Z gone: 410" in shown
    assert "2018-04-02T12:00:00Z in quarantine: no layout fits (no record); solved 2018-04-03T13:00:00Z" in shown
    assert "\x1b" not in shown


def test_the_difference_is_shown_by_paragraphs_and_words(run: Callable[..., Result]) -> None:
    shown = run(URL, "--diff").output
    assert "~ Мы приехали [-вас-]{+обсудить+} [-поддержать-]{+учения+}, сказал он." in shown
    assert "+ Встреча закрытая." in shown
    assert "+ Встреча" not in run(URL).output


@pytest.mark.parametrize(
    "named", [URL, "http://www.tass.ru/armiya-i-opk/5090417?utm_source=x", article_id(URL, OUTLETS), article_id(URL, OUTLETS)[:8]]
)
def test_an_article_is_found_by_any_name_of_it(run: Callable[..., Result], named: str) -> None:
    assert article_id(URL, OUTLETS) in run(named).output


def test_another_id_is_found_by_its_address(run: Callable[..., Result]) -> None:
    assert run("https://example.org/2").output.startswith("other-2: no title")


@pytest.mark.parametrize(
    ("named", "told"), [("nothing", "no such article"), ("other", "several articles: other-1, other-2"), (" ", "no such")]
)
def test_what_names_no_single_article_is_told(run: Callable[..., Result], named: str, told: str) -> None:
    failure = run(named).exception
    assert isinstance(failure, InputError)
    assert told in str(failure)


def test_the_same_as_json(run: Callable[..., Result]) -> None:
    row = json.loads(run(URL, "--json", "--diff").output)
    assert [revision["text"] for revision in row["revisions"]] == [FIRST, SECOND]
    assert row["events"][0]["kind"] == "gone"
    assert row["diff"][0]["paragraphs"][2] == {"change": "added", "before": None, "after": "Встреча закрытая.", "pieces": []}
    assert "diff" not in json.loads(run(URL, "--json").output)


def test_every_answer_of_the_archive_is_listed(run: Callable[..., Result]) -> None:
    with open_archive(Path("archive"), outlets=OUTLETS) as archive:
        kept = archive.append(
            Exchange(
                url=URL, status=200, body=b"<html>", fetched_at=at(5), crawl="20180405T120000Z-tass-ru", outlet="tass",
                edition="ru", article_url=URL,
            )
        )  # fmt: skip
    shown = run(URL).output
    assert f"200 {kept.record_id} in {kept.file} at {kept.offset}, SHA-256 {kept.sha256}" in shown
    assert "last 2018-04-05T12:00:00Z" in shown
