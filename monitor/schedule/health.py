"""How the schedule is: each job's last run and next time, from the store and the configuration, without the schedule itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.schedule.holding import Holder
from monitor.schedule.plan import PASS, Every, PlannedJob, next_due, plan_jobs
from monitor.settings import Settings
from monitor.store.jobs import JobRun, last_runs
from processors.wire import Json, time_to_json

PATIENCE = timedelta(hours=1)  # with what comes at an hour of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    job: PlannedJob
    last: JobRun | None
    due_at: datetime | None  # None: when it is asked for
    overdue: bool  # a whole time of it was missed; what never ran is not


def overdue_jobs(connection: Connection, settings: Settings, now: datetime) -> tuple[str, ...]:
    """The jobs that should have run since they did."""
    return tuple(state.job.id for state in job_states(connection, settings, now) if state.overdue)


def job_states(connection: Connection, settings: Settings, now: datetime, *, alive: bool = True) -> tuple[JobState, ...]:
    """In the order of the plan; what is running died when no schedule is alive."""
    runs = last_runs(connection)
    return tuple(_state(job, runs.get(job.id), settings, now, alive) for job in (*plan_jobs(settings), PASS))


def _state(job: PlannedJob, last: JobRun | None, settings: Settings, now: datetime, alive: bool) -> JobState:
    if last is not None and last.status == "running" and not alive:
        last = replace(last, status="died")
    if job.when is None:
        return JobState(job=job, last=last, due_at=None, overdue=False)
    due = next_due(job.when, last, now)
    late = last is not None and _expected(job, last, now) + _patience(job, settings) < now
    return JobState(job=job, last=last, due_at=due, overdue=late and job.kind != "index")  # that one runs when something waits


def _expected(job: PlannedJob, last: JobRun, now: datetime) -> datetime:
    """When it should have run again; what was cut off counts as a run here, for it takes its turn at the next start."""
    return next_due(job.when, replace(last, status="done"), now)


def _patience(job: PlannedJob, settings: Settings) -> timedelta:
    if not isinstance(job.when, Every):
        return PATIENCE
    crawl = timedelta(minutes=settings.crawl.limits.crawl_minutes, seconds=settings.schedule.jitter_seconds)
    return job.when.interval + (crawl if job.kind == "crawl" else PATIENCE)


def schedule_facts(connection: Connection, settings: Settings, now: datetime, holder: Holder | None) -> Json:
    """As `readout status --json` shows it."""
    return {
        "alive": holder is not None,
        "process": holder.process if holder else None,
        "since": time_to_json(holder.since) if holder and holder.since else None,
        "jobs": [_facts(state) for state in job_states(connection, settings, now, alive=holder is not None)],
    }


def _facts(state: JobState) -> Json:
    last = state.last
    return {
        "job": state.job.id,
        "status": last.status if last else "never ran",
        "started_at": time_to_json(last.started_at) if last else None,
        "finished_at": time_to_json(last.finished_at) if last else None,
        "outcome": last.outcome if last else "",
        "due_at": time_to_json(state.due_at),
        "overdue": state.overdue,
    }
