"""The hand-over from a crawl to the store: JSON Lines of articles with a closing health record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from processors.errors import InputError
from processors.wire import Json, time_from_json, time_to_json

CrawlStatus = Literal["complete", "partial", "blocked", "failed"]
PointStatus = Literal["read", "blocked", "failed", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    url: str
    status: PointStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a crawl of one edition ended, and up to when it saw everything."""

    outlet: str
    edition: str
    started_at: datetime
    finished_at: datetime
    complete_to: datetime | None
    status: CrawlStatus
    entry_points: tuple[EntryPoint, ...] = ()
    articles: int = 0


def crawl_file_name(outlet: str, edition: str, started_at: datetime) -> str:
    """`20180403T120000Z-tass-ru.jsonl`: sorting the names gives the order of time."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{outlet}-{edition}.jsonl"


def finished_files(folder: Path) -> tuple[Path, ...]:
    """The folder's crawl files in the order of time; `InputError` when there is no such folder."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the one that the crawl wrote its files into")
    return tuple(sorted(path for path in folder.glob("*.jsonl") if path.is_file()))


def is_health(row: object) -> bool:
    return isinstance(row, Mapping) and set(row) == {"health"}


def health_from_json(row: Mapping[str, Any]) -> Health:
    """The closing record; `ValueError` when a field is missing or wrong."""
    fields = row["health"]
    try:
        return Health(
            outlet=_text(fields["outlet"]),
            edition=_text(fields["edition"]),
            started_at=time_from_json(fields["started_at"]),
            finished_at=time_from_json(fields["finished_at"]),
            complete_to=time_from_json(fields["complete_to"]) if fields.get("complete_to") else None,
            status=_one_of(fields["status"], get_args(CrawlStatus)),
            entry_points=tuple(
                EntryPoint(url=_text(point["url"]), status=_one_of(point["status"], get_args(PointStatus)))
                for point in fields.get("entry_points") or ()
            ),
            articles=int(fields.get("articles", 0)),
        )
    except KeyError as missing:
        raise ValueError(f"health record: {missing.args[0]} is missing") from missing
    except (TypeError, AttributeError) as wrong:
        raise ValueError(f"health record: {wrong}") from wrong


def health_to_json(health: Health) -> Json:
    return {
        "health": {
            "outlet": health.outlet, "edition": health.edition,
            "started_at": time_to_json(health.started_at), "finished_at": time_to_json(health.finished_at),
            "complete_to": time_to_json(health.complete_to), "status": health.status,
            "entry_points": [{"url": point.url, "status": point.status} for point in health.entry_points],
            "articles": health.articles,
        }
    }  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"health record: {value!r} is not a name")
    return value


def _one_of(value: Any, names: tuple[str, ...]) -> Any:
    if value not in names:
        raise ValueError(f"health record: {value!r} is none of {', '.join(names)}")
    return value
