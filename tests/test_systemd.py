"""The systemd units: understood by systemd, hardened, and starting commands that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import readout

CHECKOUT = Path(__file__).parent.parent
UNITS = sorted((CHECKOUT / "docs" / "systemd").glob("*.service"))
OPERATING = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")
EACH = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)


def setting(unit: Path, name: str) -> str:
    found = re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == 1, f"{unit.name}: {name}"
    return found[0]


def test_there_is_one_for_the_schedule_and_one_for_the_pages() -> None:
    assert [unit.stem for unit in UNITS] == ["readout-schedule", "readout-serve"]


@EACH
def test_it_starts_a_command_that_there_is(unit: Path) -> None:
    program, option, folder, command = setting(unit, "ExecStart").split()
    assert (program, option, folder) == ("/opt/readout/.venv/bin/readout", "--config", "/etc/readout")
    assert CliRunner().invoke(readout, [command, "--help"]).exit_code == 0


@EACH
def test_the_paths_are_those_of_the_guide(unit: Path) -> None:
    for path in (
        setting(unit, "WorkingDirectory"),
        setting(unit, "EnvironmentFile").removeprefix("-"),
        "/opt/readout",
        "/etc/readout",
    ):
        assert path in OPERATING
    assert setting(unit, "User") == "readout"
    assert f"systemd/{unit.name}" in OPERATING


def test_the_signal_reaches_the_schedule_alone_and_leaves_it_its_minute() -> None:
    assert setting(UNITS[0], "KillMode") == "mixed"
    assert int(setting(UNITS[0], "TimeoutStopSec")) > 60


@EACH
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: apt-get install systemd")
def test_systemd_understands_it_and_finds_it_closed(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    here = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)  # the program is not installed there
    copy = tmp_path / unit.name
    here = re.sub(r"^(User|Group)=.*\n", "", here, flags=re.MULTILINE).replace("[Service]\n", "[Service]\nDynamicUser=yes\n")
    copy.write_text(here, encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", copy], capture_output=True, text=True, check=False
    )
    assert exposed.returncode == 0, exposed.stdout[-500:]
