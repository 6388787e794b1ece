"""New indices filled from the store while the old ones serve, then put in their place at one stroke."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from elasticsearch import Elasticsearch

from monitor import sections
from monitor.index.action import ALIASES, Alias
from monitor.index.ahead import made_ahead
from monitor.index.client import connect, look_at_server
from monitor.index.documents import Projection, all_actions
from monitor.index.failures import explained
from monitor.index.places import Found, index_name, look_at_indices
from monitor.index.shipping import Pace, Refusal, ship
from monitor.index.sync import next_batch
from monitor.index.templates import Templates, composed, put_templates, read_templates
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.store.lock import only_sync
from monitor.store.parked import park, parked_names, unpark

NOT_YET = "-1"  # a refresh interval: nobody searches it before it is full


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild did."""

    indices: Mapping[Alias, str]
    written: int = 0
    caught_up: int = 0  # changes that came in while it ran
    refused: dict[str, Refusal] = field(default_factory=dict)
    swept: tuple[str, ...] = ()  # what rebuilds that were killed had left


def rebuild(
    store: Store,
    settings: sections.Elasticsearch,
    projection: Projection,
    folder: Path,
    *,
    now: Callable[[], datetime],
    pace: Pace | None = None,
    progress: Callable[[int], object] = lambda documents: None,
) -> Rebuilt:
    """Everything anew, without a moment in which the aliases lack anything; syncs wait meanwhile.

    Killed at any moment it leaves the old indices as they are, and the next rebuild takes the half-made ones away.
    """
    templates = read_templates(folder, settings.prefix)
    with only_sync(store.path), connect(settings) as client:
        look_at_server(client, settings)
        put_templates(client, settings, templates)
        found = look_at_indices(client, settings)
        rebuilt = Rebuilt(indices=_make_empty(client, settings, found), swept=found.loose)
        with store.reading() as connection:  # one view of it all: what changes meanwhile is in the outbox
            begun = outbox.store_version(connection)
            with made_ahead(all_actions(connection, projection)) as actions:
                shipped = ship(client, settings, actions, indices=rebuilt.indices, pace=pace, progress=progress)
        rebuilt.written = shipped.written
        rebuilt.refused = {refusal.name: refusal for refusal in shipped.refused}
        up_to = _catch_up(store, client, settings, projection, rebuilt, begun, pace)
        _make_searchable(client, settings, templates, rebuilt.indices)
        _swap(client, settings, found, rebuilt.indices)
        _remember(store, rebuilt, up_to, now())
    return rebuilt


def _make_empty(client: Elasticsearch, settings: sections.Elasticsearch, found: Found) -> dict[Alias, str]:
    """A new index for each alias, behind none yet; what an earlier rebuild has left goes first."""
    names = {alias: index_name(settings, alias, found.next_number) for alias in ALIASES}
    with explained(settings):
        if found.loose:
            client.indices.delete(index=list(found.loose))
        for name in names.values():
            client.indices.create(index=name, settings={"index.refresh_interval": NOT_YET})
    return names


def _catch_up(
    store: Store,
    client: Elasticsearch,
    settings: sections.Elasticsearch,
    projection: Projection,
    rebuilt: Rebuilt,
    after: int,
    pace: Pace | None,
) -> int:
    """Ships what changed since; the number of the last change that the new indices know of."""
    while True:
        with next_batch(store, projection, after=after) as batch:
            if batch is None:
                return after
            shipped = ship(client, settings, batch.actions, indices=rebuilt.indices, parked=frozenset(rebuilt.refused), pace=pace)
        for name in shipped.healed:
            del rebuilt.refused[name]
        rebuilt.refused |= {refusal.name: refusal for refusal in shipped.refused}
        rebuilt.caught_up += batch.changes
        after = batch.up_to


def _make_searchable(
    client: Elasticsearch, settings: sections.Elasticsearch, templates: Templates, indices: Mapping[Alias, str]
) -> None:
    with explained(settings):
        for alias, index in indices.items():
            interval = composed(templates, alias)[0].get("refresh_interval")
            client.indices.put_settings(index=index, settings={"index.refresh_interval": interval})
        client.indices.refresh(index=list(indices.values()))


def _swap(client: Elasticsearch, settings: sections.Elasticsearch, found: Found, indices: Mapping[Alias, str]) -> None:
    """All aliases move and the old indices go, or nothing of it."""
    actions: list[Mapping[str, object]] = [
        {"add": {"index": index, "alias": f"{settings.prefix}-{alias}"}} for alias, index in indices.items()
    ]
    actions += [{"remove_index": {"index": place.index}} for place in found.places.values()]
    with explained(settings):
        client.indices.update_aliases(actions=actions)


def _remember(store: Store, rebuilt: Rebuilt, up_to: int, at: datetime) -> None:
    """The outbox before the last change is told, and of the documents that were refused only these are left."""
    with store.writing() as connection:
        outbox.forget(connection, up_to)
        unpark(connection, parked_names(connection))
        for refusal in rebuilt.refused.values():
            park(connection, refusal.name, refusal.error, refusal.version, at)
