"""One schedule for a store; its lock goes with the process, and says who holds it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.schedule.holding import find_holder, only_schedule
from processors.errors import InputError, TryLater
from tests.monitor.lightweight import at

CHECKOUT = Path(__file__).parents[3]


def test_a_second_schedule_is_told_who_runs_the_first(tmp_path: Path) -> None:
    store = tmp_path / "readout.db"
    with only_schedule(store, 4711, at(3)):
        told = r"running already \(process 4711, since 2018-04-03T12:00:00Z\); stop that one first"
        with pytest.raises(TryLater, match=told), only_schedule(store, 4712, at(4)):
            pytest.fail("there are two")
        holder = find_holder(store)
        assert holder is not None
        assert (holder.process, holder.since) == (4711, at(3))
    assert find_holder(store) is None


def test_nobody_holds_what_never_was(tmp_path: Path) -> None:
    assert find_holder(tmp_path / "readout.db") is None


def test_the_lock_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    store = tmp_path / "readout.db"
    code = f"""
import time
from pathlib import Path
from monitor.schedule.holding import only_schedule
from tests.monitor.lightweight import at
with only_schedule(Path({str(store)!r}), 1, at(3)):
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT) as process:
        while find_holder(store) is None:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert find_holder(store) is None
    with only_schedule(store, os.getpid(), at(4)):
        pass


def test_where_nothing_may_be_written_it_says_so(tmp_path: Path) -> None:
    store = tmp_path / "missing" / "readout.db"
    with pytest.raises(InputError, match="give yourself the right to write there"), only_schedule(store, 1, at(3)):
        pytest.fail("it cannot be held")
