"""Histories of an outlet and a crawler, played by chance: what a crawl calls read is read, whatever failed and wherever it died.

READOUT_HISTORIES=2000 plays so many; a history that goes wrong is played again by its number alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crawler.silence import Simulation

HISTORIES = int(os.environ.get("READOUT_HISTORIES", "12"))


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_no_silence_of_the_crawler_is_the_outlets(seed: int, tmp_path: Path) -> None:
    assert Simulation(seed, tmp_path).run() == []


def test_the_histories_are_not_empty(tmp_path: Path) -> None:
    """A crawl that claims nothing keeps every promise."""
    played = []
    for seed in range(4):
        played.append(Simulation(seed, tmp_path / str(seed)))
        played[-1].run()
    assert sum(history.claims for history in played) > 8
    assert sum(history.deaths for history in played) > 4
