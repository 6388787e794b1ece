"""Each run of a job, told in the log and kept in the store: when it began, how it ended, what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.logs import current_run, run_id
from monitor.schedule.apart import Stopped, Told
from monitor.schedule.plan import PlannedJob, next_due
from monitor.store.engine import Store
from monitor.store.jobs import JobStatus, begin_job, end_job, last_runs
from processors.errors import ReadoutError

LOG = logging.getLogger(__name__)
LONGEST = 300  # characters of an outcome: the log has all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How one run ended."""

    status: JobStatus
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    store: Store
    now: Callable[[], datetime]

    def keep(self, job: PlannedJob, work: Callable[[], Told]) -> Entry:
        """Does the work; what goes wrong with it is told, makes the job a failed one, and ends nothing else."""
        began = self.now()
        with run_id(f"{job.slug}-{began:%Y%m%dT%H%M%SZ}"):
            try:
                self._begin(job, began)
                entry = _entry(work)
            except ReadoutError as wrong:  # the store cannot be written: the work, which needs it, is not begun
                entry = Entry(status="failed", told=Told(troubles=(str(wrong),)))
            self._end(job, entry)
        return entry

    def _begin(self, job: PlannedJob, at: datetime) -> None:
        with self.store.writing() as connection:
            due_at = min(next_due(job.when, last_runs(connection).get(job.id), at), at)
            begin_job(connection, job.id, due_at=due_at, at=at)

    def _end(self, job: PlannedJob, entry: Entry) -> None:
        try:
            with self.store.writing() as connection:
                end_job(connection, job.id, entry.status, outcome_of(entry.told), self.now())
        except ReadoutError as wrong:
            LOG.error("%s: its end could not be kept: %s", job.id, wrong)
        tell(job, entry)


def _entry(work: Callable[[], Told]) -> Entry:
    try:
        told = work()
    except Stopped as stopped:
        return Entry(status="stopped", told=Told(outcome=str(stopped)))
    except ReadoutError as wrong:
        return Entry(status="failed", told=Told(troubles=(str(wrong),)))
    except Exception as wrong:  # whatever is wrong with one job, the watch goes on
        LOG.exception("a mistake in the program")
        return Entry(status="failed", told=Told(troubles=(f"{type(wrong).__name__}: {wrong}",)))
    return Entry(status="failed" if told.failed else "done", told=told)


def outcome_of(told: Told) -> str:
    """In a line: the first trouble, else what it brought."""
    more = f" (and {len(told.troubles) - 1} more)" if len(told.troubles) > 1 else ""
    words = f"{told.troubles[0]}{more}" if told.troubles else told.outcome
    return " ".join(words.split())[:LONGEST]


def tell(job: PlannedJob, entry: Entry) -> None:
    """A line for each run, with the number of its pass if it has one, and a line for each trouble."""
    told = entry.told
    with run_id(told.run or current_run() or job.slug):
        for line in told.lines:
            LOG.debug("%s: %s", job.id, line)
        for trouble in told.troubles:
            LOG.warning("%s: %s", job.id, trouble)
        LOG.info("%s: %s%s", job.id, entry.status, f": {told.outcome}" if told.outcome else "")
