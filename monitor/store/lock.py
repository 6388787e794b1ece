"""One at a time: locks that the system takes back when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from processors.errors import InputError, TryLater


def only_pass(store: Path) -> AbstractContextManager[None]:
    """Held while events are compared and mail is sent; `TryLater` when another process is at it."""
    return _only(store, ".lock", "another pass is running; this one takes its turn when that is over")


def only_sync(store: Path) -> AbstractContextManager[None]:
    """Held while the index is written; `TryLater` when another process is at it."""
    return _only(store, ".index-lock", "another process is writing the index; what is new is taken by it, or the next time")


@contextmanager
def _only(store: Path, ending: str, taken: str) -> Iterator[None]:
    path = store.with_name(store.name + ending)
    try:
        file = path.open("a")
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}; give yourself the right to write there") from wrong
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise TryLater(f"{store}: {taken}") from held
        yield
