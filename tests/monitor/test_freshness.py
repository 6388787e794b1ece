"""A watch is asleep when its last pass is older than its schedule lets it be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.outlets import Outlets
from monitor.cli import readout
from monitor.freshness import is_stale, longest_pause
from monitor.sections import Schedule
from monitor.store.engine import open_store
from monitor.store.passes import begin_pass, finish_pass
from processors.errors import TryLater
from tests.monitor.lightweight import at, light_settings


def test_a_longer_interval_leaves_more_time(tmp_path: Path) -> None:
    settings = light_settings(tmp_path)
    slow = replace(settings, schedule=Schedule(every_minutes=24 * 60), outlets=Outlets(outlets=()))
    assert longest_pause(slow) > timedelta(days=2) > longest_pause(settings)


def test_the_outlet_that_is_crawled_most_often_sets_the_pace(tmp_path: Path) -> None:
    settings = replace(light_settings(tmp_path), schedule=Schedule(every_minutes=7 * 24 * 60))
    assert longest_pause(settings) < timedelta(days=1), "an outlet's own file says every_minutes"


def test_no_pass_and_an_old_one_are_asleep_and_a_clock_set_back_is_not(tmp_path: Path) -> None:
    settings = light_settings(tmp_path)
    pause = longest_pause(settings)
    assert is_stale(None, settings, at(4))
    assert is_stale(at(4) - pause - timedelta(seconds=1), settings, at(4))
    assert not is_stale(at(4) - pause, settings, at(4))
    assert not is_stale(at(5), settings, at(4))


def test_the_command_says_it_in_a_line_and_by_its_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "readout.db") as store, store.writing() as connection:
        finish_pass(connection, begin_pass(connection, "run", at(4), at(4)), {}, at(4))
    awake = CliRunner().invoke(readout, ["status", "--awake", "--clock", at(4, 13).isoformat()])
    assert (awake.exit_code, awake.output) == (0, "awake: the last pass finished 2018-04-04T12:00:00Z\n")
    asleep = CliRunner().invoke(readout, ["status", "--awake", "--clock", at(6).isoformat()])
    assert isinstance(asleep.exception, TryLater)
    assert "is `readout schedule` running?" in str(asleep.exception)
