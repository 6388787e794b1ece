"""The schedule itself: every job at its time, until it is asked to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor as Threads
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.schedule.desk import Desk
from monitor.schedule.following import Following
from monitor.schedule.leaps import Leaps
from monitor.schedule.plan import PASS, PlannedJob, next_due, plan_jobs
from monitor.schedule.triggers import trigger_of
from monitor.sections import Daily
from monitor.store.jobs import last_runs

LOG = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks at the clock


def keep_watch(desk: Desk) -> None:
    """Returns when `desk.stopping` was set and all that was under way has ended."""
    jobs = plan_jobs(desk.settings)
    clear_up(desk)
    settle = desk.settings.schedule.settle_seconds
    passes = Following(lambda: desk.do(PASS).status != "failed", settle=settle, stopping=desk.stopping)
    scheduler = make_scheduler(desk, jobs, passes.ask)
    passes.start()
    passes.ask()  # what an earlier schedule has left may wait to be understood, compared, mailed
    scheduler.start()
    try:
        leaps = Leaps()
        while not desk.stopping.wait(LOOK):
            answer_leap(scheduler, leaps.look())
    finally:
        desk.stopping.set()
        scheduler.shutdown(wait=True)
        passes.end()


def run_once(desk: Desk) -> tuple[str, ...]:
    """Every job once, now: crawls side by side, what follows one after the other; the troubles of all."""
    jobs = plan_jobs(desk.settings)
    clear_up(desk)
    crawls = [job for job in jobs if job.kind == "crawl"]
    with ThreadPoolExecutor(len(crawls) or 1) as threads:
        entries = list(threads.map(desk.do, crawls))
    for job in (PASS, *(job for job in jobs if job.kind != "crawl")):
        if not desk.stopping.is_set():
            entries.append(desk.do(job))
    return tuple(trouble for entry in entries for trouble in entry.told.troubles)


def clear_up(desk: Desk) -> None:
    """After an earlier schedule: the jobs that died with it are due again, and what they left is taken."""
    for name in desk.begin():
        LOG.warning("%s: died with the schedule that ran it; it is due again", name)
    desk.tidy()


def make_scheduler(desk: Desk, jobs: tuple[PlannedJob, ...], ask: Callable[[], object]) -> BackgroundScheduler:
    """Not started yet; the jobs are made anew each time, from the configuration and from when they ran last."""
    rules = desk.settings.schedule
    grace = max(1, round(rules.misfire_minutes * 60))
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": Threads(len(jobs) + 1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": grace},
    )
    scheduler.add_listener(_tell, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)
    with desk.store.reading() as connection:
        runs = last_runs(connection)
    now = desk.now()
    system = now - desk.ahead
    for job in jobs:
        late = {"misfire_grace_time": None} if job.kind == "mail" else {}  # a digest is late rather than left out
        jitter = rules.jitter_seconds if job.kind == "crawl" else 0
        wait = max(next_due(job.when, runs.get(job.id), now) - now, timedelta(0))
        LOG.info("%s: next at %s", job.id, f"{now + wait:%Y-%m-%dT%H:%M:%SZ}")
        scheduler.add_job(
            _turn(desk, job, ask),
            trigger_of(job.when, jitter, desk.ahead),
            id=job.id,
            name=job.id,
            next_run_time=system + wait,
            **late,
        )
    return scheduler


def _turn(desk: Desk, job: PlannedJob, ask: Callable[[], object]) -> Callable[[], None]:
    def turn() -> None:
        if desk.stopping.is_set() or (job.kind == "index" and not desk.index_waits()):
            return
        desk.do(job)
        if job.kind in ("crawl", "mail"):
            ask()

    return turn


def answer_leap(scheduler: BackgroundScheduler, leapt: timedelta) -> None:
    """Set back: what waits goes on waiting as long as it would have. Set forward: what is due by the new time is done, once."""
    if leapt < timedelta(0):
        LOG.warning("the clock was set back by %s; the jobs go on as if it had not been", -leapt)
        for job in scheduler.get_jobs():
            daily = isinstance(getattr(job.trigger, "daily", None), Daily)
            due = job.trigger.get_next_fire_time(None, datetime.now(UTC)) if daily else job.next_run_time + leapt
            job.modify(next_run_time=due)
    elif leapt:
        LOG.info("the clock was set forward by %s, or the machine slept", leapt)
        scheduler.wakeup()


def _tell(event: JobEvent) -> None:
    if event.code == EVENT_JOB_MISSED:
        LOG.warning("%s: too late for this time, it waits for the next", event.job_id)
    else:
        LOG.warning("%s: still running when it was due again; this time is left out", event.job_id)
