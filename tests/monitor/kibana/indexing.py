"""Indices of the shipped templates behind their aliases, with documents in them, to ask panels' questions of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from elasticsearch import Elasticsearch, helpers

from monitor.index.action import ALIASES
from monitor.index.templates import put_templates, read_templates
from monitor.sections import Elasticsearch as Section
from tests.conftest import CHECKOUT
from tests.monitor.index.conftest import clean
from tests.monitor.kibana.asking import asked_by_lens, asked_by_search, empty_columns
from tests.monitor.kibana.reading import VIEWS, Json, alias_of
from tests.servers.elasticsearch.running import RunningServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    client: Elasticsearch
    prefix: str
    since: str
    until: str

    def search(self, alias: str, body: Json) -> Json:
        return dict(self.client.search(index=f"{self.prefix}-{alias}", **body).body)

    def ask(self, lens: Json) -> Json:
        """What the server answers to a Lens panel, in the time that the documents are of."""
        return self.search(alias_of(lens), asked_by_lens(lens, time_field=_time(lens), since=self.since, until=self.until))

    def list(self, search: Json) -> list[Json]:
        """The documents of a listing."""
        body = asked_by_search(search, time_field=_time(search), since=self.since, until=self.until)
        return list(self.search(alias_of(search), body)["hits"]["hits"])

    def is_empty(self, saved: Json) -> bool:
        """Whether a panel would show nothing at all, or lack a column."""
        return not self.list(saved) if saved["type"] == "search" else bool(empty_columns(saved, self.ask(saved)))


@contextmanager
def indexed(server: RunningServer, documents: Iterable[tuple[str, str, Json]], *, since: str, until: str) -> Iterator[Indexed]:
    """The documents, each as alias, id and source, until the block ends."""
    section = Section(url=server.url, prefix=f"test-kibana-{uuid.uuid4().hex[:12]}")
    with Elasticsearch(**server.client_options()) as client:
        try:
            put_templates(client, section, read_templates(CHECKOUT / "config", section.prefix))
            for alias in ALIASES:
                client.indices.create(index=f"{section.prefix}-{alias}-v1", aliases={f"{section.prefix}-{alias}": {}})
            rows = ({"_index": f"{section.prefix}-{alias}", "_id": name, **source} for alias, name, source in documents)
            helpers.bulk(client, rows, refresh="wait_for")
            yield Indexed(client=client, prefix=section.prefix, since=since, until=until)
        finally:
            clean(client, section.prefix)


def _time(saved: Json) -> str:
    return str(VIEWS[f"readout-{alias_of(saved)}"]["timeFieldName"])
