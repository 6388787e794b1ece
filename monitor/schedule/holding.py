"""One schedule for a store: a lock that the system takes back when its holder dies, and who holds it."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from processors.errors import InputError, TryLater
from processors.wire import time_from_json, time_to_json

TRIES, PAUSE = 20, 0.05  # a look at the lock holds it for a moment: what is only looked at is soon free


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The schedule that is alive."""

    process: int | None = None
    since: datetime | None = None


def lock_file(store: Path) -> Path:
    return store.with_name(store.name + ".schedule-lock")


@contextmanager
def only_schedule(store: Path, process: int, since: datetime) -> Iterator[None]:
    """Held as long as the schedule lives; `TryLater` when another one does."""
    path = lock_file(store)
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}; give yourself the right to write there") from wrong
    with file:
        if not _take_patiently(file):
            holder = _read(file)
            who = f"process {holder.process}, since {holder.since:%Y-%m-%dT%H:%M:%SZ}" if holder.since else "another process"
            raise TryLater(f"{store}: a schedule is running already ({who}); stop that one first")
        file.truncate(0)
        file.write(json.dumps({"process": process, "since": time_to_json(since)}))
        file.flush()
        yield
        file.truncate(0)


def find_holder(store: Path) -> Holder | None:
    """Who runs the schedule of that store; None when nobody does."""
    try:
        with lock_file(store).open(encoding="utf-8") as file:
            return None if _take(file, fcntl.LOCK_SH) else _read(file)
    except OSError:
        return None


def _take_patiently(file: IO[str]) -> bool:
    for _ in range(TRIES):
        if _take(file, fcntl.LOCK_EX):
            return True
        time.sleep(PAUSE)
    return False


def _take(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: IO[str]) -> Holder:
    try:
        file.seek(0)
        row = json.loads(file.read())
        return Holder(process=int(row["process"]), since=time_from_json(row["since"]))
    except (OSError, ValueError, TypeError, LookupError):
        return Holder()
