"""Actions made in a thread of their own arrive in order, fail where they fail, and leave nothing at work behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from monitor.index.action import Action
from monitor.index.ahead import AT_ONCE, made_ahead


def numbered(count: int, *, fails_at: int | None = None) -> Iterator[Action]:
    for number in range(count):
        if number == fails_at:
            raise ValueError("no such document")
        yield Action(alias="quotes", id=str(number), version=1, source={"by": threading.current_thread().name})


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, 3 * AT_ONCE + 7])
def test_all_come_in_their_order(count: int) -> None:
    with made_ahead(numbered(count)) as actions:
        assert [action.id for action in actions] == [str(number) for number in range(count)]


def test_they_are_made_elsewhere() -> None:
    with made_ahead(numbered(1)) as actions:
        (action,) = actions
    assert action.source is not None
    assert action.source["by"] != threading.current_thread().name


def test_what_fails_there_fails_here() -> None:
    with pytest.raises(ValueError, match="no such document"), made_ahead(numbered(600, fails_at=300)) as actions:
        list(actions)


def test_who_leaves_early_leaves_nobody_at_work() -> None:
    before = threading.active_count()
    with made_ahead(numbered(10_000)) as actions:
        next(actions)
    assert threading.active_count() == before
