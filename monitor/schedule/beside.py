"""A pass by hand beside the schedule: which crawl files the schedule is writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawler.crawlfile import finished_files
from monitor.crawl_names import read_crawl_name
from monitor.schedule.holding import find_holder
from monitor.store.engine import Store
from monitor.store.jobs import last_runs


def ended_files(store: Store, folder: Path) -> tuple[str, ...]:
    """The names of the crawl files that no schedule writes to."""
    there = [path.name for path in finished_files(folder)]  # first: what begins to be written now is not there
    is_written = _written(store)
    return tuple(name for name in there if not is_written(name))


def _written(store: Store) -> Callable[[str], bool]:
    if find_holder(store.path) is None:
        return lambda name: False
    with store.reading() as connection:
        begun = {job: run.started_at for job, run in last_runs(connection).items() if run.status == "running"}

    def is_written(file: str) -> bool:
        name = read_crawl_name(file)
        began = begun.get(f"crawl {name.outlet}") if name and not name.backfill else None
        return name is not None and began is not None and name.started_at >= began.replace(microsecond=0)

    return is_written
