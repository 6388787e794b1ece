"""Proves store and index equal, document by document; what still waits to be shipped is told apart from what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, helpers
from sqlalchemy import Connection

from monitor import sections
from monitor.index.action import ALIASES, Action, Alias
from monitor.index.documents import Projection, all_actions
from monitor.index.documents.waits import Waits, read_waits
from monitor.index.failures import explained
from monitor.index.known import KnownNames
from monitor.index.places import require_places
from monitor.store.engine import Store
from monitor.store.lock import only_sync
from monitor.store.parked import parked_names
from processors.wire import Json

CHUNK = 100  # documents asked for together; one with a long text has some hundred kilobytes
SCANNED = 5000  # ids that come together
SHOWN = 20  # differences told by name
LONGEST_VALUE = 80


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was found; `differences` names the first of them."""

    equal: int = 0
    waiting: int = 0  # the outbox names them, so that the next sync sets them right
    parked: int = 0  # the server refused them, and `readout status` says why
    missing: int = 0
    different: int = 0
    unknown: int = 0  # the index has them and the store does not make them
    differences: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return self.missing + self.different + self.unknown

    def tell(self, difference: str) -> None:
        if len(self.differences) < SHOWN:
            self.differences.append(difference)


def check(
    store: Store,
    client: Elasticsearch,
    settings: sections.Elasticsearch,
    projection: Projection,
    *,
    progress: Callable[[int], object] = lambda documents: None,
) -> Checked:
    """Compares every document of both; `TryLater` when a sync is under way or the server is away."""
    with only_sync(store.path), explained(settings):
        require_places(client, settings)
        with store.reading() as connection:
            round_ = _Round(client=client, prefix=settings.prefix, waits=read_waits(connection), parked=parked_names(connection))
            round_.compare(all_actions(connection, projection), progress)
            round_.look_for_strangers(connection)
    return round_.checked


@dataclass(kw_only=True)
class _Round:
    client: Elasticsearch
    prefix: str
    waits: Waits
    parked: frozenset[str]
    checked: Checked = field(default_factory=Checked)
    known: KnownNames = field(default_factory=KnownNames)

    def compare(self, actions: Iterator[Action], progress: Callable[[int], object]) -> None:
        while chunk := list(islice(actions, CHUNK)):
            found = self._fetch([(action.alias, action.id) for action in chunk])
            for action in chunk:
                self._compare(action, found.get((action.alias, action.id)))
            progress(len(chunk))

    def _compare(self, action: Action, found: Json | None) -> None:
        name = f"{action.alias}/{action.id}"
        source = dict(action.source or {})
        self.known.add(name)
        if found == source:
            self.checked.equal += 1
        elif self.waits.holds(action.alias, source):
            self.checked.waiting += 1
        elif name in self.parked:
            self.checked.parked += 1
        elif found is None:
            self.checked.missing += 1
            self.checked.tell(f"{name}: the index does not have it")
        else:
            self.checked.different += 1
            self.checked.tell(f"{name}: {'; '.join(_differences(source, found))}")

    def look_for_strangers(self, connection: Connection) -> None:
        """The documents that no action made; deleted ones may be listed for some seconds, so each is asked for by name."""
        for alias in ALIASES:
            strangers = (hit for hit in self._scan(alias) if f"{alias}/{hit['_id']}" not in self.known)
            while chunk := list(islice(strangers, CHUNK)):
                for (_, name), source in self._fetch([(alias, hit["_id"]) for hit in chunk]).items():
                    if self.waits.holds(alias, source):
                        self.checked.waiting += 1
                    else:
                        self.checked.unknown += 1
                        self.checked.tell(f"{alias}/{name}: the store does not have it")

    def _fetch(self, names: Iterable[tuple[Alias, str]]) -> dict[tuple[Alias, str], Json]:
        """Those that the index has, as it would give them to a reader now."""
        asked = list(names)
        docs = [{"_index": f"{self.prefix}-{alias}", "_id": name} for alias, name in asked]
        answer = self.client.mget(docs=docs, realtime=True)
        return {key: found["_source"] for key, found in zip(asked, answer["docs"], strict=True) if found.get("found")}

    def _scan(self, alias: Alias) -> Iterator[Mapping[str, Any]]:  # Any: a hit as the client gives it
        query = {"query": {"match_all": {}}, "_source": False}
        yield from helpers.scan(self.client, index=f"{self.prefix}-{alias}", query=query, size=SCANNED)


def _differences(made: Json, found: Json) -> Iterator[str]:
    for name in sorted(made.keys() | found.keys()):
        if made.get(name) != found.get(name):
            yield f"{name} is {_shown(found.get(name))}, should be {_shown(made.get(name))}"


def _shown(value: object) -> str:
    words = "missing" if value is None else repr(value)
    return words if len(words) <= LONGEST_VALUE else words[: LONGEST_VALUE - 1] + "…"
