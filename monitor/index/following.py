"""The index brought up to date after a pass, which has done its work whether the server is there or not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from monitor import sections
from monitor.index.documents import Projection
from monitor.index.sync import Synced, sync
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.summary import Summary
from processors.errors import ReadoutError, TryLater

LOG = logging.getLogger(__name__)


def follow(
    store: Store, settings: sections.Elasticsearch, projection: Projection, summary: Summary, now: Callable[[], datetime]
) -> None:
    """Adds a line on what was shipped or why it waits; what somebody has to mend is a trouble, a server that is away is none."""
    try:
        done = sync(store, settings, projection, now=now)
    except TryLater as away:
        with store.reading() as connection:
            line = f"index: {away}; {outbox.count_waiting(connection)} changes wait"
        LOG.warning("%s", line)
        summary.lines.append(line)
    except ReadoutError as wrong:
        summary.troubles.append(f"index: {wrong}")
    else:
        summary.lines.append(f"index: {told(done)}")


def told(done: Synced) -> str:
    """What a sync did, for a person."""
    if not done.changes:
        return "nothing new"
    words = f"{done.changes} changes, {done.written} documents written, {done.deleted} deleted"
    if done.parked:
        words += f", {done.parked} refused (`readout status` names them)"
    return words
