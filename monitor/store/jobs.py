"""When each job of the schedule ran last, and what came of it: what a restart goes on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from monitor.store.schema import jobs

JobStatus = Literal["running", "done", "failed", "stopped", "died"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The last run of a job."""

    id: str
    due_at: datetime | None  # the time of the schedule that it was for
    started_at: datetime
    finished_at: datetime | None  # None: it is running, or it died
    status: JobStatus
    outcome: str


def begin_job(connection: Connection, job: str, *, due_at: datetime, at: datetime) -> None:
    row = {"id": job, "due_at": due_at, "started_at": at, "finished_at": None, "status": "running", "outcome": ""}
    connection.execute(insert_or_update(jobs).values(row).on_conflict_do_update(index_elements=["id"], set_=row))


def end_job(connection: Connection, job: str, status: JobStatus, outcome: str, at: datetime) -> None:
    connection.execute(update(jobs).where(jobs.c.id == job).values(finished_at=at, status=status, outcome=outcome))


def last_runs(connection: Connection) -> Mapping[str, JobRun]:
    return {row["id"]: JobRun(**row) for row in connection.execute(select(jobs).order_by(jobs.c.id)).mappings()}


def bury_jobs(connection: Connection, at: datetime) -> tuple[str, ...]:
    """What was running belonged to a process that is gone: it died, and is told; what ran in a future that a clock set back has
    taken away counts as run now."""
    died = tuple(connection.execute(select(jobs.c.id).where(jobs.c.status == "running").order_by(jobs.c.id)).scalars())
    outcome = "died before its end"
    connection.execute(update(jobs).where(jobs.c.id.in_(died)).values(status="died", outcome=outcome, finished_at=at))
    connection.execute(update(jobs).where(jobs.c.started_at > at).values(started_at=at))
    return died
