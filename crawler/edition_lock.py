"""One crawl of an edition at a time: two would fetch the same pages twice and count them twice."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from processors.errors import TryLater


class EditionLock:
    """Held from `take` to `release`; the system lets go of it when the process ends, however it ends."""

    def __init__(self, archive: Path, outlet: str, edition: str) -> None:
        self.name = f"{outlet}/{edition}"
        self.file = archive / "locks" / f"{outlet}-{edition}.lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Takes the lock; `TryLater` when another crawl of the edition holds it."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as wrong:
            os.close(descriptor)
            raise TryLater(f"{self.name}: another crawl of this edition is running; it holds {self.file}") from wrong
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
