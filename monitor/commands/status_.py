"""`readout status`: last passes, watermarks, what waits, what is blocked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import click
from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.alarms import current_alarms
from monitor.clock import Moment, now
from monitor.output import json_line
from monitor.settings import load_settings
from monitor.store import passes
from monitor.store.analyses import count_analyses
from monitor.store.articles import count_articles
from monitor.store.divergences import count_divergences
from monitor.store.engine import open_store
from monitor.store.events import count_waiting
from monitor.store.ledger import unsent
from monitor.store.pages import HeldPage, held_pages
from monitor.store.watermarks import Watermark, load_watermarks
from processors.wire import Json, time_to_json

SHOWN_PAGES = 10


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--clock", type=Moment(), help="What time it is, for what counts as fresh (default: now).")
@click.pass_obj
def command(config: str | None, as_json: bool, clock: datetime | None) -> None:
    """What the store holds, how the last passes went, how far each edition was read, what is wrong with it, and what waits.

    Example: readout status
    """
    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        state = _state(connection, settings.outlets, clock or now())
    if as_json:
        click.echo(json_line(state), nl=False)
        return
    click.echo(f"store: {settings.store}")
    for line in _lines(state):
        click.echo(line)


def _state(connection: Connection, outlets: Outlets, clock: datetime) -> Json:
    marks = load_watermarks(connection)
    names = dict.fromkeys([*outlets.edition_names(), *(f"{outlet}/{edition}" for outlet, edition in marks)])
    return {
        "counts": count_articles(connection)
        | count_analyses(connection)
        | {"to_compare": count_waiting(connection), "refused": passes.count_refusals(connection)},
        "divergences": count_divergences(connection),
        "editions": {name: _edition(marks.get(_split(name))) for name in names},
        "alarms": [
            {"edition": f"{alarm.outlet}/{alarm.edition}", "kind": alarm.kind, "words": alarm.words}
            for alarm in current_alarms(connection, outlets, clock)
        ],
        "quarantine": [_held(page) for page in held_pages(connection)[:SHOWN_PAGES]],
        "passes": [_pass(found) for found in passes.last_passes(connection)],
        "unclosed_crawl_files": list(passes.unclosed_files(connection)),
        "last_refusals": list(passes.last_refusals(connection)),
        "failures": list(passes.failures_of_analysis(connection)),
        "unsent_messages": [message.message_id for message in unsent(connection)],
    }


def _split(name: str) -> tuple[str, str]:
    outlet, _, edition = name.partition("/")
    return outlet, edition


def _edition(mark: Watermark | None) -> Json:
    if mark is None:
        return {
            "status": "never read", "complete_from": None, "complete_to": None, "gaps": [], "checked_at": None, "troubles": [],
        }  # fmt: skip
    return {
        "status": mark.status,
        "complete_from": time_to_json(mark.complete_from),
        "complete_to": time_to_json(mark.complete_to),
        "gaps": [[time_to_json(before.stop), time_to_json(after.start)] for before, after in pairwise(mark.stretches)],
        "checked_at": time_to_json(mark.checked_at),
        "troubles": [f"{url} {status}" for url, status in mark.entry_points if status != "read"],
    }


def _held(held: HeldPage) -> Json:
    page = held.page
    return {
        "url": page.url, "edition": f"{page.outlet}/{page.edition}", "at": time_to_json(page.at), "reason": page.reason,
        "warc": page.warc,
    }  # fmt: skip


def _pass(found: passes.Pass) -> Json:
    return {
        "number": found.number,
        "clock": time_to_json(found.clock),
        "started_at": time_to_json(found.started_at),
        "finished_at": time_to_json(found.finished_at),
        "counts": dict(found.counts),
    }


def _lines(state: Json) -> Iterator[str]:
    counts = state["counts"]
    yield ", ".join(f"{name}: {counts[name]}" for name in ("articles", "revisions", "analysed", "failed", "refused"))
    yield f"waiting: {counts['waiting']} to be understood, {counts['to_compare']} to be compared"
    yield "divergences: " + (", ".join(f"{count} {status}" for status, count in state["divergences"].items()) or "none")
    for name, edition in state["editions"].items():
        yield f"  {name:10}  {_edition_words(edition)}"
    yield from (f"alarm: {alarm['edition']}: {alarm['words']}" for alarm in state["alarms"])
    yield from (f"in quarantine: {page['url']}: {page['reason']} ({page['warc'] or 'no record'})" for page in state["quarantine"])
    for found in state["passes"]:
        yield _pass_words(found)
    yield from (f"crawl file without its end: {name}" for name in state["unclosed_crawl_files"])
    yield from (f"refused: {line}" for line in state["last_refusals"])
    yield from (f"not analysed: {line}" for line in state["failures"])
    yield from (f"mail not out yet: {name}" for name in state["unsent_messages"])


def _edition_words(edition: Json) -> str:
    if edition["status"] == "never read":
        return "never read"
    since = f"from {edition['complete_from']} " if edition["complete_from"] else ""
    read = f"complete {since}to {edition['complete_to']}" if edition["complete_to"] else "never complete"
    if edition["gaps"]:
        read += f", gap from {edition['gaps'][-1][0]} to {edition['gaps'][-1][1]}"
    troubles = f" ({'; '.join(edition['troubles'])})" if edition["troubles"] else ""
    return f"{read}, last {edition['status']} {edition['checked_at']}{troubles}"


def _pass_words(found: Json) -> str:
    end = f"finished {found['finished_at']}" if found["finished_at"] else "not finished: it is running, or it died"
    counts = ", ".join(f"{count} {name}" for name, count in sorted(found["counts"].items()) if count)
    return f"pass {found['number']} at {found['clock']}: {end}" + (f"; {counts}" if counts else "")
