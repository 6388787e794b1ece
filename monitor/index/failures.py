"""What the search engine or the way to it answered, as one line: where, what, what to do; never a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import elasticsearch
from elasticsearch import ApiError, ConnectionTimeout, SSLError, TransportError, UnsupportedProductError

from monitor import sections
from monitor.connections import away, certificate_trouble, speaks_tls
from processors.errors import ConfigError, ReadoutError, TryLater

LONGEST_REASON = 300
SIGN_IN = "set api_key, or user and password, in readout.yml"


@contextmanager
def explained(settings: sections.Elasticsearch) -> Iterator[None]:
    """Turns every failure of the client into one of our errors."""
    try:
        yield
    except (ApiError, TransportError) as wrong:
        raise explanation(wrong, settings) from wrong


def explanation(wrong: ApiError | TransportError, settings: sections.Elasticsearch) -> ReadoutError:
    """`TryLater` when it may pass by itself, `ConfigError` when somebody has to do something."""
    if isinstance(wrong, UnsupportedProductError):
        return ConfigError(f"{settings.url}: what answers there is not Elasticsearch; look at url in readout.yml")
    if isinstance(wrong, ApiError):
        return explain_answer(wrong.status_code, _error(wrong.body), settings)
    return _explain_transport(wrong, settings)


def explain_answer(status: int, error: Mapping[str, Any], settings: sections.Elasticsearch) -> ReadoutError:
    """One answer with a status that is no success, of a request or of one item of a bulk request."""
    kind, reason = str(error.get("type", "")), _reason(error)
    where = settings.url
    if kind == "media_type_header_exception":
        return _other_version(where, f"{reason} {_reason(error.get('caused_by', {}))}")
    if kind == "cluster_block_exception":
        return _blocked(where, reason)
    if status == 401:
        return ConfigError(f"{where}: {_not_let_in(settings)}")
    if status == 403:
        return ConfigError(f"{where}: {_missing_right(reason)}")
    if status == 404 and kind == "index_not_found_exception":
        return ConfigError(f"{where}: there is no {_index(error) or 'such index'}; `readout index setup` makes it")
    if status == 413:
        return ConfigError(f"{where}: the server, or a proxy before it, takes no request that long; let it take 10 MB or more")
    if status == 429:
        return TryLater(f"{where}: the server is overloaded ({reason}); it is tried again later")
    if status in (408, 500, 502, 503, 504):
        return TryLater(f"{where}: the server is not ready ({status}: {reason}); it is tried again later")
    return ConfigError(f"{where}: the server refuses it ({status}: {reason})")


def _error(body: Any) -> Mapping[str, Any]:  # Any: whatever stood in the answer
    error = body.get("error", body) if isinstance(body, Mapping) else body
    return error if isinstance(error, Mapping) else {"reason": error}


def _reason(error: Any) -> str:  # Any: a part of an answer
    reason = error.get("reason", "") if isinstance(error, Mapping) else error
    words = " ".join(str(reason or "no reason given").split())
    return words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…"


def _index(error: Mapping[str, Any]) -> str | None:
    found = error.get("index") or error.get("resource.id")
    return str(found) if found else None


def _other_version(where: str, reason: str) -> ReadoutError:
    """The client asked in a dialect that the server does not speak; the server says which it does."""
    spoken = [int(number) for number in re.findall(r"version (\d+)(?: or (\d+))?, but", reason) for number in number if number]
    server = max(spoken, default=0)
    ours = elasticsearch.__version__[0]
    if server == 8 and ours > 8:
        return ConfigError(f"{where}: the server is 8.x and the client {ours}.x: install 'elasticsearch<9'")
    if server:
        return ConfigError(f"{where}: the server is {server}.x; Readout works with 8.19 to 9.x")
    return ConfigError(f"{where}: client {ours}.x and server do not understand each other ({reason})")


def _blocked(where: str, reason: str) -> ReadoutError:
    if "flood-stage" in reason or "read-only-allow-delete" in reason:
        return TryLater(f"{where}: the server's disk is nearly full, it has made its indices read-only; make room there")
    return TryLater(f"{where}: the server lets nothing be written now ({reason})")


def _not_let_in(settings: sections.Elasticsearch) -> str:
    if settings.api_key is not None:
        return "the API key is wrong, expired or taken back; `readout index keys` makes new ones"
    if settings.user is not None:
        return f"user {settings.user} or the password is wrong; look at readout.yml and at the environment"
    return f"the server wants a sign-in; {SIGN_IN}"


def _missing_right(reason: str) -> str:
    action = re.search(r"action \[([^\]]+)\]", reason)
    if action is None:
        return f"that is not allowed ({reason})"
    indices = re.search(r"on (?:restricted )?indices \[([^\]]+)\]", reason)
    rights = re.search(r"granted by the (index|cluster) privileges \[([^\]]+)\]", reason)
    where = f" on {indices[1]}" if indices else ""
    needed = f": it needs one of the {rights[1]} privileges {rights[2].replace(',', ', ')}" if rights else ""
    return f"our key or user may not do {action[1]}{where}{needed}; docs/elasticsearch.md says which key is for what"


def _explain_transport(wrong: TransportError, settings: sections.Elasticsearch) -> ReadoutError:
    words = " ".join(f"{wrong} {' '.join(str(cause) for cause in wrong.errors)}".split())
    where = settings.url
    if isinstance(wrong, ConnectionTimeout):
        return TryLater(f"{where}: no answer within {settings.timeout_seconds:g} s; it is tried again later")
    if isinstance(wrong, SSLError):
        found = certificate_trouble(words)
        return ConfigError(f"{where}: {found}") if found else TryLater(f"{where}: no TLS connection ({words[:LONGEST_REASON]})")
    if found := away(words):
        return TryLater(f"{where}: {found}; start it, or mend `url`; what changed waits in the store")
    if where.startswith("http://") and speaks_tls(where):
        return ConfigError(f"{where}: it speaks https and not http; write url: https://…, and its CA as ca_file")
    return TryLater(f"{where}: the connection broke off; it is tried again later")
