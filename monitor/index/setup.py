"""Templates given to the server, aliases made that are missing, and what differs from the templates told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor import sections
from monitor.index.action import ALIASES, Alias
from monitor.index.client import connect, look_at_server
from monitor.index.drift import differences
from monitor.index.failures import explained
from monitor.index.places import Place, index_name, look_at_indices
from monitor.index.templates import Templates, composed, put_templates, read_templates
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.store.lock import only_sync


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What stands on the server after `readout index setup`."""

    version: str  # of the server
    indices: Mapping[Alias, str]
    made: tuple[str, ...]  # the indices that are new
    differences: tuple[str, ...]  # from the templates, a line each
    must_rebuild: bool  # the store does not know any more what the new ones lack


def set_up(store: Store, settings: sections.Elasticsearch, folder: Path, *, now: Callable[[], datetime]) -> Layout:
    """Makes what is missing and changes nothing that is there; to be repeated at will."""
    templates = read_templates(folder, settings.prefix)
    with only_sync(store.path), connect(settings) as client:
        server = look_at_server(client, settings)
        put_templates(client, settings, templates)
        found = look_at_indices(client, settings)
        made = {alias: index_name(settings, alias, found.next_number) for alias in ALIASES if alias not in found.places}
        must_rebuild = _tell_what_new_ones_lack(store, bool(made), now)  # first: killed in between, it is known all the same
        with explained(settings):
            for alias, index in made.items():
                client.indices.create(index=index, aliases={f"{settings.prefix}-{alias}": {}})
        places = look_at_indices(client, settings).places if made else found.places
        return Layout(
            version=server.version,
            indices={alias: places[alias].index for alias in ALIASES},
            made=tuple(made.values()),
            differences=tuple(drift(settings, templates, places)),
            must_rebuild=must_rebuild,
        )


def drift(settings: sections.Elasticsearch, templates: Templates, places: Mapping[Alias, Place]) -> list[str]:
    """What differs from the templates, a line for each field and setting."""
    return [
        f"{place.index}: {words}"
        for alias, place in places.items()
        for words in differences(place.live, *composed(templates, alias))
    ]


def _tell_what_new_ones_lack(store: Store, is_new: bool, now: Callable[[], datetime]) -> bool:
    """New indices are empty; the next sync fills them only when the outbox has everything since the beginning."""
    with store.writing() as connection:
        if is_new and not outbox.is_whole(connection):
            outbox.tell_everything(connection, now())
        return outbox.must_tell_everything(connection)
