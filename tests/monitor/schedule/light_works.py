"""Works of the schedule without models, for processes of their own; they import late, for each would pay for it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from monitor.schedule.apart import Task, Told, go_on
from monitor.schedule.works import Works
from processors.errors import ConfigError, TryLater


def nothing(task: Task) -> Told:
    return Told(outcome="nothing new")


def follow(task: Task) -> Told:
    """Writes down which files it was given, in a folder beside the store."""
    folder = task.settings.store.parent / "passes"
    folder.mkdir(exist_ok=True)
    (folder / f"{time.time_ns()}").write_text("\n".join(task.names))
    return Told(outcome=f"{len(task.names)} files", run="pass-1")


def slow(task: Task) -> Told:
    """Ends between two units of its work, when it is asked to."""
    _mark(task)
    while True:
        go_on()
        time.sleep(0.01)


def deaf(task: Task) -> Told:
    _mark(task)
    time.sleep(600)
    return Told()


def refuses(task: Task) -> Told:
    raise ConfigError("topic.yml: people: is missing")


def is_busy(task: Task) -> Told:
    raise TryLater("another pass is running")


def has_a_mistake(task: Task) -> Told:
    raise ZeroDivisionError("a mistake")


def kills_itself(task: Task) -> Told:
    os.kill(os.getpid(), 9)
    return Told()


def does_not_let_go(task: Task) -> Told:
    """Goes wrong while something else of it is still at work, which keeps the process alive."""
    threading.Thread(target=time.sleep, args=(600,)).start()
    raise ZeroDivisionError("a mistake")


def _mark(task: Task) -> None:
    """Its number, in a file that is there only when it is whole."""
    part = task.settings.store.parent / "working.part"
    part.write_text(str(os.getpid()))
    part.rename(mark_of(task.settings.store))


def mark_of(store: Path) -> Path:
    return store.parent / "working"


LIGHT = Works(tidy=nothing, follow=follow, index=nothing, prune=nothing)
