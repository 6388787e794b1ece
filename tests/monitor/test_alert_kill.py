"""Processes that alert at once, and ones that are killed anywhere: every watch, daily ones too, is told of everything once."""

from __future__ import annotations

import email
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.alerts.alerting import send_alerts
from monitor.sections import Daily, Mail, Watch
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from tests.monitor.exhibits import omission
from tests.monitor.test_alerting import KNOWLEDGE, fill, keep

KILLS = 16
SEED = 20180405
BEGIN = datetime(2018, 4, 5, 4, 0, tzinfo=UTC)  # half an hour before the hour of the daily watch
PASSES = [BEGIN + timedelta(minutes=20 * number) for number in range(4)] + [BEGIN + timedelta(hours=25)]
WATCHES = (
    Watch(id="at-once", to=("ann@example.org",)),
    Watch(id="morning", to=("ben@example.org",), daily=Daily(at="07:30", zone="Europe/Moscow")),
)
FOUND = [f"dv-{number}" for number in range(2 * len(PASSES))]


def settings_of(folder: Path) -> Settings:
    return replace(load_settings(None), store=folder / "readout.db", mail=Mail(folder=folder / "mail"), watches=WATCHES)


def work(folder: Path) -> None:
    """Passes at advancing times, two divergences found before each but the first, which makes the daily watch known."""
    settings = settings_of(folder)
    with open_store(settings.store) as store:
        alert(store, settings, BEGIN - timedelta(hours=1))
        for number, clock in enumerate(PASSES):
            for name in FOUND[2 * number : 2 * number + 2]:
                find(store, name, clock)
            alert(store, settings, clock)
        alert(store, settings, PASSES[-1] + timedelta(days=1))


def alert(store: Store, settings: Settings, clock: datetime) -> None:
    send_alerts(store, settings, clock=clock, knowledge=KNOWLEDGE, instruments=None, gloss=lambda *_: "gloss")


def find(store: Store, name: str, clock: datetime) -> None:
    with store.reading() as connection:
        known = connection.execute(text("SELECT 1 FROM divergences WHERE id = :name"), {"name": name}).first()
    if not known:
        keep(store, omission(id=name), open_at=clock)


def in_a_process(job: Callable[[], None]) -> int:
    """A fork, which spares it the imports; whatever it raises ends it with a status."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        job()
        status = 0
    finally:
        os._exit(status)


def prepare(folder: Path) -> Path:
    folder.mkdir()
    with open_store(folder / "readout.db") as store:
        fill(store)
    return folder


def judge(folder: Path) -> None:
    """Each divergence was told to each watch once: in the ledger, and in the mails."""
    with open_store(folder / "readout.db") as store, store.reading() as connection:
        told = Counter(map(tuple, connection.execute(text("SELECT divergence_id, watch FROM ledger WHERE sent_at IS NOT NULL"))))
        unsent = connection.execute(text("SELECT count(*) FROM messages WHERE sent_at IS NULL")).scalar_one()
    assert told == Counter((name, watch.id) for name in FOUND for watch in WATCHES)
    assert unsent == 0
    mailed: Counter[tuple[str, str]] = Counter()
    for file in (folder / "mail").glob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        words = str(body.get_content()).split()
        mailed.update((name, str(message["To"])) for name in FOUND if name in words)
    assert mailed == Counter((name, watch.to[0]) for name in FOUND for watch in WATCHES)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_anywhere_every_watch_is_told_once(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    calm = prepare(tmp_path / "calm")
    began = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(in_a_process(lambda: work(calm)), 0)[1]) == 0
    duration = time.monotonic() - began
    judge(calm)
    assert len(list((calm / "mail").glob("*-morning-*"))) == 2  # of the first hour, of the next day's
    struck = 0
    for number in range(4):
        folder = prepare(tmp_path / f"store{number}")
        for _ in range(KILLS // 4):
            child = in_a_process(lambda: work(folder))  # noqa: B023 - it ends before the next round
            time.sleep(dice.uniform(0, duration / 2))
            os.kill(child, signal.SIGKILL)
            struck += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        work(folder)
        judge(folder)
    assert struck >= KILLS // 2, "most of the kills have to hit the work"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_processes_that_alert_at_once_tell_every_watch_once(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "busy")
    children = [in_a_process(lambda: alert_often(folder)) for _ in range(3)]
    with open_store(folder / "readout.db") as store:
        for name in FOUND:
            find(store, name, BEGIN)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    alert_often(folder)
    judge(folder)


def alert_often(folder: Path) -> None:
    """Every pass is at a later hour of the daily watch."""
    settings = settings_of(folder)
    with open_store(settings.store) as store:
        for day in range(5):
            alert(store, settings, BEGIN + timedelta(days=day))
