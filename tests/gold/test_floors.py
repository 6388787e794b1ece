"""The quality floors: the product is scored as a user would run it, and no figure may fall below its floor.

`floors.json` names the digest of the gold data, so that an edited story is as visible as a lowered floor. To raise floors
after a better measurement: `python tests/gold/raise_floors.py`. Lowering one is done by hand, with the reason in the commit.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
READOUT = f"{Path(sys.executable).with_name('readout')}"
PARTS = {"tuning 1-9": "1-9", "reporting 10-14": "10-14"}
CEILINGS = ("articles without an answer", "hard negatives aligned", "false alarms on marked silence", "false alarms on controls")


def score(stories: Path, events: str, target: Path) -> dict[str, float]:
    """The figures of the scorer on some of the events."""
    command = [
        sys.executable,
        str(HERE / "tools" / "score.py"),
        str(stories),
        "--readout",
        READOUT,
        "--events",
        events,
        "--json",
        str(target),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    figures: dict[str, float] = json.loads(target.read_text(encoding="utf-8"))
    return figures


def test_the_floors_belong_to_this_gold_data() -> None:
    spec = importlib.util.spec_from_file_location("gold_build", HERE / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert build.digest_stories() == FLOORS["digest"]


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_figure_falls_below_its_floor(part: str, stories: Path, tmp_path: Path) -> None:
    figures = score(stories, PARTS[part], tmp_path / "figures.json")
    low = {
        name: (figures[name], floor)
        for name, floor in FLOORS[part].items()
        if (figures[name] > floor if name in CEILINGS else figures[name] < floor)
    }
    assert not low, f"figure against floor: {low}"
