"""A watch in a thread of the test, with crawls that are a line of code each and passes without models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawler.crawl_settings import CrawlSettings
from crawler.outlets import OutletSchedule
from monitor.crawling import Job, Place, Stretch, plan_crawl
from monitor.schedule.desk import Desk
from monitor.schedule.watch import keep_watch
from monitor.schedule.works import Works
from monitor.sections import Schedule
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.store.jobs import JobRun, last_runs
from tests.monitor.child_code import run_code
from tests.monitor.lightweight import light_settings
from tests.monitor.schedule.light_works import LIGHT

HEALTH = '{"health": {}}'  # enough for whoever asks only whether the crawl ended
PATIENCE = 60.0
OFTEN, SELDOM = 0.005, 600.0  # minutes


def watch_settings(folder: Path, *outlets: str, every: float = SELDOM) -> Settings:
    """Those outlets, with one edition each."""
    light = light_settings(folder)
    chosen = tuple(
        outlet.model_copy(update={"editions": outlet.editions[:1], "schedule": OutletSchedule(every_minutes=every)})
        for outlet in light.outlets
        if outlet.id in (outlets or ("tass",))
    )
    return replace(
        light,
        outlets=replace(light.outlets, outlets=chosen),
        crawl=CrawlSettings(contact="editor@example.org", crawls=folder / "crawls", archive=folder / "archive"),
        schedule=Schedule(jitter_seconds=0, settle_seconds=0.1),
    )


def watch_desk(store: Store, settings: Settings, code: Mapping[str, str] | None = None, works: Works = LIGHT) -> Desk:
    """`code` is what the crawl of an outlet does, with FILE for its crawl file; else it closes its file."""

    def plan(settings: Settings, place: Place, at: datetime, *, clock: datetime | None, stretch: Stretch | None = None) -> Job:
        job = plan_crawl(settings, place, at, clock=clock, stretch=stretch)
        text = (code or {}).get(job.name.outlet, f"open(FILE, 'w').write({HEALTH!r})")
        return replace(job, arguments=(f"import os, sys, time; FILE = {str(job.file)!r}\n{text}",), run=run_code)

    return Desk(store=store, settings=settings, room=threading.Semaphore(3), plan=plan, works=works)


@contextmanager
def watching(desk: Desk) -> Iterator[None]:
    """The watch goes on inside; whatever it raised is raised at the end."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            keep_watch(desk)
        except BaseException as wrong:
            raised.append(wrong)
            raise

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        desk.stopping.set()
        thread.join(PATIENCE)
    assert not thread.is_alive(), "it does not stop"
    assert not raised


def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def runs(store: Store) -> Mapping[str, JobRun]:
    with store.reading() as connection:
        return last_runs(connection)


def status(store: Store, job: str) -> str | None:
    run = runs(store).get(job)
    return run.status if run else None


def crawl_files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.crawl.crawls.glob("*.jsonl"))


def passes(settings: Settings) -> list[tuple[str, ...]]:
    """The files that each pass was given, in the order of time."""
    folder = settings.store.parent / "passes"
    return [tuple(path.read_text().split()) for path in sorted(folder.iterdir())] if folder.is_dir() else []
