"""One document for each pass and for each crawl of an edition: how the watch itself fares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, select, tuple_

from crawler.crawlfile import COUNTS, EntryPoint, Health, health_from_json
from monitor.index.documents.projection import Projection
from monitor.index.documents.words import filled, shown
from monitor.store.articles import BATCH
from monitor.store.crawls import crawl_key
from monitor.store.passes import Pass
from monitor.store.schema import crawls, passes
from processors.wire import Json, time_from_json, time_to_json

Key = TypeVar("Key", int, str)
PASS_COUNTS = (
    "files", "files_known", "replayed", "new", "revised", "unchanged", "refused", "quarantined", "page_events",
    "analysed", "failed", "events", "changes", "opened", "mailed", "told", "ended",
)  # fmt: skip


def pass_id(number: int | str) -> str:
    return f"pass-{number}"


def crawl_id(key: str) -> str:
    return f"crawl-{key}"


def pass_sources(connection: Connection, numbers: Iterable[int]) -> Iterator[Json]:
    """Those that are in the store, in their order."""
    for batch in _batches(numbers):
        query = select(passes).where(passes.c.number.in_(batch)).order_by(passes.c.number)
        yield from (filled(_pass_source(Pass(**row))) for row in connection.execute(query).mappings())


def _pass_source(made: Pass) -> Json:
    counts = {name.replace(" ", "_"): count for name, count in made.counts.items()}
    return {
        "id": pass_id(made.number),
        "kind": "pass",
        "command": made.command,
        "status": "finished" if made.finished_at else "unfinished",
        "clock": time_to_json(made.clock),
        **_times(made.started_at, made.finished_at),
        "summary": shown(", ".join(f"{name} {count}" for name, count in sorted(counts.items()))),
        "counts": {name: counts[name] for name in PASS_COUNTS if name in counts},
    }


def crawl_sources(connection: Connection, keys: Iterable[str], projection: Projection) -> Iterator[Json]:
    """Those that are in the store, in the order of their keys."""
    place = tuple_(crawls.c.outlet, crawls.c.edition, crawls.c.started_at)
    for batch in _batches(keys):
        wanted = [key.rsplit("/", 2) for key in batch]
        rows = connection.execute(
            select(crawls.c.health)
            .where(place.in_([(outlet, edition, time_from_json(started)) for outlet, edition, started in wanted]))
            .order_by(crawls.c.outlet, crawls.c.edition, crawls.c.started_at)
        )
        yield from (filled(_crawl_source(health_from_json(row.health), projection)) for row in rows)


def _crawl_source(health: Health, projection: Projection) -> Json:
    outlet = projection.outlets.get(health.outlet)
    edition = next((edition for edition in outlet.editions if edition.id == health.edition), None) if outlet else None
    return {
        "id": crawl_id(crawl_key(health.outlet, health.edition, health.started_at)),
        "kind": "crawl",
        "outlet": health.outlet,
        "outlet_name": outlet.name if outlet else health.outlet,
        "edition": f"{health.outlet}/{health.edition}",
        "country": outlet.country if outlet else None,
        "language": edition.language if edition else None,
        "status": health.status,
        "clock": time_to_json(health.started_at),
        **_times(health.started_at, health.finished_at),
        "complete_from": time_to_json(health.complete_from),
        "complete_to": time_to_json(health.complete_to),
        "held_by": list(health.held_by),
        "troubles": [words for point in health.entry_points if (words := _trouble(point))],
        "points": dict(Counter(point.status for point in health.entry_points)),
        **{name: getattr(health, name) for name in COUNTS},
    }


def _trouble(point: EntryPoint) -> str | None:
    """ "army: https://tass.ru/… blocked: 403"."""
    if point.status == "read":
        return None
    channel = f"{point.channel}: " if point.channel else ""
    return shown(f"{channel}{point.url} {point.status}" + (f": {point.reason}" if point.reason else ""))


def _times(started_at: datetime, finished_at: datetime | None) -> Json:
    return {
        "started_at": time_to_json(started_at),
        "finished_at": time_to_json(finished_at),
        "seconds": round((finished_at - started_at).total_seconds(), 3) if finished_at else None,
    }


def _batches(wanted: Iterable[Key]) -> Iterator[list[Key]]:
    ordered = sorted(set(wanted))
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
