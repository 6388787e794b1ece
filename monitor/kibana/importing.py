"""Handing the saved objects to Kibana: one request, repeated while Kibana starts, and its answer looked at closely.

Kibana answers 200 to an import that failed; `success` and `errors` tell.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from monitor import sections
from monitor.kibana.answers import imported_count, is_starting, unreachable
from processors.errors import ConfigError, TryLater

IMPORT = "/api/saved_objects/_import"
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a Kibana that starts is waited for."""

    looks: int = 60
    seconds: float = 2.0  # between two looks


def import_objects(
    lines: Sequence[str],
    kibana: sections.Kibana,
    *,
    patience: Patience,
    sleep: Callable[[float], None],
    waiting: Callable[[int], object],
) -> int:
    """How many objects Kibana took: all of them, in place of those it had under the same ids.

    `waiting` is called before each wait, with how many there were.
    """
    with _client(kibana) as client:
        for look in range(patience.looks):
            answer = _sent(client, lines, kibana)
            if not is_starting(answer):
                return imported_count(answer, kibana, len(lines))
            if look + 1 < patience.looks:
                waiting(look)
                sleep(patience.seconds)
    waited = patience.seconds * (patience.looks - 1)
    raise TryLater(f"{kibana.url}: Kibana is still not ready after {waited:g} s; look at its log, then call this again")


def dashboards_address(kibana: sections.Kibana) -> str:
    return f"{_base(kibana)}/app/dashboards"


def _base(kibana: sections.Kibana) -> str:
    root = kibana.url.rstrip("/")
    return f"{root}/s/{kibana.space}" if kibana.space else root


def _client(kibana: sections.Kibana) -> httpx.Client:
    headers = {"kbn-xsrf": "true"} | ({"Authorization": f"ApiKey {_key(kibana)}"} if kibana.api_key is not None else {})
    password = kibana.password.get_secret_value() if kibana.password else ""
    auth = httpx.BasicAuth(kibana.user, password) if kibana.user is not None else None
    return httpx.Client(headers=headers, auth=auth, verify=_trusted(kibana), timeout=TIMEOUT_SECONDS, follow_redirects=False)


def _key(kibana: sections.Kibana) -> str:
    """The API key as a header can carry it: what cannot be one would be repeated in the refusal of the header."""
    key = kibana.api_key.get_secret_value().strip() if kibana.api_key is not None else ""
    if not re.fullmatch(r"[!-~]+", key):
        raise ConfigError(f"{kibana.url}: what the environment has as API key is none; it is one word of letters, digits and +/=_-")
    return key


def _trusted(kibana: sections.Kibana) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(kibana.ca_file) if kibana.ca_file else None)
    except (OSError, ssl.SSLError) as wrong:
        raise ConfigError(f"{kibana.ca_file}: holds no certificate that can be read; ca_file names Kibana's CA as PEM") from wrong


def _sent(client: httpx.Client, lines: Sequence[str], kibana: sections.Kibana) -> httpx.Response:
    file = ("readout.ndjson", "".join(lines).encode(), "application/ndjson")
    try:
        return client.post(f"{_base(kibana)}{IMPORT}", params={"overwrite": "true"}, files={"file": file})
    except httpx.InvalidURL as wrong:
        raise ConfigError(f"{kibana.url}: that is no address ({wrong}); look at kibana.url in readout.yml") from wrong
    except httpx.RequestError as wrong:
        raise unreachable(wrong, kibana, TIMEOUT_SECONDS) from wrong
