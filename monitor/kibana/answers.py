"""What Kibana or the way to it answered, as one line: where, what, what to do; never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from monitor import sections
from monitor.connections import away, certificate_trouble, speaks_tls
from processors.errors import ConfigError, InputError, ReadoutError, TryLater

OLDEST = "8.9"  # whose form the objects have
LONGEST_WORDS = 300
SHOWN_ERRORS = 3


def imported_count(answer: httpx.Response, kibana: sections.Kibana, wanted: int) -> int:
    """How many objects it took, which is all of them; everything else is raised."""
    if answer.status_code != 200:
        raise _refusal(answer, kibana)
    body = _body(answer)
    if not isinstance(body.get("success"), bool):
        raise _not_kibana(kibana)
    count = body.get("successCount", 0)
    if not body["success"] or body.get("errors"):
        raise InputError(f"{kibana.url}: {_shown(_failures(body), kibana)}; {count} of {wanted} objects were imported")
    if count != wanted:
        raise InputError(f"{kibana.url}: Kibana took {count} of {wanted} objects and does not say why; look at its log")
    return wanted


def is_starting(answer: httpx.Response) -> bool:
    """Kibana is up and not ready; what it does then takes from seconds to a few minutes."""
    return answer.status_code == 503


def _refusal(answer: httpx.Response, kibana: sections.Kibana) -> ReadoutError:
    where, status, words = kibana.url, answer.status_code, _shown(_message(answer), kibana)
    if status == 401:
        return ConfigError(f"{where}: {_not_let_in(kibana)}")
    if status == 403:
        space = f" in the space {kibana.space}" if kibana.space else ""
        return ConfigError(
            f"{where}: our key or user may not import{space}; it needs the Kibana privilege Saved Objects Management: All"
        )
    if status == 404:
        return ConfigError(
            f"{where}: no Kibana takes an import there; a base path such as /kibana belongs into url{_space(kibana)}"
        )
    if status == 413:
        return ConfigError(f"{where}: Kibana, or a proxy before it, takes no file that long; let it take 1 MB or more")
    if status == 422:
        return InputError(f"{where}: this Kibana is older than the objects; use {OLDEST} or newer ({words})")
    if answer.is_redirect:
        return ConfigError(f"{where}: it sends us elsewhere; write its final address, with http or https and any base path, as url")
    if "no handler found for uri" in words:
        return ConfigError(f"{where}: that is Elasticsearch and not Kibana; Kibana usually listens on port 5601")
    if status == 429 or status >= 500:
        return TryLater(f"{where}: Kibana does not take it now ({status}: {words}); call this again later")
    if status == 400 and _body(answer).get("message"):
        return InputError(f"{where}: Kibana refuses the file ({words})")
    return _not_kibana(kibana)


def _not_kibana(kibana: sections.Kibana) -> ConfigError:
    return ConfigError(f"{kibana.url}: what answers there is not Kibana; look at kibana.url in readout.yml")


def _not_let_in(kibana: sections.Kibana) -> str:
    if kibana.api_key is not None:
        return "the API key is wrong, expired or taken back; make one in Kibana or with `readout index keys`"
    if kibana.user is not None:
        return f"user {kibana.user} or the password is wrong; look at readout.yml and at the environment"
    return "Kibana wants a sign-in; set kibana.api_key, or user and password, in readout.yml"


def _space(kibana: sections.Kibana) -> str:
    return f", and a space called {kibana.space} has to be there" if kibana.space else ""


def _body(answer: httpx.Response) -> Mapping[str, Any]:  # Any: whatever stood in the answer
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, Mapping) else {}


def _message(answer: httpx.Response) -> str:
    body = _body(answer)
    error = body.get("message") or body.get("error") or answer.reason_phrase
    if isinstance(error, Mapping):
        error = error.get("reason", "")
    return str(error or "no reason given")


def _failures(body: Mapping[str, Any]) -> str:
    errors = body.get("errors") or []
    shown = "; ".join(map(_failure, errors[:SHOWN_ERRORS]))
    more = f"; and {len(errors) - SHOWN_ERRORS} more" if len(errors) > SHOWN_ERRORS else ""
    return f"{shown}{more}" if errors else "Kibana says that it failed and does not say why; look at its log"


def _failure(error: Any) -> str:  # Any: one entry of an answer's list
    if not isinstance(error, Mapping):
        return "an object was refused"
    reason = error.get("error")
    reason = reason if isinstance(reason, Mapping) else {}
    lacking = [f"{one.get('type')} {one.get('id')}" for one in reason.get("references", ()) if isinstance(one, Mapping)]
    words = str(reason.get("message") or reason.get("type") or "no reason given").replace("_", " ")
    return f"{error.get('type')} {error.get('id')}: {words}{' (' + ', '.join(lacking) + ')' if lacking else ''}"


def _shown(words: str, kibana: sections.Kibana) -> str:
    """On one line, not endless, and without a secret that a server may have sent back."""
    line = " ".join(words.split())
    for secret in (kibana.api_key, kibana.password):
        if secret is not None and secret.get_secret_value():
            line = line.replace(secret.get_secret_value(), "…")
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"


def unreachable(wrong: httpx.RequestError, kibana: sections.Kibana, seconds: float) -> ReadoutError:
    """`ConfigError` when the address or the certificate has to be mended, `TryLater` when it may pass by itself."""
    where, words = kibana.url, " ".join(str(wrong).split())
    if isinstance(wrong, httpx.TimeoutException):
        return TryLater(f"{where}: no answer within {seconds:g} s; call this again later")
    if found := certificate_trouble(words):
        return ConfigError(f"{where}: {found}")
    if found := away(words):
        return TryLater(f"{where}: {found}; call this again when Kibana is there")
    if where.startswith("http://") and speaks_tls(where):
        return ConfigError(f"{where}: it speaks https and not http; write url: https://…, and its CA as ca_file")
    if isinstance(wrong, httpx.RemoteProtocolError | httpx.DecodingError):
        return _not_kibana(kibana)
    return TryLater(f"{where}: the connection broke off ({_shown(words, kibana)}); call this again later")
