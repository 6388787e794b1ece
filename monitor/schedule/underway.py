"""Which crawl files are being written, so that a pass beside the crawls takes those alone that are finished."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.crawlfile import finished_files
from monitor.crawling import Job


class Underway:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: set[str] = set()

    @contextmanager
    def writing(self, jobs: Sequence[Job]) -> Iterator[None]:
        """Before the first of the crawls begins, until the last of them has ended."""
        names = {job.file.name for job in jobs}
        with self._lock:
            self._names |= names
        try:
            yield
        finally:
            with self._lock:
                self._names -= names

    def ended(self, folder: Path) -> tuple[str, ...]:
        """The names of the crawl files that nobody writes to any more."""
        there = [path.name for path in finished_files(folder)] if folder.is_dir() else []  # first: one that begins now is not there
        with self._lock:
            return tuple(name for name in there if name not in self._names)
