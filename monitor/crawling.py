"""Crawls as child processes, one for each edition: what is stuck or crashes stops nothing else and is told in a line."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from crawler.crawlfile import is_health
from crawler.outlets import Edition, Outlet, Outlets
from monitor.crawl_child import begin_crawl, run_scrapy
from monitor.crawl_names import CrawlName
from monitor.logs import current_run
from monitor.progress import bar
from monitor.settings import Settings
from processors.errors import InputError
from processors.wire import time_to_json

PAUSE = 0.1  # seconds between two looks at the children
TAIL = 4 * 2**20  # bytes
Place = tuple[Outlet, Edition]
Run = Callable[[tuple[str, ...]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a crawl may take, in seconds."""

    limit: float
    grace: float = 60  # a crawl ends itself at the limit; so long after it, it counts as stuck
    to_end: float = 20  # between asking it to end and killing it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The part of the past that a backfill reads."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One crawl to be done."""

    name: CrawlName
    arguments: tuple[str, ...]
    file: Path
    run: Run = run_scrapy  # called with the arguments, in the crawl's own process

    @property
    def place(self) -> str:
        return f"{self.name.outlet}/{self.name.edition}"

    @property
    def log(self) -> Path:
        return self.file.with_suffix(".log")

    @property
    def progress(self) -> Path:
        return self.file.with_suffix(".progress")


@dataclass(slots=True, kw_only=True)
class Running:
    job: Job
    process: ForkServerProcess
    stop_at: float  # of the monotonic clock: it is asked to end then
    kill_at: float | None = None  # it was asked to end, and is killed then
    stopped: bool = False  # it was asked because all is to stop, not because its time was over


def crawlable(outlets: Outlets, only: Sequence[str] = ()) -> tuple[Place, ...]:
    """The editions that say where their articles are listed: of all outlets that are enabled, or of those named."""
    return tuple(
        (outlet, edition)
        for outlet in outlets
        for edition in outlet.editions
        if edition.articles and edition.channels and (outlet.id in only if only else outlet.enabled)
    )


def plan_crawl(
    settings: Settings, place: Place, started_at: datetime, *, clock: datetime | None, stretch: Stretch | None = None
) -> Job:
    """The crawl of an edition; with a clock it takes every decision as if it were then."""
    outlet, edition = place
    name = CrawlName(
        started_at=started_at.replace(microsecond=0), outlet=outlet.id, edition=edition.id, backfill=stretch is not None
    )
    file = settings.crawl.crawls / name.file
    feed = str(file.resolve()).replace("%", "%%")  # Scrapy fills in what stands behind a %
    arguments = ["crawl", outlet.id, "-O", f"{feed}:jsonlines", "-a", f"edition={edition.id}", "-a", f"crawl={name}"]
    if stretch is not None:
        arguments += ["-a", f"since={time_to_json(stretch.since)}", "-a", f"until={time_to_json(stretch.until)}"]
    arguments += ["-s", f"READOUT_CONFIG={settings.folder}", "-s", f"READOUT_PROGRESS={file.with_suffix('.progress').resolve()}"]
    if run := current_run():
        arguments += ["-s", f"LOG_FORMAT=%(asctime)s run={run} [%(name)s] %(levelname)s: %(message)s"]
    if clock is not None:
        arguments += ["-s", f"READOUT_CLOCK={time_to_json(clock)}"]
    return Job(name=name, arguments=tuple(arguments), file=file)


def crawl_editions(
    jobs: Sequence[Job],
    settings: Settings,
    *,
    patience: Patience | None = None,
    show: bool | None = None,
    room: threading.Semaphore | None = None,
    stopping: threading.Event | None = None,
) -> tuple[str, ...]:
    """Does the crawls, some at a time; one line for each that did not end as it should.

    Where several callers crawl at once, `room` is how many crawls they may have in all. When `stopping` is set, those under way
    are asked to end and no other is begun.
    """
    patience = patience or Patience(limit=settings.crawl.limits.crawl_minutes * 60)
    room = room or threading.Semaphore(settings.crawl.at_once)
    try:
        settings.crawl.crawls.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise InputError(f"{settings.crawl.crawls}: {wrong.strerror or wrong}; name another as `crawls:` in crawl.yml") from wrong
    waiting = list(jobs)
    running: list[Running] = []
    troubles: list[str] = []
    with _ending(running, patience, room), bar("crawling", len(jobs), " editions", show=show) as shown:
        while waiting or running:
            if stopping is not None and stopping.is_set():
                troubles += [f"crawl of {job.place}: not begun, for all is to stop" for job in waiting]
                waiting.clear()
                _stop(running, patience)
            while waiting and room.acquire(blocking=False):
                running.append(_start(waiting.pop(0), settings, patience, room))
            time.sleep(PAUSE)
            for crawl in tuple(running):
                _hurry(crawl, patience)
                if crawl.process.exitcode is not None:
                    running.remove(crawl)
                    room.release()
                    troubles += _judge(crawl)
                    shown.update(1)
            _show(shown, running)
    return tuple(troubles)


def _start(job: Job, settings: Settings, patience: Patience, room: threading.Semaphore) -> Running:
    environment = {"SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    if settings.crawl.ca_file is not None:
        environment["SSL_CERT_FILE"] = str(settings.crawl.ca_file.resolve())
    try:
        process = begin_crawl(job.run, job.arguments, job.log, environment)
    except BaseException:
        room.release()
        raise
    return Running(job=job, process=process, stop_at=time.monotonic() + patience.limit + patience.grace)


def _stop(running: Sequence[Running], patience: Patience) -> None:
    for crawl in running:
        if crawl.kill_at is None:
            crawl.stopped, crawl.kill_at = True, time.monotonic() + patience.to_end
            _signal(crawl, signal.SIGTERM)


def _hurry(crawl: Running, patience: Patience) -> None:
    """Asks a crawl to end whose time is over, and kills it when it does not."""
    now = time.monotonic()
    if crawl.kill_at is None and now >= crawl.stop_at:
        crawl.kill_at = now + patience.to_end
        _signal(crawl, signal.SIGTERM)
    elif crawl.kill_at is not None and now >= crawl.kill_at:
        _signal(crawl, signal.SIGKILL)


def _signal(crawl: Running, number: signal.Signals) -> None:
    """To the crawl and whatever it began itself, and to each once: the second SIGTERM would not let Scrapy close its files."""
    born = crawl.process.pid
    if born is None or crawl.process.exitcode is not None:
        return
    try:
        os.killpg(born, number)
    except (ProcessLookupError, PermissionError):  # it has no group of its own yet
        with contextlib.suppress(ProcessLookupError):
            os.kill(born, number)


def _judge(crawl: Running) -> list[str]:
    """What was wrong with a crawl that ended; its log is kept when something was."""
    job, status = crawl.job, crawl.process.exitcode or 0
    job.progress.unlink(missing_ok=True)
    if crawl.stopped:
        job.log.unlink(missing_ok=True)
        return [f"crawl of {job.place}: was ended before it was through, for all is to stop"]
    if crawl.kill_at is not None:
        what = "took too long and was ended"
    elif status < 0:
        what = f"was killed by signal {-status}"
    elif status > 0:
        what = f"ended with status {status}"
    elif not _is_closed(job.file):
        what = "ended without its closing record"
    else:
        job.log.unlink(missing_ok=True)
        return []
    last = _last_line(job.log).decode("utf-8", "replace").strip()
    return [f"crawl of {job.place}: {what}{f': {last[:300]}' if last else ''}; {job.log} tells more, what it fetched is kept"]


def _is_closed(file: Path) -> bool:
    try:
        return is_health(json.loads(_last_line(file)))
    except (ValueError, RecursionError):
        return False


def _last_line(file: Path) -> bytes:
    """The last line that is not empty; of a very long one its end."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - TAIL))
            return next((line for line in reversed(opened.read().splitlines()) if line.strip()), b"")
    except OSError:
        return b""


@contextmanager
def _ending(running: list[Running], patience: Patience, room: threading.Semaphore) -> Iterator[None]:
    """Whatever ends the parent's work ends its children."""
    try:
        yield
    finally:
        for crawl in running:
            _signal(crawl, signal.SIGTERM)
        for crawl in running:
            crawl.process.join(patience.to_end)
            _signal(crawl, signal.SIGKILL)
            crawl.process.join()
            room.release()


# --- progress -----------------------------------------------------------------------------------------------------------


def _show(shown: tqdm[NoReturn], running: Sequence[Running]) -> None:
    if not shown.disable:
        shown.set_postfix_str(", ".join(f"{crawl.job.place} {read_progress(crawl.job.progress)}".rstrip() for crawl in running))


def read_progress(file: Path) -> str:
    """ "12/40": pages fetched of those that are to be; empty as long as the crawl said nothing."""
    try:
        row = json.loads(file.read_bytes())
        return f"{int(row['fetched'])}/{int(row['fetched']) + int(row['queued'])}"
    except (OSError, ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return ""
