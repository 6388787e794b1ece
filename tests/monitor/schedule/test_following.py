"""Passes that are asked for close together are one; what is asked during one is done after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from monitor.schedule.following import Following

PATIENCE = 60.0


class Work:
    """Counts, and holds each pass until it is let go."""

    def __init__(self, results: list[bool] | None = None) -> None:
        self.done = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.count = 0
        self._results = results or []

    def __call__(self) -> bool:
        self.count += 1
        self.begun.release()
        assert self.go.acquire(timeout=PATIENCE)
        self.done.release()
        return self._results.pop(0) if self._results else True


@contextmanager
def following(work: Callable[[], bool], settle: float = 0.05, retry: float = PATIENCE) -> Iterator[Following]:
    stopping = threading.Event()
    passes = Following(work, settle=settle, stopping=stopping, retry=retry)
    passes.start()
    try:
        yield passes
    finally:
        stopping.set()
        passes.end()
    assert not passes.is_alive()


def test_many_that_ask_get_one_pass() -> None:
    work = Work()
    with following(work) as passes:
        for _ in range(10):
            passes.ask()
        work.go.release()
        assert work.done.acquire(timeout=PATIENCE)
        assert not work.begun.acquire(timeout=0.3) or work.count == 1
    assert work.count == 1


def test_what_is_asked_during_a_pass_is_done_after_it_once() -> None:
    work = Work()
    with following(work) as passes:
        passes.ask()
        assert work.begun.acquire(timeout=PATIENCE)
        for _ in range(5):
            passes.ask()
        work.go.release(2)
        assert work.done.acquire(timeout=PATIENCE)
        assert work.done.acquire(timeout=PATIENCE)
    assert work.count == 2


def test_a_pass_that_could_not_be_done_is_tried_again() -> None:
    work = Work([False, True])
    work.go.release(2)
    with following(work, retry=0.05) as passes:
        passes.ask()
        assert work.done.acquire(timeout=PATIENCE)
        assert work.done.acquire(timeout=PATIENCE)
    assert work.count == 2


def test_nothing_is_begun_when_all_is_to_stop() -> None:
    work = Work()
    with following(work, settle=PATIENCE) as passes:
        passes.ask()
    assert work.count == 0
