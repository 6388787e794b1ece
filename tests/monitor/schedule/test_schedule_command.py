"""`readout schedule` as a person runs it, and what `readout status` tells of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from crawler.crawlfile import is_health
from crawler.replica import Replica
from monitor.cli import readout
from monitor.defaults import default_config
from monitor.schedule.holding import only_schedule
from monitor.store.engine import open_store
from monitor.store.jobs import begin_job, end_job, last_runs
from monitor.store.outbox import announce, forget, store_version
from processors.errors import ReadoutError
from tests.monitor.lightweight import at
from tests.monitor.schedule.watching import SELDOM, until

CHECKOUT = Path(__file__).parents[3]
CLOCK = datetime(2018, 4, 5, 16, tzinfo=UTC)  # the waiting time for the case of April 2018 is over
PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from monitor.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(default_config(), tmp_path / "config")
    write(tmp_path / "config" / "crawl.yml", "contact: desk@example.org\n")
    return tmp_path


def write(file: Path, words: str) -> None:
    file.write_text(words, encoding="utf-8")


def invoke(*words: str) -> Result:
    return CliRunner().invoke(readout, words)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, ReadoutError), result.output
    return str(result.exception)


def test_every_problem_of_the_configuration_is_told_and_nothing_begins(folder: Path) -> None:
    write(folder / "config" / "readout.yml", "schedule: {every_minutes: soon, often: true}\n")
    write(folder / "config" / "crawl.yml", "at_once: 0\n")
    told = refusal(invoke("schedule")).splitlines()
    assert [line.split(": ")[1] for line in told] == ["schedule.every_minutes", "schedule.often", "at_once"]
    assert not (folder / "readout.db").exists()


def test_without_a_contact_or_an_outlet_nothing_begins(folder: Path) -> None:
    for file in (folder / "config" / "outlets").glob("*.yml"):
        write(file, re.sub(r"^enabled: .*\n", "", file.read_text()).replace("\nname:", "\nenabled: false\nname:", 1))
    for file in (folder / "config" / "outlets").glob("*.yml"):
        if file.stem == "people":
            file.unlink()
    assert "no outlet that is enabled says where its articles are listed" in refusal(invoke("schedule"))
    write(folder / "config" / "crawl.yml", "")
    assert "contact" in refusal(invoke("schedule", "--once"))


def test_a_second_schedule_says_so_and_ends(folder: Path) -> None:
    with only_schedule(Path("readout.db"), 4711, at(3)):
        told = refusal(invoke("schedule"))
    assert told.startswith("readout.db: a schedule is running already (process 4711")


def test_the_status_shows_each_jobs_last_run_and_its_next(folder: Path) -> None:
    with open_store(folder / "readout.db") as store, store.writing() as connection:
        begin_job(connection, "crawl tass", due_at=at(3), at=at(3))
        end_job(connection, "crawl tass", "done", "crawled tass/ru", at(3))
        begin_job(connection, "crawl xinhua", due_at=at(3), at=at(3))
    with only_schedule(Path("readout.db"), 4711, at(2)):
        alive = invoke("status", "--clock", "2018-04-03T12:01:00Z").output
        facts = json.loads(invoke("status", "--json", "--clock", "2018-04-05T12:01:00Z").output)["schedule"]
    assert "schedule: process 4711, since 2018-04-02T12:00:00Z" in alive
    assert "crawl tass: done 2018-04-03T12:00:00Z: crawled tass/ru; next 2018-04-03T12:15:00Z\n" in alive
    assert "crawl xinhua: running 2018-04-03T12:00:00Z; next 2018-04-03T12:20:00Z\n" in alive
    assert "crawl nvo: never ran; next 2018-04-03T12:01:00Z" in alive
    jobs = {job["job"]: job for job in facts["jobs"]}
    assert (facts["alive"], facts["process"]) == (True, 4711)
    assert (jobs["crawl tass"]["overdue"], jobs["crawl nvo"]["overdue"]) == (True, False)
    dead = invoke("status", "--clock", "2018-04-03T12:01:00Z").output
    assert "schedule: not running" in dead
    assert "crawl xinhua: died 2018-04-03T12:00:00Z; next 2018-04-03T12:01:00Z\n" in dead


def test_what_kept_the_index_once_is_told_only_while_something_waits(folder: Path) -> None:
    write(folder / "config" / "readout.yml", "elasticsearch: {url: 'http://127.0.0.1:9'}\n")
    with open_store(folder / "readout.db") as store, store.writing() as connection:
        begin_job(connection, "index", due_at=at(3), at=at(3))
        end_job(connection, "index", "done", "nobody listens there", at(3))
        announce(connection, "quote", "q1", at(3))
    assert "index: done 2018-04-03T12:00:00Z: nobody listens there" in invoke("status").output
    with open_store(folder / "readout.db") as store, store.writing() as connection:
        forget(connection, store_version(connection))
    told = invoke("status").output
    assert "index: nothing waits; last needed 2018-04-03T12:00:00Z\n" in told
    assert "nobody listens there" not in told


# --- from start to finish -----------------------------------------------------------------------------------------------


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica.start(clock=CLOCK) as running:
        yield running


def set_up(folder: Path, replica: Replica, tass_every: float = SELDOM) -> None:
    authority = replica.ca_file(folder / "ca.pem")
    lines = ["contact: desk@example.org", "delay_seconds: 0", f"proxy: {replica.proxy}", f"ca_file: {authority}"]
    write(folder / "config" / "crawl.yml", "\n".join(lines) + "\n")
    write(folder / "config" / "readout.yml", "schedule: {jitter_seconds: 0, settle_seconds: 1}\n")
    for file in (folder / "config" / "outlets").glob("*.yml"):
        every = tass_every if file.stem == "tass" else SELDOM
        write(file, re.sub(r"every_minutes: [\d.]+", f"every_minutes: {every}", file.read_text(encoding="utf-8")))


class Schedule:
    def __init__(self, folder: Path, clock: datetime, *words: str) -> None:
        self.folder = folder
        self.log = folder / f"{clock:%H%M%S}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(CHECKOUT), "schedule", "--clock", clock.isoformat(), *words],
                cwd=folder, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(120) == 0, self.log.read_text()
        assert "readout: stopped" in self.log.read_text().splitlines()[-1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def jobs(self) -> dict[str, str]:
        assert self.process.poll() is None, self.log.read_text()
        with open_store(self.folder / "readout.db") as store, store.reading() as connection:
            return {name: run.status for name, run in last_runs(connection).items()}

    def crawls_of(self, outlet: str) -> int:
        assert self.process.poll() is None, self.log.read_text()
        return len(list((self.folder / "crawls").glob(f"*-{outlet}-*.jsonl")))


def mails(folder: Path) -> int:
    return len(list((folder / "mail").glob("*.eml"))) if (folder / "mail").is_dir() else 0


def after(folder: Path) -> datetime:
    """A moment after everything that the watch has done."""
    with open_store(folder / "readout.db") as store, store.reading() as connection:
        return max(run.finished_at or run.started_at for run in last_runs(connection).values()) + timedelta(seconds=1)


def ask(folder: Path, question: str) -> list[tuple[object, ...]]:
    with open_store(folder / "readout.db") as store, store.reading() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


@pytest.mark.slow
def test_from_start_to_finish(folder: Path, replica: Replica) -> None:
    """Crawls, a mail, SIGTERM; a restart that repeats nothing; SIGKILL in the middle of crawls; a restart that mends all."""
    set_up(folder, replica, tass_every=0.4)
    watch = Schedule(folder, CLOCK)
    until(lambda: mails(folder) == 1 and watch.crawls_of("tass") >= 4, patience=300)
    watch.stop()
    for file in (folder / "crawls").glob("*.jsonl"):
        assert is_health(json.loads(file.read_bytes().splitlines()[-1])), "each crawl that wrote has closed its file"

    set_up(folder, replica)
    with open_store(folder / "readout.db") as store, store.writing() as connection:
        connection.execute(text("UPDATE jobs SET status = 'done'"))  # nothing was cut off
    crawls = len(list((folder / "crawls").glob("*.jsonl")))
    before = ask(folder, "SELECT count(*) FROM passes WHERE finished_at IS NOT NULL")
    watch = Schedule(folder, after(folder))
    until(lambda: ask(folder, "SELECT count(*) FROM passes WHERE finished_at IS NOT NULL") > before, patience=300)
    watch.stop()
    assert len(list((folder / "crawls").glob("*.jsonl"))) == crawls
    assert mails(folder) == 1

    set_up(folder, replica, tass_every=0.4)
    watch = Schedule(folder, after(folder) + timedelta(minutes=1))
    until(lambda: watch.jobs().get("crawl tass") == "running", patience=300)
    watch.kill()
    watch = Schedule(folder, after(folder))
    until(lambda: watch.jobs().get("crawl tass") == "done", patience=300)
    assert "crawl tass: died with the schedule that ran it" in watch.log.read_text()
    watch.stop()
    assert mails(folder) == 1
    assert ask(folder, "SELECT url FROM revisions GROUP BY url, text_hash HAVING count(*) > 1") == []
    assert len(ask(folder, "SELECT DISTINCT outlet, edition FROM articles")) == 5, "every edition but the weekly has something"


@pytest.mark.slow
def test_once_crawls_looks_mails_and_ends(folder: Path, replica: Replica) -> None:
    set_up(folder, replica)
    watch = Schedule(folder, CLOCK, "--once")
    assert watch.process.wait(300) == 0, watch.log.read_text()
    assert mails(folder) == 1
