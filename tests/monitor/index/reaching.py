"""How the tests of the index reach a server."""

from __future__ import annotations

from typing import Any

from monitor.sections import Elasticsearch
from tests.servers.elasticsearch.running import RunningServer


def reach(server: RunningServer, prefix: str, **other: Any) -> Elasticsearch:
    """Settings as readout.yml would give them, signed in as the server's own user."""
    fields: dict[str, Any] = {"url": server.url, "prefix": prefix, "ca_file": server.ca_file, "timeout_seconds": 60}
    fields |= {"user": server.user, "password": server.password}
    return settings(**(fields | other))


def settings(**fields: Any) -> Elasticsearch:
    """A secret is only ever named in the file, so that it comes from the environment here too."""
    secrets = {name: str(fields[name]) for name in ("password", "api_key") if fields.get(name) is not None}
    named = fields | {name: f"${{{name.upper()}}}" for name in secrets}
    return Elasticsearch.model_validate(named, context={name.upper(): value for name, value in secrets.items()})
