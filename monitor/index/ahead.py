"""The next documents are made while those before them are on their way: the server and we work at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

from monitor.index.action import Action

AT_ONCE = 250  # actions: half of what is sent together, so that one half is made while the other is taken


@contextmanager
def made_ahead(actions: Iterable[Action]) -> Iterator[Iterator[Action]]:
    """The same actions in the same order, made in a thread of their own, which is at rest again when this is left."""
    source = iter(actions)
    with ThreadPoolExecutor(1, thread_name_prefix="documents") as maker:

        def some() -> Future[list[Action]]:
            return maker.submit(lambda: list(islice(source, AT_ONCE)))

        def all_of_them(coming: Future[list[Action]]) -> Iterator[Action]:
            while made := coming.result():
                coming = some()
                yield from made

        yield all_of_them(some())
