"""Up to when each edition was read completely: without that, silence proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from crawler.crawlfile import Health
from monitor.store.schema import watermarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    outlet: str
    edition: str
    complete_to: datetime | None
    status: str  # of the last crawl or import
    checked_at: datetime
    entry_points: tuple[tuple[str, str], ...] = ()  # (url, read|blocked|failed|stale)


def record_health(connection: Connection, health: Health) -> None:
    """Moves the edition's watermark when everything was read; anything else leaves it, and says what was wrong."""
    points = tuple((point.url, point.status) for point in health.entry_points)
    complete = health.status == "complete" and all(status == "read" for _, status in points)
    _save(
        connection,
        Watermark(
            outlet=health.outlet,
            edition=health.edition,
            complete_to=health.complete_to if complete else None,
            status=health.status if complete or health.status != "complete" else "partial",
            checked_at=health.finished_at,
            entry_points=points,
        ),
    )


def declare_complete(connection: Connection, outlet: str, edition: str, complete_to: datetime, at: datetime) -> None:
    """Who brought the articles says that there are no others up to then."""
    _save(connection, Watermark(outlet=outlet, edition=edition, complete_to=complete_to, status="import", checked_at=at))


def _save(connection: Connection, mark: Watermark) -> None:
    """A watermark never moves back, and an older report never hides a newer one."""
    old = load_watermarks(connection).get((mark.outlet, mark.edition))
    moments = [moment for moment in (mark.complete_to, old and old.complete_to) if moment]
    latest = old if old and old.checked_at > mark.checked_at else mark
    row = {
        "outlet": mark.outlet,
        "edition": mark.edition,
        "complete_to": max(moments, default=None),
        "status": latest.status,
        "checked_at": latest.checked_at,
        "entry_points": list(map(list, latest.entry_points)),
    }
    connection.execute(insert(watermarks).values(row).on_conflict_do_update(index_elements=["outlet", "edition"], set_=row))


def load_watermarks(connection: Connection) -> dict[tuple[str, str], Watermark]:
    rows = connection.execute(select(watermarks).order_by(watermarks.c.outlet, watermarks.c.edition)).mappings()
    return {
        (row["outlet"], row["edition"]): Watermark(
            **{**row, "entry_points": tuple((url, status) for url, status in row["entry_points"])}
        )
        for row in rows
    }


def complete_to(connection: Connection) -> dict[str, datetime]:
    """ "tass/ru" → the moment up to which it was read; an edition that was never read completely is not in it."""
    marks = load_watermarks(connection).values()
    return {f"{mark.outlet}/{mark.edition}": mark.complete_to for mark in marks if mark.complete_to}
