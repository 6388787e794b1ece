"""The log of passes, of crawl files taken, and of lines that are no article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from monitor.store import outbox
from monitor.store.schema import crawl_files, failures, passes, refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    number: int
    command: str
    clock: datetime
    started_at: datetime
    finished_at: datetime | None  # None: it is running, or it died
    counts: Mapping[str, int]


def begin_pass(connection: Connection, command: str, clock: datetime, at: datetime) -> int:
    row = {"command": command, "clock": clock, "started_at": at, "counts": {}}
    number = int(connection.execute(insert(passes).values(row).returning(passes.c.number)).scalar_one())
    outbox.announce(connection, "pass", str(number), at)
    return number


def finish_pass(connection: Connection, number: int, counts: Mapping[str, int], at: datetime) -> None:
    connection.execute(update(passes).where(passes.c.number == number).values(finished_at=at, counts=dict(counts)))
    outbox.announce(connection, "pass", str(number), at)


def last_passes(connection: Connection, limit: int = 5) -> tuple[Pass, ...]:
    """The newest first."""
    return tuple(Pass(**row) for row in connection.execute(select(passes).order_by(passes.c.number.desc()).limit(limit)).mappings())


def last_finished(connection: Connection) -> datetime | None:
    """When the last pass came to its end."""
    return connection.execute(select(func.max(passes.c.finished_at))).scalar()


def taken_file(connection: Connection, name: str) -> str | None:
    """The SHA-256 of the crawl file of that name as it was when it was taken."""
    return connection.execute(select(crawl_files.c.sha256).where(crawl_files.c.name == name)).scalar()


def record_file(connection: Connection, name: str, sha256: str, *, closed: bool, count: int, at: datetime) -> None:
    """The file was taken; what was replayed of a crawl of that name before was another one."""
    row = {"name": name, "sha256": sha256, "closed": closed, "articles": count, "ingested_at": at, "replayed_at": None}
    connection.execute(insert_or_update(crawl_files).values(row).on_conflict_do_update(index_elements=["name"], set_=row))


def record_replay(connection: Connection, name: str, *, count: int, at: datetime) -> None:
    """The crawl of that file died, and what it fetched was read from the archive; the file itself may never have been taken."""
    row = {"name": name, "sha256": "", "closed": False, "articles": count, "ingested_at": at, "replayed_at": at}
    update_ = {"articles": count, "replayed_at": at}
    connection.execute(insert_or_update(crawl_files).values(row).on_conflict_do_update(index_elements=["name"], set_=update_))


def settled_crawls(connection: Connection) -> frozenset[str]:
    """The crawls, by the names of their files without ending, of which nothing is left to be taken."""
    query = select(crawl_files.c.name).where(crawl_files.c.closed | crawl_files.c.replayed_at.is_not(None))
    return frozenset(name.removesuffix(".jsonl") for name in connection.execute(query).scalars())


def unclosed_files(connection: Connection) -> tuple[str, ...]:
    """The crawl files that came without their closing record, and whose crawl was not read from the archive since."""
    query = select(crawl_files.c.name).where(crawl_files.c.closed.is_(False), crawl_files.c.replayed_at.is_(None))
    return tuple(connection.execute(query.order_by(crawl_files.c.name)).scalars())


def forget_refusals(connection: Connection, source: str) -> None:
    """The file is read anew: what was refused of it before may be whole now."""
    connection.execute(delete(refusals).where(refusals.c.source == source))


def last_refusals(connection: Connection, limit: int = 10) -> tuple[str, ...]:
    """Where, what and why, the newest first."""
    query = select(refusals).order_by(refusals.c.refused_at.desc(), refusals.c.source, refusals.c.line).limit(limit)
    return tuple(
        f"{row['source']}:{row['line']}: {row['name'] or 'no name'}: {row['reason']}: {row['detail']}"
        for row in connection.execute(query).mappings()
    )


def count_refusals(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(refusals)).scalar_one()


def failures_of_analysis(connection: Connection, limit: int = 10) -> tuple[str, ...]:
    """The revisions that could not be analysed, and why, the newest first."""
    query = select(failures).order_by(failures.c.failed_at.desc(), failures.c.article_id).limit(limit)
    return tuple(f"{row['article_id']} revision {row['revision']}: {row['reason']}" for row in connection.execute(query).mappings())


def record_refusal(
    connection: Connection, source: str, line: int, name: str | None, reason: str, detail: str, at: datetime
) -> None:
    row = {"source": source, "line": line, "name": name, "reason": reason, "detail": detail[:500], "refused_at": at}
    connection.execute(insert_or_update(refusals).values(row).on_conflict_do_update(index_elements=["source", "line"], set_=row))
