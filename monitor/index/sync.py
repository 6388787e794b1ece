"""The outbox to the index: read what waits, ship it, forget it, in that order; killed anywhere, the next sync goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from monitor import sections
from monitor.index.action import Action
from monitor.index.ahead import made_ahead
from monitor.index.client import connect, look_at_health
from monitor.index.documents import Projection, actions_for
from monitor.index.places import require_places
from monitor.index.shipping import Pace, Shipped, ship
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.store.lock import only_sync
from monitor.store.parked import park, parked_names, unpark
from processors.errors import ConfigError

BATCH = 1000  # changes of the outbox that are read, shipped and forgotten together


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did."""

    changes: int = 0
    written: int = 0
    deleted: int = 0
    parked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    up_to: int  # the number of the last change
    changes: int
    actions: Iterator[Action]
    parked: frozenset[str]


def sync(
    store: Store,
    settings: sections.Elasticsearch,
    projection: Projection,
    *,
    now: Callable[[], datetime],
    pace: Pace | None = None,
    progress: Callable[[int], object] = lambda changes: None,
) -> Synced:
    """Ships everything that waits; `TryLater` when the server is away or another process is at it, with nothing forgotten."""
    done = Synced()
    with only_sync(store.path), connect(settings) as client:
        look_at_health(client, settings, require_places(client, settings).values())
        while True:
            with next_batch(store, projection) as batch:
                if batch is None:
                    return done
                shipped = ship(client, settings, batch.actions, parked=batch.parked, pace=pace)
            keep(store, shipped, up_to=batch.up_to, at=now())
            if shipped.newer:
                raise ConfigError(
                    f"{settings.url}: the index has {shipped.newer} documents that are newer than the store, which was restored "
                    "from a backup, or is one of two that write there; `readout index rebuild` makes the index from this one"
                )
            done = _added(done, batch, shipped)
            progress(batch.changes)


@contextmanager
def next_batch(store: Store, projection: Projection, *, after: int = 0) -> Iterator[Batch | None]:
    """The oldest changes that wait, as actions, from one view of the store, which is open so long; None when nothing waits."""
    with store.reading() as connection:
        changes = outbox.waiting(connection, BATCH, after=after)
        if not changes:
            yield None
            return
        if any(change.kind == "everything" for change in changes):
            raise ConfigError(f"{store.path}: {outbox.MUST_REBUILD}")
        parked = parked_names(connection)
        with made_ahead(actions_for(connection, changes, projection)) as actions:
            yield Batch(up_to=changes[-1].number, changes=len(changes), actions=actions, parked=parked)


def keep(store: Store, shipped: Shipped, *, up_to: int, at: datetime) -> None:
    """What was shipped is forgotten, and what was refused remembered, together; an index ahead of us is not trusted any more."""
    with store.writing() as connection:
        outbox.forget(connection, up_to)
        if shipped.newer:
            outbox.tell_everything(connection, at)
        unpark(connection, shipped.healed)
        for refusal in shipped.refused:
            park(connection, refusal.name, refusal.error, refusal.version, at)


def _added(done: Synced, batch: Batch, shipped: Shipped) -> Synced:
    return replace(
        done,
        changes=done.changes + batch.changes,
        written=done.written + shipped.written,
        deleted=done.deleted + shipped.deleted,
        parked=done.parked + len(shipped.refused),
    )
