"""An index of a test's own on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from monitor.index.client import connect
from monitor.index.documents import Projection
from monitor.index.setup import set_up
from monitor.sections import Elasticsearch as Section
from monitor.store.engine import Store
from tests.conftest import CHECKOUT
from tests.monitor.index.reaching import reach
from tests.monitor.index.storing import begun, now, projection
from tests.servers.elasticsearch.running import RunningServer


@pytest.fixture
def section(elasticsearch_plain: RunningServer, prefix: str) -> Section:
    return reach(elasticsearch_plain, prefix)


@pytest.fixture
def client(section: Section) -> Iterator[Elasticsearch]:
    """What a test made with it under its prefix is taken away."""
    with connect(section) as opened:
        yield opened
        clean(opened, section.prefix)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with begun(tmp_path) as opened:
        yield opened


@pytest.fixture
def shown() -> Projection:
    return projection()


@pytest.fixture
def ready(client: Elasticsearch, section: Section, store: Store) -> Elasticsearch:
    """The aliases are there, and empty."""
    set_up(store, section, CHECKOUT / "config", now=now)
    return client


def clean(client: Elasticsearch, prefix: str) -> None:
    client.indices.delete(index=f"{prefix}-*", ignore_unavailable=True)
    calm = client.options(ignore_status=404)
    calm.indices.delete_index_template(name=f"{prefix}-*")
    calm.cluster.delete_component_template(name=f"{prefix}-*")
