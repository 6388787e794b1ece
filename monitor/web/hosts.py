"""By which names the pages may be asked for: a page from elsewhere must not reach them under a name of its own."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from flask import Request
from werkzeug.exceptions import BadRequest

from monitor.sections import Web

PORT = re.compile(r":\d*$")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def hosts_of(web: Web) -> list[str] | None:
    """The names that are answered to; None for all, when the pages are open to a network and nobody said under which name."""
    if web.url is None and not is_loopback(web.host):
        return None
    named = urlsplit(web.url).hostname if web.url else None
    return [*LOOPBACK, *([_as_asked(named)] if named else []), *_bound(web.host)]


def refuse_other_hosts(request: Request, hosts: list[str] | None) -> None:
    """`BadRequest` for a name that is not among them. Flask's own setting takes no IPv6 address: it cuts "[::1]" at a colon."""
    asked = PORT.sub("", request.headers.get("Host", "")).lower()
    if hosts is not None and asked not in hosts:
        raise BadRequest("The pages are not known by that name here; web.url in readout.yml says how readers reach them.")


def base_of(web: Web) -> str:
    """The path that every address begins with: "/readout" when readers reach the pages as https://example.org/readout."""
    return urlsplit(web.url).path.rstrip("/") if web.url else ""


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_asked(name: str) -> str:
    """As a browser writes it: an IPv6 address in brackets, letters beyond ASCII encoded."""
    if ":" in name:
        return f"[{name}]"
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:  # no name that a browser could ask for
        return name


def _bound(host: str) -> list[str]:
    """The address itself, unless it stands for every address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return [host]
    return [] if address.is_unspecified else [f"[{address}]" if address.version == 6 else str(address)]
