"""SIGKILL at any moment of a pass that crawls: nothing fetched is lost, nothing is there twice, the archive is whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from crawler.replica import Replica
from monitor.defaults import default_config
from monitor.store.engine import open_store

CLOCK = datetime(2018, 4, 5, 15, 50, tzinfo=UTC)
KILLS = 20
SEED = 20180405
WORK = """
import sys
from datetime import datetime
from monitor.pass_crawls import Crawls, crawl_all
from monitor.settings import load_settings
from monitor.store.engine import open_store
from monitor.store.lock import only_pass
from monitor.summary import Summary

settings, clock, summary = load_settings("config"), datetime.fromisoformat(sys.argv[1]), Summary()
with open_store(settings.store) as store, only_pass(settings.store):
    crawl_all(store, settings, Crawls(as_if=True), summary, clock=clock, now=lambda: clock)
sys.exit("\\n".join(summary.troubles) or None)
"""
FACTS = {
    "revisions": "SELECT article_id, revision, text_hash FROM revisions",
    "origins": "SELECT id, outlet, edition, origin FROM articles",
    "watermarks": "SELECT outlet, edition, complete_from, complete_to, earlier FROM watermarks",
}


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica.start(clock=CLOCK) as running:
        yield running


def prepare(folder: Path, replica: Replica) -> Path:
    shutil.copytree(default_config(), folder / "config")
    authority = replica.ca_file(folder / "ca.pem")
    lines = ["contact: desk@example.org", "delay_seconds: 0", f"proxy: {replica.proxy}", f"ca_file: {authority}"]
    (folder / "config" / "crawl.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def start(folder: Path, clock: datetime) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORK, clock.isoformat()], cwd=folder)


def facts(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(folder / "readout.db") as store, store.reading() as connection:
        return {name: sorted(map(tuple, connection.execute(text(query)))) for name, query in FACTS.items()}


@pytest.mark.slow
def test_a_pass_killed_while_it_crawls_loses_nothing_and_doubles_nothing(tmp_path: Path, replica: Replica) -> None:
    dice, last = random.Random(SEED), CLOCK + timedelta(hours=1)
    calm = prepare(tmp_path / "calm", replica)
    for moment in (CLOCK, last):
        began = time.monotonic()
        assert start(calm, moment).wait() == 0
    duration = time.monotonic() - began  # of a pass that finds little new
    expected = facts(calm)
    assert len({row[1:3] for row in expected["origins"]}) == 5, "every edition but the weekly has something to fetch"
    storm = prepare(tmp_path / "storm", replica)
    struck = 0
    for number in range(KILLS):
        work = start(storm, CLOCK + timedelta(minutes=number))
        try:
            work.wait(dice.uniform(duration / 8, duration))
        except subprocess.TimeoutExpired:
            work.kill()
            work.wait()
            struck += 1
    assert start(storm, last).wait() == 0
    found = facts(storm)
    assert found["revisions"] == expected["revisions"]
    assert found["origins"] == expected["origins"]
    assert [row[3] for row in found["watermarks"]] == [row[3] for row in expected["watermarks"]]
    assert struck >= KILLS // 2, "most of the kills have to hit the work"
    with open_archive(storm / "archive") as archive:
        assert all(exchange.status for _, exchange in archive.exchanges())
        assert list(verify(archive, Verified())) == []
