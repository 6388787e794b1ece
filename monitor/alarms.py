"""The alarms that hold now, from what the store has of crawls, quarantined pages and watermarks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.health import Alarm, find_alarms
from monitor.store.crawls import last_crawls
from monitor.store.pages import held_pages
from monitor.store.watermarks import load_watermarks

MOST = 10  # lines in a digest: who gets forty reads none


def current_alarms(connection: Connection, outlets: Outlets, clock: datetime) -> tuple[Alarm, ...]:
    return find_alarms(outlets, last_crawls(connection, clock), held_pages(connection), load_watermarks(connection), clock)


def alarm_lines(alarms: tuple[Alarm, ...], outlets: Outlets) -> tuple[str, ...]:
    """One sentence each, as the mail says it; so many that they are read."""
    names = {outlet.id: outlet.name for outlet in outlets}
    lines = [f"{names.get(alarm.outlet, alarm.outlet)} ({alarm.edition}): {alarm.words}" for alarm in alarms]
    if len(lines) > MOST:
        lines[MOST - 1 :] = [f"and {len(lines) - MOST + 1} more; `readout status` shows all"]
    return tuple(lines)
