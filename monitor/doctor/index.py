"""Looks at the search engine: who it is, whether it fits, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from monitor import sections
from monitor.doctor.finding import Finding, Visit
from monitor.store import outbox
from monitor.store.engine import open_store
from monitor.store.parked import count_parked

SHOWN = 3  # differences told here; `readout index setup` tells them all


def index(visit: Visit) -> Iterator[Finding]:
    settings = visit.settings.elasticsearch
    if settings is None:
        yield Finding(what="index", words="none: the store itself is searched; docs/elasticsearch.md tells of one", good=None)
        return
    if visit.offline:
        yield Finding(what="index", words=f"{settings.url} (not asked)", good=None)
    else:
        yield from _server(visit, settings)
    if visit.settings.store.exists():
        yield from _waiting(visit)


def _server(visit: Visit, settings: sections.Elasticsearch) -> Iterator[Finding]:
    from monitor.index.client import connect, look_at_health, look_at_server, our_version
    from monitor.index.places import look_at_indices, require_places
    from monitor.index.setup import drift
    from monitor.index.templates import read_templates

    templates = read_templates(visit.settings.folder, settings.prefix)
    with connect(settings) as client:
        server = look_at_server(client, settings)
        indices = require_places(client, settings)
        health = look_at_health(client, settings, indices.values())
        yield Finding(what="index", words=f"{settings.url}: Elasticsearch {server.version}, client {our_version()}, {health}")
        differing = drift(settings, templates, look_at_indices(client, settings).places)
    if differing:
        more = f" and {len(differing) - SHOWN} more" if len(differing) > SHOWN else ""
        words = f"{'; '.join(differing[:SHOWN])}{more}; `readout index rebuild` makes new indices"
        yield Finding(what="index mapping", words=words, good=False)
    else:
        yield Finding(what="index mapping", words=f"{', '.join(indices.values())}: as the templates say")


def _waiting(visit: Visit) -> Iterator[Finding]:
    with open_store(visit.settings.store, create=False) as store, store.reading() as connection:
        waiting, parked = outbox.count_waiting(connection), count_parked(connection)
        if outbox.must_tell_everything(connection):
            yield Finding(what="index sync", words=outbox.MUST_REBUILD, good=False)
        else:
            yield Finding(what="index sync", words=f"{waiting} changes wait for the next sync")
        if parked:
            words = f"{parked} documents refused by the server; `readout status` names them"
            yield Finding(what="index refusals", words=words, good=None)
