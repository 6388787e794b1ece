"""What each job of the schedule does, as one call; the scheduler decides when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor import clock
from monitor.crawl_round import do_crawls
from monitor.crawling import Job, crawlable, plan_crawl
from monitor.logs import current_run
from monitor.schedule.apart import LIMITS, Limits, Stopped, Task, Told, Work, do_apart
from monitor.schedule.diary import Diary, Entry
from monitor.schedule.plan import PASS, PlannedJob
from monitor.schedule.underway import Underway
from monitor.schedule.works import WORKS, Works
from monitor.settings import Settings
from monitor.store import outbox, passes
from monitor.store.engine import Store
from monitor.store.jobs import bury_jobs
from monitor.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The jobs' doings, and what they share."""

    store: Store
    settings: Settings
    stopping: threading.Event = field(default_factory=threading.Event)
    ahead: timedelta = timedelta(0)  # how far the watch's clock is before the system's
    works: Works = WORKS
    limits: Limits = LIMITS
    room: threading.Semaphore
    plan: Callable[..., Job] = plan_crawl
    underway: Underway = field(default_factory=Underway)

    def now(self) -> datetime:
        return clock.now() + self.ahead

    @property
    def diary(self) -> Diary:
        return Diary(store=self.store, now=self.now)

    def begin(self) -> tuple[str, ...]:
        """The jobs that died with the schedule before us; they are due again, and what they left is taken."""
        with self.store.writing() as connection:
            return bury_jobs(connection, self.now())

    def do(self, job: PlannedJob) -> Entry:
        """One run of that job, in the log and in the store."""
        works: dict[str, Callable[[], Told]] = {
            "crawl": lambda: self._crawl(job),
            "pass": lambda: self._apart(self.works.follow),
            "mail": lambda: Told(outcome="a pass was asked for"),
            "index": lambda: self._apart(self.works.index),
            "prune": lambda: self._apart(self.works.prune),
        }
        return self.diary.keep(job, works[job.kind])

    def tidy(self) -> Entry:
        return self.diary.keep(PASS, lambda: self._apart(self.works.tidy))

    def index_waits(self) -> bool:
        with self.store.reading() as connection:
            return outbox.count_waiting(connection) > 0

    def _crawl(self, job: PlannedJob) -> Told:
        now, summary = self.now(), Summary()
        places = crawlable(self.settings.outlets, [job.outlet or ""])
        fixed = now if self.ahead else None
        jobs = [self.plan(self.settings, place, now, clock=fixed) for place in places]
        with self.underway.writing(jobs):
            done = do_crawls(self.store, self.settings, jobs, summary, show=False, room=self.room, stopping=self.stopping)
        if summary.troubles and self.stopping.is_set():
            raise Stopped("; ".join(summary.troubles))
        editions = ", ".join(one.place for one in done)
        return Told(outcome=f"crawled {editions}", troubles=tuple(summary.troubles), failed=bool(summary.troubles))

    def _apart(self, work: Work) -> Told:
        task = Task(settings=self.settings, ahead=self.ahead, names=self._to_be_taken(), run=current_run() or "")
        return do_apart(work, task, stopping=self.stopping, limits=self.limits)

    def _to_be_taken(self) -> tuple[str, ...]:
        """The crawl files that have ended and were not taken to their end; those of months past are not read again each time."""
        names = self.underway.ended(self.settings.crawl.crawls)
        with self.store.reading() as connection:
            settled = passes.settled_crawls(connection)
        return tuple(name for name in names if name.removesuffix(".jsonl") not in settled)
