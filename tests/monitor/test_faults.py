"""Killed anywhere while the servers come and go, the work is done once and whole when it is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.sections import Elasticsearch
from tests.monitor.faults.storm import storm_over
from tests.monitor.faults.verdict import judge
from tests.servers.elasticsearch.running import RunningServer

KILLS = 20
SEED = 20180405


@pytest.mark.slow
def test_kills_and_outages_lose_nothing_and_double_nothing(tmp_path: Path, elasticsearch_plain: RunningServer, prefix: str) -> None:
    section = Elasticsearch(url=elasticsearch_plain.url, prefix=prefix)
    with storm_over(tmp_path, section, SEED) as storm:
        storm.calm_round()
        storm.rage(KILLS)
        storm.recover()
        verdict = judge(storm, storm.last_plan())
    assert verdict.faults == ()
    assert verdict.doubled_beyond == 0
    assert storm.log.kills.total() == KILLS
