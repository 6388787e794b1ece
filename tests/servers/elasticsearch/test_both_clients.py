"""The client of Elasticsearch 8 with a server 8 and a server 9: every test marked `both_clients` passes with it too."""

from __future__ import annotations

import os
from importlib import metadata

import elasticsearch
import pytest

from tests.servers.elasticsearch.client_8 import run_with_client_8
from tests.servers.elasticsearch.running import RunningServer


@pytest.mark.slow
@pytest.mark.parametrize(("name", "only"), [("elasticsearch_8", ""), ("elasticsearch_plain", "test_sync or asked_for")])
def test_the_older_client_does_the_same(request: pytest.FixtureRequest, name: str, only: str) -> None:
    """All of it on the server of its own version; on the next, what a pass does each time."""
    server: RunningServer = request.getfixturevalue(name)
    done = run_with_client_8(server, only)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


@pytest.mark.both_clients
def test_the_client_is_the_one_asked_for(elasticsearch_plain: RunningServer, prefix: str) -> None:
    asked = os.environ.get("READOUT_TEST_ES_CLIENT")
    has = metadata.version("elasticsearch")
    assert has == asked or (asked is None and has.startswith("9."))
    assert elasticsearch.VERSION[0] == int(has.split(".")[0])
    with elasticsearch.Elasticsearch(**elasticsearch_plain.client_options()) as client:
        client.index(index=prefix, id="1", document={"word": "a"}, refresh="wait_for")
        assert client.count(index=prefix)["count"] == 1
        client.indices.delete(index=prefix)
