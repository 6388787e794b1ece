"""What comes by import, backfill or replay makes divergences and mails nobody, whichever way it comes; crawled articles do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from crawler.archive.archive import open_archive
from crawler.archive.replay import Replay, Shelf
from crawler.crawl_settings import CrawlSettings
from monitor import pass_crawls
from monitor.alerts.alerting import AlertReport, send_alerts
from monitor.bench import Bench
from monitor.crawling import Job, Place, Stretch
from monitor.importing import bring_in
from monitor.ingest import ingest_file, open_lines
from monitor.run import Crawls, run_pass
from monitor.sections import Daily, Watch
from monitor.settings import Settings
from monitor.store.engine import Store, open_store
from monitor.store.schema import articles, divergences
from monitor.store.watermarks import declare_complete
from tests.crawler.archive.exchanges import exchange
from tests.monitor.child_code import run_code
from tests.monitor.lightweight import LightComparer, analyse, article_row, at, light_settings, write_crawl
from tests.monitor.test_alerting import KNOWLEDGE

ROWS = {
    "tass/ru": article_row("t1", "tass", "ru", at(3), 'Wei said: "we came", "good".'),
    "xinhua/zh": article_row("x1", "xinhua", "zh", at(3, 14), 'Wei said: "good".'),
}
WATCHES = (
    Watch(id="at-once", to=("ann@example.org",)),
    Watch(id="morning", to=("ben@example.org",), daily=Daily(at="07:30")),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    crawl = CrawlSettings(contact="editor@example.org", crawls=tmp_path / "crawls", archive=tmp_path / "archive")
    return replace(light_settings(tmp_path), crawl=crawl, watches=WATCHES)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store) as opened:
        yield opened


def bench(settings: Settings) -> Bench:
    def alert(store: Store, clock: datetime) -> AlertReport:
        return send_alerts(store, settings, clock=clock, knowledge=KNOWLEDGE, instruments=None, gloss=lambda *_: "gloss")

    return Bench(analyser=lambda: analyse, comparer=lambda: cast(Any, LightComparer()), alert=alert)


def look(store: Store, settings: Settings, day: int) -> None:
    """A pass that finds no new crawl file."""
    empty = settings.store.parent / "empty"
    empty.mkdir(exist_ok=True)
    run_pass(store, settings, folder=empty, clock=at(day), now=lambda: at(day), bench=bench(settings))


def crawled(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, row in ROWS.items():
        write_crawl(settings.crawl.crawls, at(4), *place.split("/"), [row])
    run_pass(store, settings, folder=settings.crawl.crawls, clock=at(4), now=lambda: at(4), bench=bench(settings))


def imported(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    file = settings.store.parent / "archive.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS.values()), encoding="utf-8")
    with open_lines(str(file)) as lines:
        ingest_file(store, file.name, lines, settings.outlets, origin="import", now=lambda: at(4))


def backfilled(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run --since --until`, with crawls that bring the articles of the past."""
    plan = pass_crawls.plan_crawl

    def fake(settings: Settings, place: Place, started: datetime, *, clock: datetime | None, stretch: Stretch | None = None) -> Job:
        job = plan(settings, place, started, clock=clock, stretch=stretch)
        rows = [ROWS[job.place]] if job.place in ROWS else []
        text = "".join(json.dumps(row) + "\n" for row in rows)
        return replace(job, arguments=(f"open({str(job.file)!r}, 'w').write({text!r})",), run=run_code)

    monkeypatch.setattr(pass_crawls, "plan_crawl", fake)
    crawls = Crawls(as_if=True, stretch=Stretch(since=at(1), until=at(4)))
    only = ("tass", "xinhua")
    run_pass(store, settings, crawls=crawls, clock=at(4), now=lambda: at(4), only=only, bench=bench(settings))


def left_by_a_backfill(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a backfill had written when the pass died that was to take it."""
    for place, row in ROWS.items():
        file = write_crawl(settings.crawl.crawls, at(4), *place.split("/"), [row])
        file.rename(file.with_name(f"{file.stem}-backfill.jsonl"))
    run_pass(store, settings, folder=settings.crawl.crawls, clock=at(4), now=lambda: at(4), bench=bench(settings))


def recovered_from_a_backfill(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backfill died, and what it had fetched is read from the archive by the next pass that crawls."""
    with open_archive(settings.crawl.archive, outlets=settings.outlets) as archive:
        archive.append(exchange(crawl="20180404T120000Z-tass-ru-backfill"))
    monkeypatch.setattr(Replay, "lines", lambda self, progress=None: iter(ROWS.values()))
    monkeypatch.setattr(pass_crawls, "do_crawls", lambda *arguments: [])
    run_pass(store, settings, crawls=Crawls(as_if=True), clock=at(4), now=lambda: at(4), only=("tass",), bench=bench(settings))


def replayed(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Replay, "lines", lambda self, progress=None: iter(ROWS.values()))
    shelf = SimpleNamespace(count=lambda: 2, passed_over=Counter(), trouble=None)
    bring_in(store, "archive", cast(Shelf, shelf), settings)


@pytest.mark.parametrize(
    "way", [imported, backfilled, left_by_a_backfill, recovered_from_a_backfill, replayed], ids=lambda way: way.__name__
)
def test_nobody_is_mailed_about_what_came_that_way(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, way: Callable[..., None]
) -> None:
    way(store, settings, monkeypatch)
    assert watch_on(store, settings) == ("import", 1, 0)


def test_what_was_crawled_is_mailed_to_every_watch(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    crawled(store, settings, monkeypatch)
    assert watch_on(store, settings) == ("crawl", 1, 2)


def watch_on(store: Store, settings: Settings) -> tuple[str, int, int]:
    """Passes go on until every window is closed and every watch had its hour: origin, open divergences, mails."""
    with store.writing() as connection:
        for place in ROWS:
            outlet, _, edition = place.partition("/")
            declare_complete(connection, outlet, edition, at(9), at(5))
    for day in (5, 6, 7):
        look(store, settings, day)
    with store.reading() as connection:
        (origin,) = set(connection.execute(select(articles.c.origin)).scalars())
        found = connection.execute(select(func.count()).where(divergences.c.status == "open")).scalar_one()
    return origin, found, len(list((settings.store.parent / "mail").glob("*.eml")))
