"""`/healthz`: whether the pages can be read, and whether the watch behind them is awake."""

from __future__ import annotations

from sqlalchemy import Connection, text

from monitor.freshness import is_stale
from monitor.store import outbox
from monitor.store.passes import last_finished
from monitor.store.reading import check_tables
from monitor.store.upgrade import version
from monitor.web.shelf import Shelf
from processors.errors import ReadoutError
from processors.wire import time_to_json

CHECKED = ("passes", "watermarks", "ledger", "jobs")  # small ones: the whole store is checked by `readout doctor`


def look_at_health(shelf: Shelf) -> dict[str, object]:
    """Facts without a secret; a watch that sleeps is `stale`, which is no fault of the pages."""
    try:
        with shelf.store.reading() as connection:
            check_tables(connection)
            return _facts(connection, shelf)
    except ReadoutError as wrong:
        return {"healthy": False, "store": str(wrong)}


def _facts(connection: Connection, shelf: Shelf) -> dict[str, object]:
    wrong = [row for name in CHECKED for (row,) in connection.execute(text(f"PRAGMA quick_check('{name}')")) if row != "ok"]
    finished = last_finished(connection)
    return {
        "healthy": not wrong,
        "store": wrong[0] if wrong else "ok",
        "tables": version(connection),
        "last_pass": time_to_json(finished),
        "stale": is_stale(finished, shelf.settings, shelf.now()),
        "outbox_waiting": outbox.count_waiting(connection),
    }
