"""`/status`: what `readout status` tells."""

from __future__ import annotations

from monitor.freshness import is_stale, longest_pause
from monitor.reports.wording import LANGUAGES, outlet_name
from monitor.status import status_of
from monitor.store import outbox
from monitor.store.jobs import last_runs
from monitor.store.passes import last_finished
from monitor.store.reading import check_tables
from monitor.web.printing import print_page
from monitor.web.shelf import Shelf
from processors.wire import time_from_json


def show_status(shelf: Shelf) -> str:
    clock = shelf.now()
    with shelf.store.reading() as connection:
        check_tables(connection)
        facts = status_of(connection, shelf.settings.outlets, clock)
        waiting = outbox.count_waiting(connection)
        jobs, last = last_runs(connection), last_finished(connection)
    return print_page(
        "status.html.j2", active="status", facts=facts, outbox=waiting, jobs=jobs.values(), clock=clock, moment=time_from_json,
        last=last, stale=is_stale(last, shelf.settings, clock),
        pause=round(longest_pause(shelf.settings).total_seconds() / 60), edition_name=lambda name: _edition_name(name, shelf),
        indexed=shelf.settings.elasticsearch is not None,
    )  # fmt: skip


def _edition_name(name: str, shelf: Shelf) -> str:
    outlet, _, edition = name.partition("/")
    return f"{outlet_name(outlet, shelf.outlets)}, {LANGUAGES.get(edition, edition)}"
