"""A full disk, a read-only or locked database, a clock set back: one clear line, nothing lost, nothing told twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from monitor.run import run_pass
from monitor.store import engine
from monitor.store.engine import open_store
from processors.errors import TryLater
from tests.conftest import CHECKOUT
from tests.monitor.lightweight import at, light_bench, light_settings
from tests.monitor.test_kill import facts, lay_material, work

WORK = """
import resource, sys
from pathlib import Path
from processors.errors import ReadoutError
from tests.monitor.test_kill import work
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    work(Path(sys.argv[1]))
except ReadoutError as wrong:
    print(wrong)
"""
AS_OTHERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--") if os.geteuid() == 0 else ()
ROOM = (60_000, 200_000, 300_000, 400_000)  # bytes that a file may have: too few to open, for the import, for the passes


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the undisturbed work leaves."""
    lay_material(tmp_path / "calm")
    work(tmp_path / "calm")
    return facts(tmp_path / "calm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_material(tmp_path / "faulty")
    return tmp_path / "faulty"


def said_by_work(folder: Path, *room: int) -> str:
    """What a process of its own says that works there, with files of so many bytes at most, and without root's rights."""
    command = (*AS_OTHERS, sys.executable, "-c", WORK, str(folder), *map(str, room))
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(folder: Path, expected: dict[str, object]) -> None:
    for room in ROOM:
        assert said_by_work(folder, room) == (
            f"{folder / 'readout.db'}: the disk is full or failing; what was finished is kept, make room and start again"
        )
    assert said_by_work(folder) == ""
    assert facts(folder) == expected


def test_a_full_file_system_is_told_and_work_goes_on_when_there_is_room(folder: Path, expected: dict[str, object]) -> None:
    mount = subprocess.run(("mount", "-t", "tmpfs", "-o", "size=500k", "readout-test", folder), capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("this process may not mount a small file system")
    try:
        lay_again(folder)
        assert "the disk is full or failing" in said_by_work(folder)
        subprocess.run(("mount", "-o", "remount,size=50m", folder), check=True)
        assert said_by_work(folder) == ""
        assert facts(folder) == expected
    finally:
        subprocess.run(("umount", folder), check=True)


def lay_again(folder: Path) -> None:
    """The material once more, where a file system hides what lay there."""
    inner = folder / "inner"
    lay_material(inner)
    for path in inner.iterdir():
        path.rename(folder / path.name)
    inner.rmdir()


def test_a_read_only_database_is_told_and_nothing_is_changed(folder: Path, expected: dict[str, object]) -> None:
    work(folder)
    for path in (*folder.glob("readout.db*"), folder):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        said = said_by_work(folder)
    finally:
        for path in (folder, *folder.glob("readout.db*")):
            path.chmod(path.stat().st_mode | 0o200)
    assert said.startswith(str(folder / "readout.db"))
    assert "give yourself the right to write" in said
    assert "\n" not in said
    assert facts(folder) == expected


def test_a_locked_database_is_told_and_the_next_try_does_the_work(
    folder: Path, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(folder / "readout.db"):
        pass
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(folder / "readout.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryLater, match="another process is writing to it; what was finished is kept, try again later"):
        work(folder)
    holder.rollback()
    holder.close()
    work(folder)
    assert facts(folder) == expected


def test_a_clock_set_back_loses_nothing_and_tells_nothing_again(folder: Path, expected: dict[str, object]) -> None:
    work(folder)

    def a_pass(clock: datetime) -> list[str]:
        settings = light_settings(folder)
        with open_store(settings.store) as store:
            return run_pass(store, settings, folder=folder / "crawls", clock=clock, now=lambda: clock, bench=light_bench()).lines

    assert a_pass(at(5)) == ["mailed: nothing new"]
    assert facts(folder) == expected
    assert a_pass(at(9)) == ["mailed: nothing new"]
    assert facts(folder) == expected
