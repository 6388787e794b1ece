"""What crawls of an outlet brought, beside what is expected: those of the store, or one made now into a folder of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import Connection

from crawler.crawlfile import Health, crawl_line_kind, health_from_json
from crawler.outlets import Outlet, Outlets
from monitor.alarms import current_alarms
from monitor.crawling import crawl_editions, crawlable, plan_crawl
from monitor.reports.templating import one_line
from monitor.settings import Settings
from monitor.store.crawls import last_crawls
from processors.errors import InputError, ReadoutError
from processors.wire import Json, time_to_json

SHOWN = 3  # articles


def store_lines(connection: Connection, outlet: Outlet, clock: datetime) -> Iterator[str]:
    """The outlet's last crawls, and what of them is not as expected."""
    watched = outlet.model_copy(update={"enabled": True})  # who asks wants to be told
    crawls = [health for health in last_crawls(connection, clock) if health.outlet == outlet.id]
    for edition in outlet.editions:
        own = [health for health in crawls if health.edition == edition.id]
        if not own:
            yield f"{outlet.id}/{edition.id}: never crawled"
            continue
        yield from health_lines(own[-1])
    alarms = current_alarms(connection, Outlets(outlets=(watched,)), clock)
    yield from (f"alarm: {alarm.outlet}/{alarm.edition}: {alarm.words}" for alarm in alarms)
    if crawls and not alarms:
        yield "as expected: no alarm"


def health_lines(health: Health) -> Iterator[str]:
    """One crawl in words."""
    yield f"{health.outlet}/{health.edition}: {health.status}, begun {time_to_json(health.started_at)}"
    for point in health.entry_points:
        newest = f", newest {time_to_json(point.newest)}" if point.newest else ""
        reason = f": {point.reason}" if point.reason else ""
        yield f"  {point.channel}: {one_line(point.url, 120)}: {point.status}, {point.listed} articles listed{newest}{reason}"
    counts = {
        "listed": health.listed, "refused by topic": health.refused, "pages asked for": health.fetched,
        "articles": health.articles, "in quarantine": health.quarantined, "failed": health.failed,
        "read by the general extractor": health.fallback, "lacking an expected field": health.incomplete,
    }  # fmt: skip
    yield f"  {', '.join(f'{what}: {count}' for what, count in counts.items())}"
    if health.held_by:
        yield f"  complete only up to before: {', '.join(health.held_by[:SHOWN])}"


def crawl_now(
    outlet: Outlet, settings: Settings, clock: datetime, edition: str | None, pages: int, *, as_if: bool = False
) -> Iterator[str]:  # fmt: skip
    """Crawls the outlet's editions once, a few pages each, into a folder that is thrown away."""
    settings.crawl.user_agent()
    places = [place for place in crawlable(settings.outlets, [outlet.id]) if edition in (None, place[1].id)]
    if not places:
        raise InputError(f"{outlet.id}: no edition {edition or 'at all'} that can be crawled: it needs `articles` and `channels`")
    with tempfile.TemporaryDirectory(prefix="readout-check-") as folder:
        passing = _apart(settings, Path(folder), pages)
        jobs = [plan_crawl(passing, place, clock, clock=clock if as_if else None) for place in places]
        troubles = crawl_editions(jobs, passing)
        for job in jobs:
            yield from _crawl_lines(job.file)
        if troubles:
            raise ReadoutError("\n".join(line.rsplit("; ", 1)[0] for line in troubles))  # the log is gone with the folder


def _apart(settings: Settings, folder: Path, pages: int) -> Settings:
    """The same settings with an archive and crawl files of their own."""
    limits = settings.crawl.limits.model_copy(update={"crawl_pages": pages})
    ca_file = settings.crawl.ca_file and settings.crawl.ca_file.resolve()
    moved = {"archive": folder / "archive", "crawls": folder / "crawls", "limits": limits, "ca_file": ca_file}
    crawl = settings.crawl.model_copy(update=moved)
    config = folder / "config"
    config.mkdir()
    for path in settings.folder.resolve().iterdir():
        if path.name != "crawl.yml":
            (config / path.name).symlink_to(path)
    (config / "crawl.yml").write_text(yaml.safe_dump(crawl.model_dump(mode="json")), encoding="utf-8")
    return replace(settings, folder=config, crawl=crawl)


def _crawl_lines(file: Path) -> Iterator[str]:
    rows: list[Json] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    for row in rows:
        if crawl_line_kind(row) == "health":
            yield from health_lines(health_from_json(row))
    articles = [row for row in rows if crawl_line_kind(row) == "article"]
    for row in articles[:SHOWN]:
        yield f"  {row.get('published_at') or 'no time'}  {one_line(row.get('title') or '', 80)}"
        yield f"    {row.get('url')}, {row.get('completeness')}, layout {_layout(row)}"
        yield f"    {one_line(row.get('text') or '', 120)}"
    for row in rows:
        if crawl_line_kind(row) == "quarantine":
            yield f"  in quarantine: {row['quarantine']['url']}: {one_line(row['quarantine']['reason'], 150)}"


def _layout(row: Json) -> str:
    page = row.get("page")
    facts = json.loads(page) if isinstance(page, str) else page
    return str(facts.get("layout", "none")) if isinstance(facts, dict) else "none"
