"""The foot of a digest: editions that are blocked, failing, or were not read for a day, and readings that look wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.alarms import alarm_lines, current_alarms
from monitor.freshness import is_unread
from monitor.reports.zones import in_zones
from monitor.store.watermarks import Watermark, load_watermarks

TOLD = ("blocked", "failed", "not-crawled")  # of these editions the gaps speak already


def find_gaps(connection: Connection, outlets: Outlets, clock: datetime) -> tuple[str, ...]:
    """One sentence for each edition whose silence means nothing at this moment."""
    marks = load_watermarks(connection)
    places = [(outlet, edition.id) for outlet in outlets.enabled() for edition in outlet.editions]
    told = ((outlet.name, edition, marks.get((outlet.id, edition))) for outlet, edition in places)
    return tuple(f"{name} ({edition}): {gap}" for name, edition, mark in told if (gap := _gap(mark, clock)))


def find_oddities(connection: Connection, outlets: Outlets, clock: datetime) -> tuple[str, ...]:
    """One sentence for each reading that is not as expected, so few that they are read."""
    alarms = tuple(alarm for alarm in current_alarms(connection, outlets, clock) if alarm.kind not in TOLD)
    return alarm_lines(alarms, outlets)


def _gap(mark: Watermark | None, clock: datetime) -> str | None:
    if mark is None:
        return "not read yet"
    upto = in_zones(mark.complete_to)
    read = f"read completely up to {upto.utc} UTC" if upto else "never read completely"
    if mark.status in ("blocked", "failed", "partial"):
        troubled = ", ".join(f"{url} {status}" for url, status in mark.entry_points if status != "read")
        return f"{mark.status} at the last crawl{f' ({troubled})' if troubled else ''}; {read}"
    if is_unread(mark, clock):
        return read
    return None
