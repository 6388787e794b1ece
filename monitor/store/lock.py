"""One pass at a time: a lock that the system takes back when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from processors.errors import InputError, TryLater


@contextmanager
def only_pass(store: Path) -> Iterator[None]:
    """Held while events are compared and mail is sent; `TryLater` when another process is at it."""
    path = store.with_name(store.name + ".lock")
    try:
        file = path.open("a")
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}; give yourself the right to write there") from wrong
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise TryLater(f"{store}: another pass is running; this one takes its turn when that is over") from taken
        yield
