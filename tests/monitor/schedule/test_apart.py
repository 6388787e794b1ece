"""Work in a process of its own: what it says comes back, and whatever becomes of the process is a line."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from monitor.schedule.apart import Limits, Stopped, Task, Told, Work, do_apart
from processors.errors import ReadoutError, TryLater
from tests.monitor.lightweight import light_settings
from tests.monitor.schedule import light_works

CHECKOUT = Path(__file__).parents[3]
BRIEF = Limits(work=0.5, to_end=0.5)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return Task(settings=light_settings(tmp_path), names=("a.jsonl", "b.jsonl"), run="pass-1")


def go(work: Work, task: Task, limits: Limits | None = None) -> Told:
    return do_apart(work, task, stopping=threading.Event(), limits=limits or Limits())


def stopped_while_working(work: Work, task: Task, limits: Limits | None = None) -> None:
    """Asks it to stop as soon as it is at work."""
    stopping = threading.Event()

    def ask() -> None:
        while not light_works.mark_of(task.settings.store).exists():
            time.sleep(0.01)
        stopping.set()

    threading.Thread(target=ask).start()
    do_apart(work, task, stopping=stopping, limits=limits or Limits())


def test_what_it_says_comes_back(task: Task) -> None:
    told = go(light_works.follow, task)
    assert (told.outcome, told.run) == ("2 files", "pass-1")


@pytest.mark.parametrize(
    ("work", "kind", "words"),
    [
        (light_works.refuses, ReadoutError, "topic.yml: people: is missing"),
        (light_works.is_busy, TryLater, "another pass is running"),
        (light_works.has_a_mistake, TryLater, "ended with status 1; what was finished is kept"),
        (light_works.kills_itself, TryLater, "was killed by signal 9; what was finished is kept"),
    ],
    ids=["refuses", "busy", "mistake", "killed"],
)
def test_what_it_raises_comes_back_as_a_line(task: Task, work: Work, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        go(work, task)


@pytest.mark.parametrize("work", [light_works.slow, light_works.deaf], ids=["slow", "deaf"])
def test_what_takes_too_long_is_ended(task: Task, work: Work) -> None:
    with pytest.raises(TryLater, match="it took too long and was ended"):
        go(work, task, BRIEF)


def test_it_ends_between_two_units_when_it_is_asked_to(task: Task) -> None:
    with pytest.raises(Stopped, match="asked to end; what was finished is kept"):
        stopped_while_working(light_works.slow, task)


def test_what_does_not_listen_is_killed(task: Task) -> None:
    with pytest.raises(Stopped, match="ended before it was through"):
        stopped_while_working(light_works.deaf, task, Limits(to_end=0.2))
    with pytest.raises(ProcessLookupError):
        os.kill(int(light_works.mark_of(task.settings.store).read_text()), 0)


def test_what_says_nothing_and_does_not_end_is_killed(task: Task) -> None:
    with pytest.raises(TryLater, match="was killed by signal 9; what was finished is kept"):
        go(light_works.does_not_let_go, task, Limits(last=0.5))


def test_it_dies_with_the_watch(task: Task) -> None:
    folder = task.settings.store.parent
    code = f"""
import threading
from pathlib import Path
from monitor.schedule.apart import Task, do_apart
from tests.monitor.lightweight import light_settings
from tests.monitor.schedule import light_works
do_apart(light_works.deaf, Task(settings=light_settings(Path({str(folder)!r}))), stopping=threading.Event())
"""
    mark = light_works.mark_of(task.settings.store)
    with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT) as watch:
        while not mark.exists():
            assert watch.poll() is None
            time.sleep(0.05)
        watch.kill()
        watch.wait()
    born = int(mark.read_text())
    for _ in range(1000):
        if not _is_alive(born):
            return
        time.sleep(0.02)
    pytest.fail("it lives on")


def _is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
