"""`readout status`: last passes, watermarks, what waits, what is blocked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from monitor.clock import Moment, now
from monitor.freshness import is_stale, longest_pause
from monitor.output import json_line, to_the_second
from monitor.schedule.health import schedule_facts
from monitor.schedule.holding import find_holder
from monitor.settings import Settings, load_settings
from monitor.status import index_facts, status_of
from monitor.store.engine import open_store
from monitor.store.outbox import MUST_REBUILD
from monitor.store.passes import last_finished
from processors.errors import TryLater
from processors.wire import Json, time_to_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--awake", is_flag=True, help="Only whether the watch is awake, in a line; exit 1 when it is not.")
@click.option("--clock", type=Moment(), help="What time it is, for what counts as fresh (default: now).")
@click.pass_obj
def command(config: str | None, as_json: bool, awake: bool, clock: datetime | None) -> None:
    """What the store holds, how the last passes went, how far each edition was read, what is wrong with it, and what waits.

    Example: readout status
    """
    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        if awake:
            click.echo(to_the_second(_awake(last_finished(connection), settings, clock or now())))
            return
        state = status_of(connection, settings.outlets, clock or now())
        state["schedule"] = schedule_facts(connection, settings, clock or now(), find_holder(settings.store))
        state["index"] = index_facts(connection) if settings.elasticsearch is not None else None
    if as_json:
        click.echo(json_line(state), nl=False)
        return
    click.echo(f"store: {settings.store}")
    for line in _lines(state):
        click.echo(to_the_second(line))


def _awake(finished: datetime | None, settings: Settings, clock: datetime) -> str:
    """One line; `TryLater` when the last pass is older than the schedule lets it be."""
    said = f"the last pass finished {time_to_json(finished)}" if finished else "no pass has finished yet"
    if is_stale(finished, settings, clock):
        raise TryLater(
            f"asleep: {said}; by the schedule passes are at most {_hours(settings)} apart; is `readout schedule` running?"
        )
    return f"awake: {said}"


def _hours(settings: Settings) -> str:
    return f"{longest_pause(settings) / timedelta(hours=1):.1f} hours"


def _lines(state: Json) -> Iterator[str]:
    counts = state["counts"]
    yield ", ".join(f"{name}: {counts[name]}" for name in ("articles", "revisions", "analysed", "failed", "refused"))
    yield f"waiting: {counts['waiting']} to be understood, {counts['to_compare']} to be compared"
    yield "divergences: " + (", ".join(f"{count} {status}" for status, count in state["divergences"].items()) or "none")
    for name, edition in state["editions"].items():
        yield f"  {name:10}  {_edition_words(edition)}"
    yield from _schedule_lines(state["schedule"], state["index"])
    yield from (f"alarm: {alarm['edition']}: {alarm['words']}" for alarm in state["alarms"])
    yield from (f"in quarantine: {page['url']}: {page['reason']} ({page['warc'] or 'no record'})" for page in state["quarantine"])
    for found in state["passes"]:
        yield _pass_words(found)
    yield from (f"crawl file without its end: {name}" for name in state["unclosed_crawl_files"])
    yield from (f"refused: {line}" for line in state["last_refusals"])
    yield from (f"not analysed: {line}" for line in state["failures"])
    yield from (f"mail not out yet: {name}" for name in state["unsent_messages"])
    if state["index"] is not None:
        yield from _index_words(state["index"])


def _index_words(index: Json) -> Iterator[str]:
    if index["must_rebuild"]:
        yield f"index: {MUST_REBUILD}"
    else:
        yield f"index: {index['waiting']} changes wait" + (f", the oldest since {index['oldest']}" if index["oldest"] else "")
    if index["parked"]:
        yield f"index: {index['parked']} documents were refused"
    yield from (f"  {parked['name']} {parked['at']}: {parked['error']}" for parked in index["last_parked"])


def _edition_words(edition: Json) -> str:
    if edition["status"] == "never read":
        return "never read"
    since = f"from {edition['complete_from']} " if edition["complete_from"] else ""
    read = f"complete {since}to {edition['complete_to']}" if edition["complete_to"] else "never complete"
    if edition["gaps"]:
        read += f", gap from {edition['gaps'][-1][0]} to {edition['gaps'][-1][1]}"
    troubles = f" ({'; '.join(edition['troubles'])})" if edition["troubles"] else ""
    return f"{read}, last {edition['status']} {edition['checked_at']}{troubles}"


def _schedule_lines(schedule: Json, index: Json | None) -> Iterator[str]:
    who = f"process {schedule['process']}, since {schedule['since']}" if schedule["since"] else "alive"
    yield f"schedule: {who if schedule['alive'] else 'not running'}"
    for job in schedule["jobs"]:
        if schedule["alive"] or job["started_at"]:
            yield f"  {job['job']}: {_job_words(job, idle=job['job'] == 'index' and index is not None and not index['waiting'])}"


def _job_words(job: Json, *, idle: bool) -> str:
    if idle and job["status"] != "running":  # passes ship by themselves: what kept an earlier run of it is over
        return "nothing waits" + (f"; last needed {job['finished_at'] or job['started_at']}" if job["started_at"] else "")
    words = f"{job['status']} {job['finished_at'] or job['started_at']}" if job["started_at"] else job["status"]
    if job["outcome"]:
        words += f": {job['outcome']}"
    if job["due_at"]:
        words += f"; next {job['due_at']}{' (overdue)' if job['overdue'] else ''}"
    return words


def _pass_words(found: Json) -> str:
    end = f"finished {found['finished_at']}" if found["finished_at"] else "not finished: it is running, or it died"
    counts = ", ".join(f"{count} {name}" for name, count in sorted(found["counts"].items()) if count)
    return f"pass {found['number']} at {found['clock']}: {end}" + (f"; {counts}" if counts else "")
