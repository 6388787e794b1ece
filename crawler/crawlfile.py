"""The hand-over from a crawl to the store: JSON Lines of articles, page events, quarantined pages; a health record closes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from processors.errors import InputError
from processors.wire import Json, time_from_json, time_to_json

CrawlStatus = Literal["complete", "partial", "blocked", "failed"]
PointStatus = Literal["read", "blocked", "failed", "stale", "empty"]
EventKind = Literal["gone", "moved-to-front", "moved-away", "back"]

LineKind = Literal["article", "event", "quarantine", "health"]
KINDS: dict[object, LineKind] = {"event": "event", "quarantine": "quarantine", "health": "health"}
COUNTS = ("articles", "listed", "refused", "fetched", "quarantined", "failed", "fallback", "incomplete")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """One entry point of a channel, as it was tried; the fallbacks of one that was read are not tried and not listed."""

    url: str
    status: PointStatus
    channel: str = ""
    reason: str = ""  # why it is not "read": "403", "newest item is of 2018-02-01", …
    listed: int = 0  # addresses of articles that it showed
    newest: datetime | None = None
    needed: bool = True  # its channel is; of the others a failure is told, and no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a crawl of one edition ended, and between which moments it saw everything that was published."""

    outlet: str
    edition: str
    started_at: datetime
    finished_at: datetime
    complete_to: datetime | None
    status: CrawlStatus
    entry_points: tuple[EntryPoint, ...] = ()
    articles: int = 0  # lines with an article, revisions included
    complete_from: datetime | None = None  # how far back the listings reached; None says nothing: it goes on from the crawl before
    listed: int = 0  # different articles that the entry points showed since the last reading
    refused: int = 0  # of them, by the topic filter: counted, not fetched
    fetched: int = 0  # pages asked for
    quarantined: int = 0
    failed: int = 0  # pages that could not be had; they are tried again
    held_by: tuple[
        str, ...
    ] = ()  # addresses of pages on the topic that could not be read: complete_to stands before the first of them
    fallback: int = 0  # articles that only the general extractor could read
    incomplete: int = 0  # articles that lack a field the outlet's expectations require


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvent:
    """Something that happened to a page that had been an article: it is gone, it leads elsewhere, it is back."""

    url: str  # of the article, as first fetched
    outlet: str
    edition: str
    kind: EventKind
    at: datetime
    status: int
    detail: str = ""  # "410", "redirects to https://tass.ru/"
    warc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A page that could not be read as an article; its bytes are in the archive."""

    url: str
    outlet: str
    edition: str
    at: datetime
    reason: str  # "blocked: StormWall challenge", "no layout fits: tried …"
    warc: str | None = None


BACKFILL = "-backfill"  # at the end of its name: the crawl reads a stretch of the past


def crawl_file_name(outlet: str, edition: str, started_at: datetime) -> str:
    """`20180403T120000Z-tass-ru.jsonl`: sorting the names gives the order of time."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{outlet}-{edition}.jsonl"


def finished_files(folder: Path) -> tuple[Path, ...]:
    """The folder's crawl files in the order of time; `InputError` when there is no such folder."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the one that the crawl wrote its files into")
    return tuple(sorted(path for path in folder.glob("*.jsonl") if path.is_file()))


def crawl_line_kind(row: object) -> LineKind:
    """What kind of line of a crawl file this is; anything that is none of the others is taken for an article, and judged as one."""
    if isinstance(row, Mapping) and len(row) == 1:
        (name,) = row
        return KINDS.get(name, "article")
    return "article"


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
                EntryPoint(
                    url=_text(point["url"]),
                    status=_one_of(point["status"], get_args(PointStatus)),
                    channel=str(point.get("channel", "")),
                    reason=str(point.get("reason", "")),
                    listed=int(point.get("listed", 0)),
                    newest=_moment(point.get("newest")),
                    needed=point.get("needed") is not False,
                )
                for point in fields.get("entry_points") or ()
            ),
            complete_from=_moment(fields.get("complete_from")),
            held_by=tuple(map(_text, fields.get("held_by") or ())),
            **{name: int(fields.get(name, 0)) for name in COUNTS},
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
            "complete_from": time_to_json(health.complete_from), "complete_to": time_to_json(health.complete_to),
            "status": health.status, "entry_points": list(map(_point_to_json, health.entry_points)),
            **{name: getattr(health, name) for name in COUNTS}, "held_by": list(health.held_by),
        }
    }  # fmt: skip


def _point_to_json(point: EntryPoint) -> Json:
    row = {"url": point.url, "status": point.status, "channel": point.channel, "reason": point.reason, "listed": point.listed}
    filled: Json = {name: value for name, value in row.items() if value}
    if point.newest:
        filled["newest"] = time_to_json(point.newest)
    return filled if point.needed else filled | {"needed": False}


def event_from_json(row: Mapping[str, Any]) -> PageEvent:
    """The page event of an `{"event": …}` line; `ValueError` when a field is missing or wrong."""
    fields = _fields(row, "event", ("url", "outlet", "edition", "kind", "at", "status"))
    return PageEvent(
        url=_text(fields["url"]), outlet=_text(fields["outlet"]), edition=_text(fields["edition"]),
        kind=_one_of(fields["kind"], get_args(EventKind)), at=time_from_json(_text(fields["at"])), status=int(fields["status"]),
        detail=str(fields.get("detail", "")), warc=fields.get("warc") and _text(fields["warc"]),
    )  # fmt: skip


def event_to_json(event: PageEvent) -> Json:
    return {
        "event": {
            "url": event.url, "outlet": event.outlet, "edition": event.edition, "kind": event.kind, "at": time_to_json(event.at),
            "status": event.status, "detail": event.detail, "warc": event.warc,
        }
    }  # fmt: skip


def quarantined_from_json(row: Mapping[str, Any]) -> Quarantined:
    """The page of a `{"quarantine": …}` line; `ValueError` when a field is missing or wrong."""
    fields = _fields(row, "quarantine", ("url", "outlet", "edition", "at", "reason"))
    return Quarantined(
        url=_text(fields["url"]), outlet=_text(fields["outlet"]), edition=_text(fields["edition"]),
        at=time_from_json(_text(fields["at"])), reason=_text(fields["reason"]), warc=fields.get("warc") and _text(fields["warc"]),
    )  # fmt: skip


def quarantined_to_json(page: Quarantined) -> Json:
    return {
        "quarantine": {
            "url": page.url, "outlet": page.outlet, "edition": page.edition, "at": time_to_json(page.at), "reason": page.reason,
            "warc": page.warc,
        }
    }  # fmt: skip


def _fields(row: Mapping[str, Any], name: str, needed: tuple[str, ...]) -> Mapping[str, Any]:
    fields = row[name]
    if not isinstance(fields, Mapping):
        raise ValueError(f"{name} record: not an object")
    if missing := [field for field in needed if field not in fields]:
        raise ValueError(f"{name} record: {', '.join(missing)} is missing")
    return fields


def _moment(value: object) -> datetime | None:
    return time_from_json(_text(value)) if value else None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"health record: {value!r} is not a name")
    return value


def _one_of(value: Any, names: tuple[str, ...]) -> Any:
    if value not in names:
        raise ValueError(f"health record: {value!r} is none of {', '.join(names)}")
    return value
