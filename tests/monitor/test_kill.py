"""SIGKILL at any moment of import and run: nothing is lost, nothing is there twice, and the next pass goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.ingest import ingest_file, open_lines
from monitor.run import run_pass
from monitor.store.engine import open_store
from monitor.store.lock import only_pass
from tests.monitor.lightweight import article_row, at, light_bench, light_settings, write_crawl

KILLS = 20
STORES = 4
SEED = 20180403
# Everything that must come out the same; what tells of the passes themselves (passes, outbox) may be longer.
FACTS = {
    "articles": "SELECT id, outlet, edition, same_as, origin FROM articles",
    "revisions": "SELECT article_id, revision, text_hash FROM revisions",
    "words": "SELECT revisions.article_id, revision, words.text FROM words JOIN revisions ON revisions.number = words.rowid",
    "analyses": "SELECT article_id, revision, document FROM analyses",
    "events": "SELECT article_id, event_id FROM event_articles",
    # A pass that goes on after half a file was taken sees silence for a moment that the other half breaks: pending, then ended.
    "divergences": "SELECT id, kind, status, event_id FROM divergences WHERE open_at IS NOT NULL OR status = 'pending'",
    "told": "SELECT divergence_id, watch FROM ledger",
    "waits": "SELECT article_id FROM to_compare",
    "unsent": "SELECT message_id FROM messages WHERE sent_at IS NULL",
    "watermarks": "SELECT outlet, edition, complete_to FROM watermarks",
}


def work(folder: Path) -> None:
    """An import and three passes."""
    settings = light_settings(folder)
    with open_store(settings.store) as store:
        source = folder / "archive.jsonl"
        with only_pass(settings.store), open_lines(str(source)) as lines:
            ingest_file(store, source.name, lines, settings.outlets, origin="import", now=lambda: at(3))
        for day in (4, 6, 9):
            run_pass(store, settings, folder=folder / "crawls", clock=at(day), now=lambda day=day: at(day), bench=light_bench())


def facts(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(folder / "readout.db") as store, store.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        return {name: sorted(map(tuple, connection.execute(text(query)))) for name, query in FACTS.items()}


def lay_material(folder: Path) -> None:
    """An archive of ten articles and crawls of two outlets on six events, with revisions, silence, and a late rendering."""
    folder.mkdir()
    archive = [article_row(f"a{n}", "tass", "en", at(2, n), f'Wei said: "word {n}".', title=f"event{n % 6}") for n in range(10)]
    (folder / "archive.jsonl").write_text("\n".join(map(json.dumps, archive)) + "\n", encoding="utf-8")
    crawls = folder / "crawls"
    tass = [
        article_row(f"t{n}", "tass", "ru", at(3, n), f'Wei said: "we came {n}", "good {n}".', title=f"event{n % 6}")
        for n in range(20)
    ]
    edits = [row | {"text": f"{row['text']} More.", "published_at": at(3, 21).isoformat()} for row in tass[:5]]
    write_crawl(crawls, at(3, 22), "tass", "ru", [*tass, *edits])
    xinhua = [article_row(f"x{n}", "xinhua", "zh", at(3, n), f'Wei said: "good {n}".', title=f"event{n % 6}") for n in range(20)]
    write_crawl(crawls, at(5, 20), "xinhua", "zh", xinhua)
    late = [article_row(f"y{n}", "xinhua", "zh", at(8, n), f'Wei said: "we came {n}".', title=f"event{n % 6}") for n in range(3)]
    write_crawl(crawls, at(8, 20), "xinhua", "zh", late)


def kill_after(folder: Path, seconds: float) -> bool:
    """Starts the work in a process of its own and kills it; whether it was still at it. A fork spares it a second of imports."""
    child = os.fork()
    if child == 0:
        try:
            work(folder)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    lay_material(tmp_path / "calm")
    began = time.monotonic()
    work(tmp_path / "calm")
    duration = time.monotonic() - began
    expected = facts(tmp_path / "calm")
    assert len(expected["told"]) > 10, "the material has to have something to tell"
    assert not expected["waits"]
    struck = 0
    for number in range(STORES):
        folder = tmp_path / f"store{number}"
        lay_material(folder)
        for _ in range(KILLS // STORES):
            struck += kill_after(folder, dice.uniform(0, duration / 2))
        work(folder)
        assert facts(folder) == expected
    assert struck >= KILLS // 2, "most of the kills have to hit the work"
