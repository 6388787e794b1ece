"""A round of crawls: what was planned, done where it writes over nothing; a line for each that went wrong."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from monitor.crawl_files import file_digest
from monitor.crawling import Job, crawl_editions
from monitor.settings import Settings
from monitor.store import passes
from monitor.store.engine import Store
from monitor.summary import Summary


def do_crawls(
    store: Store,
    settings: Settings,
    jobs: Sequence[Job],
    summary: Summary,
    *,
    show: bool | None = None,
    room: threading.Semaphore | None = None,
    stopping: threading.Event | None = None,
) -> tuple[Job, ...]:
    """The crawls that were begun, when all of them have ended."""
    free = tuple(job for job in jobs if _may_write(store, job, summary))
    summary.troubles += crawl_editions(free, settings, show=show, room=room, stopping=stopping)
    return free


def _may_write(store: Store, job: Job, summary: Summary) -> bool:
    """Whether the crawl's file is not there yet, or was taken as it is."""
    if not job.file.exists():
        return True
    with store.reading() as connection:
        taken = passes.taken_file(connection, job.file.name) == file_digest(job.file)
    if not taken:
        summary.troubles.append(f"crawl of {job.place}: {job.file} is there and was not taken; look at it and move it away")
    return taken
