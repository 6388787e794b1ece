"""Between which moments each edition was read completely: without that, silence proves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from crawler.crawlfile import EntryPoint, Health
from monitor.store.schema import watermarks
from processors.coverage import Stretch
from processors.wire import time_from_json, time_to_json

Points = tuple[tuple[str, str], ...]  # (url, read|blocked|failed|stale|empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    outlet: str
    edition: str
    complete_to: datetime | None
    status: str  # of the last crawl or import
    checked_at: datetime
    entry_points: Points = ()
    complete_from: datetime | None = None  # where the newest stretch begins; None: it holds from always
    earlier: tuple[Stretch, ...] = ()  # the stretches before a gap, in the order of time

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return (*self.earlier, Stretch(start=self.complete_from, stop=self.complete_to)) if self.complete_to else ()

    @property
    def gap(self) -> tuple[datetime, datetime] | None:
        """The last stretch of time in which we do not know what was published."""
        return (self.earlier[-1].stop, self.complete_from) if self.earlier and self.complete_from else None


def record_health(connection: Connection, health: Health, *, backfill: bool = False) -> None:
    """Lengthens what was read of the edition when the crawl says how far; anything else leaves it, and says what was wrong.

    A crawl of the past tells nothing of how the edition answers now: where that is known it stays.
    """
    old = load_watermarks(connection).get((health.outlet, health.edition))
    stretches = old.stretches if old else ()
    if health.complete_to is not None and _reads_to_the_end(health):
        read = Stretch(start=health.complete_from, stop=health.complete_to)
        stretches = _continue(stretches, read) if read.start is None else _unite(stretches, read)
    complete = health.status == "complete" and all(map(_is_read, _last_tried(health.entry_points)))
    status: str = health.status if complete or health.status != "complete" else "partial"
    at = health.finished_at
    points: Points = tuple((point.url, point.status) for point in health.entry_points)
    if backfill and old is not None:
        status, at, points = old.status, old.checked_at, old.entry_points
    _save(connection, health.outlet, health.edition, stretches, status, at, points, old)


def _reads_to_the_end(health: Health) -> bool:
    """Whether of each channel the entry point that was tried last was read; pages that failed are told by `complete_to` itself."""
    if health.complete_from and health.complete_to and health.complete_from > health.complete_to:
        return False  # the first page that is held came before everything that the listings showed
    tried = _last_tried(health.entry_points)
    return health.status in ("complete", "partial") and all(map(_is_read, tried)) and (bool(tried) or health.status == "complete")


def _last_tried(points: Iterable[EntryPoint]) -> tuple[EntryPoint, ...]:
    """One of each channel that is needed; an entry point of no channel stands for itself."""
    return tuple({point.channel or point.url: point for point in points if point.needed}.values())


def _is_read(point: EntryPoint) -> bool:
    return point.status == "read"


def declare_complete(connection: Connection, outlet: str, edition: str, complete_to: datetime, at: datetime) -> None:
    """Who brought the articles says that there are no others up to then."""
    old = load_watermarks(connection).get((outlet, edition))
    stretches = _unite(old.stretches if old else (), Stretch(start=None, stop=complete_to))
    _save(connection, outlet, edition, stretches, "import", at, (), old)


def _unite(stretches: Sequence[Stretch], read: Stretch) -> tuple[Stretch, ...]:
    """What was read, in the order of time; stretches that touch are one."""
    start, stop, apart = read.start, read.stop, []
    for other in stretches:
        if (start is not None and other.stop < start) or (other.start is not None and other.start > stop):
            apart.append(other)
        else:
            start = None if start is None or other.start is None else min(start, other.start)
            stop = max(stop, other.stop)
    return tuple(sorted((*apart, Stretch(start=start, stop=stop)), key=lambda stretch: stretch.stop))


def _continue(stretches: Sequence[Stretch], read: Stretch) -> tuple[Stretch, ...]:
    """A crawl that does not say how far back it reached goes on from the one before; the first of all holds from always."""
    if not stretches:
        return (read,)
    last = stretches[-1]
    return (*stretches[:-1], Stretch(start=last.start, stop=max(last.stop, read.stop)))


def _save(
    connection: Connection, outlet: str, edition: str, stretches: Sequence[Stretch], status: str, at: datetime,
    points: Points, old: Watermark | None,
) -> None:  # fmt: skip
    """An older report never hides a newer one."""
    if old and old.checked_at > at:
        status, at, points = old.status, old.checked_at, old.entry_points
    newest = stretches[-1] if stretches else None
    row = {
        "outlet": outlet,
        "edition": edition,
        "complete_from": newest and newest.start,
        "complete_to": newest and newest.stop,
        "earlier": [[time_to_json(stretch.start), time_to_json(stretch.stop)] for stretch in stretches[:-1]],
        "status": status,
        "checked_at": at,
        "entry_points": list(map(list, points)),
    }
    connection.execute(insert(watermarks).values(row).on_conflict_do_update(index_elements=["outlet", "edition"], set_=row))


def load_watermarks(connection: Connection) -> dict[tuple[str, str], Watermark]:
    rows = connection.execute(select(watermarks).order_by(watermarks.c.outlet, watermarks.c.edition)).mappings()
    return {
        (row["outlet"], row["edition"]): Watermark(
            **{
                **row,
                "entry_points": tuple((url, status) for url, status in row["entry_points"]),
                "earlier": tuple(_stretch(start, stop) for start, stop in row["earlier"]),
            }
        )
        for row in rows
    }


def _stretch(start: str | None, stop: str) -> Stretch:
    return Stretch(start=time_from_json(start) if start else None, stop=time_from_json(stop))


def complete_to(connection: Connection) -> dict[str, datetime]:
    """ "tass/ru" → the moment up to which it was read; an edition that was never read completely is not in it."""
    marks = load_watermarks(connection).values()
    return {f"{mark.outlet}/{mark.edition}": mark.complete_to for mark in marks if mark.complete_to}


def read_stretches(connection: Connection) -> dict[str, tuple[Stretch, ...]]:
    """ "tass/ru" → the stretches of time in which it was read without a gap."""
    return {f"{mark.outlet}/{mark.edition}": mark.stretches for mark in load_watermarks(connection).values()}
