"""One pass after crawls that end close together: it is asked for by many and done once."""

from __future__ import annotations

import threading
from collections.abc import Callable

RETRY = 300.0  # seconds until it is asked for again when it could not be done: somebody makes a pass by hand


class Following(threading.Thread):
    """Does `work` when it was asked to, `settle` seconds after it was; what is asked meanwhile is done by the next time.

    `work` says whether it could be done; when not, it is asked for again by itself.
    """

    def __init__(self, work: Callable[[], bool], *, settle: float, stopping: threading.Event, retry: float = RETRY) -> None:
        super().__init__(name="passes", daemon=True)
        self._work = work
        self._settle = settle
        self._retry = retry
        self._stopping = stopping
        self._asked = threading.Event()

    def ask(self) -> None:
        self._asked.set()

    def run(self) -> None:
        while self._wait():
            self._asked.clear()
            if not self._work() and not self._stopping.wait(self._retry):
                self.ask()

    def _wait(self) -> bool:
        """Until it is time for a pass; False when all is to stop."""
        self._asked.wait()
        return not self._stopping.wait(self._settle)

    def end(self) -> None:
        """Once `stopping` is set: when the pass that is under way has ended."""
        self.ask()
        self.join()
