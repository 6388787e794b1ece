"""The state of the watch in facts: what `readout status` tells and the pages show."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.alarms import current_alarms
from monitor.store import outbox, passes
from monitor.store.analyses import count_analyses
from monitor.store.articles import count_articles
from monitor.store.divergences import count_divergences
from monitor.store.events import count_waiting
from monitor.store.ledger import unsent
from monitor.store.pages import HeldPage, held_pages
from monitor.store.parked import count_parked, last_parked
from monitor.store.watermarks import Watermark, load_watermarks
from processors.wire import Json, time_to_json

SHOWN_PAGES = 10


def status_of(connection: Connection, outlets: Outlets, clock: datetime) -> Json:
    """What the store holds, how the last passes went, how far each edition was read, what is wrong with it, and what waits."""
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


def index_facts(connection: Connection) -> Json:
    """What the search engine has still to hear of, and what it refused."""
    oldest = next(iter(outbox.waiting(connection, 1)), None)
    return {
        "waiting": outbox.count_waiting(connection),
        "oldest": time_to_json(oldest.at) if oldest else None,
        "must_rebuild": outbox.must_tell_everything(connection),
        "parked": count_parked(connection),
        "last_parked": [{"name": each.name, "error": each.error, "at": time_to_json(each.at)} for each in last_parked(connection)],
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
