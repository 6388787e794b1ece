"""An index of a test's own on the real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from monitor.index.client import connect
from monitor.sections import Elasticsearch as Section
from tests.monitor.index.reaching import reach
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


def clean(client: Elasticsearch, prefix: str) -> None:
    client.indices.delete(index=f"{prefix}-*", ignore_unavailable=True)
    calm = client.options(ignore_status=404)
    calm.indices.delete_index_template(name=f"{prefix}-*")
    calm.cluster.delete_component_template(name=f"{prefix}-*")
