"""Each run of a job leaves a row in the store and a line in the log, however it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.schedule.apart import Stopped, Told
from monitor.schedule.diary import Diary
from monitor.schedule.plan import Every, PlannedJob
from monitor.store.engine import Store, open_store
from monitor.store.jobs import JobRun, begin_job, bury_jobs, last_runs
from processors.errors import TryLater
from tests.monitor.lightweight import at

TASS = PlannedJob(id="crawl tass", kind="crawl", when=Every(interval=timedelta(hours=1)), outlet="tass")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def failing(wrong: Exception) -> Callable[[], Told]:
    def work() -> Told:
        raise wrong

    return work


def run(store: Store) -> JobRun:
    with store.reading() as connection:
        return last_runs(connection)["crawl tass"]


def keep(store: Store, work: Callable[[], Told], hour: int = 12) -> JobRun:
    Diary(store=store, now=lambda: at(3, hour)).keep(TASS, work)
    return run(store)


def test_a_run_is_kept_with_what_came_of_it(store: Store) -> None:
    kept = keep(store, lambda: Told(outcome="crawled tass/ru"))
    assert kept == JobRun(
        id="crawl tass", due_at=at(3), started_at=at(3), finished_at=at(3), status="done", outcome="crawled tass/ru"
    )


def test_it_says_for_which_time_of_the_schedule_it_was(store: Store) -> None:
    keep(store, Told, hour=9)
    assert keep(store, Told, hour=12).due_at == at(3, 10)


@pytest.mark.parametrize(
    ("wrong", "status", "outcome"),
    [
        (TryLater("away"), "failed", "away"),
        (ZeroDivisionError("a mistake"), "failed", "ZeroDivisionError: a mistake"),
        (Stopped("asked to end"), "stopped", "asked to end"),
    ],
    ids=["explained", "mistake", "stopped"],
)
def test_what_goes_wrong_is_kept_and_ends_nothing(store: Store, wrong: Exception, status: str, outcome: str) -> None:
    kept = keep(store, failing(wrong))
    assert (kept.status, kept.outcome) == (status, outcome)


def test_troubles_are_told_each_and_kept_in_short(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "monitor.schedule"):
        kept = keep(store, lambda: Told(troubles=("tass/ru is away", "tass/en is away"), failed=True))
    assert (kept.status, kept.outcome) == ("failed", "tass/ru is away (and 1 more)")
    assert [record.getMessage() for record in caplog.records] == [
        "crawl tass: tass/ru is away",
        "crawl tass: tass/en is away",
        "crawl tass: failed",
    ]


def test_a_job_that_was_running_when_its_process_died_is_told(store: Store) -> None:
    with store.writing() as connection:
        begin_job(connection, "crawl tass", due_at=at(3), at=at(3))
    with store.writing() as connection:
        assert bury_jobs(connection, at(4)) == ("crawl tass",)
    assert (run(store).status, run(store).outcome) == ("died", "died before its end")


def test_a_run_in_the_future_counts_as_run_now(store: Store) -> None:
    keep(store, Told, hour=18)
    with store.writing() as connection:
        assert bury_jobs(connection, at(3, 15)) == ()
    assert run(store).started_at == at(3, 15)
