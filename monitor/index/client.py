"""The way to the search engine, and what can be asked of it before anything is written."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch
from elasticsearch import __version__ as client_version

from monitor import sections
from monitor.index.failures import explained
from monitor.index.whole_answers import WholeAnswers
from processors.errors import ConfigError, TryLater

OLDEST = (8, 19)  # what the tests run against, and what has every call that we make
NEWEST_MAJOR = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    version: str
    modules: frozenset[str]


def connect(settings: sections.Elasticsearch) -> Elasticsearch:
    """A client; nothing is asked yet. `ConfigError` when the file with the certificates is none."""
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # what it warns of is told in our own words
    if settings.ca_file is not None:
        _check_certificates(settings.ca_file)
    try:
        return _client(settings)
    except (OSError, ValueError) as wrong:  # of OpenSSL, about the file
        raise ConfigError(
            f"{settings.ca_file}: holds no certificate that can be read; ca_file names the server's CA as PEM"
        ) from wrong


def _client(settings: sections.Elasticsearch) -> Elasticsearch:
    password = settings.password.get_secret_value() if settings.password else ""
    return Elasticsearch(
        with_port(settings.url),
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        basic_auth=(settings.user, password) if settings.user is not None else None,
        request_timeout=settings.timeout_seconds,
        node_class=WholeAnswers,
        **({"ca_certs": str(settings.ca_file)} if settings.ca_file else {}),  # type: ignore[arg-type]
    )


def _check_certificates(file: Path) -> None:
    """The client would look at them with its first request only, and call it a failed connection."""
    if not file.is_file():
        raise ConfigError(f"{file}: there is no such file; ca_file names the certificate of the server's CA")
    try:
        ssl.create_default_context(cafile=file)
    except OSError as wrong:  # OpenSSL's are such
        raise ConfigError(f"{file}: holds no certificate that can be read; ca_file names the server's CA as PEM") from wrong


def with_port(url: str) -> str:
    """The client wants a port; without one it is the one of the protocol, as everywhere."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def look_at_server(client: Elasticsearch, settings: sections.Elasticsearch) -> Server:
    """Its version and modules; `ConfigError` when we do not know such a server.

    `GET /` would say less, and is not there on a server cut down to its core.
    """
    with explained(settings):
        answer = client.nodes.info(node_id="_local", filter_path="nodes.*.version,nodes.*.modules.name")
    node = next(iter(answer["nodes"].values()))
    server = Server(version=node["version"], modules=frozenset(module["name"] for module in node.get("modules", ())))
    numbers = tuple(int(part) for part in server.version.split("-")[0].split(".")[:2])
    if numbers < OLDEST or numbers[0] > NEWEST_MAJOR:
        known = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST_MAJOR}.x"
        raise ConfigError(f"{settings.url}: the server is {server.version}; Readout works with {known}")
    return server


def look_at_health(client: Elasticsearch, settings: sections.Elasticsearch, indices: Iterable[str]) -> str:
    """green, yellow; `TryLater` when it is red: one of the indices can neither be read nor written."""
    with explained(settings):
        answer = client.cluster.health(index=list(indices), level="indices", filter_path="status,indices.*.status")
    if answer["status"] == "red":
        red = sorted(name for name, index in answer.get("indices", {}).items() if index["status"] == "red")
        raise TryLater(
            f"{settings.url}: the cluster is red, {', '.join(red) or 'a part of it'} cannot be used; "
            "GET _cluster/allocation/explain says why, and nothing is written until it is mended"
        )
    return str(answer["status"])


def our_version() -> str:
    return ".".join(str(part) for part in client_version)
