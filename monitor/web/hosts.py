"""By which names the pages may be asked for: a page from elsewhere must not reach them under a name of its own."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from monitor.sections import Web

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def hosts_of(web: Web) -> list[str] | None:
    """The names that are answered to; None for all, when the pages are open to a network and nobody said under which name."""
    if web.url is None and not is_loopback(web.host):
        return None
    named = urlsplit(web.url).hostname if web.url else None
    return [*LOOPBACK, *([f"[{named}]" if ":" in named else named] if named else []), *_bound(web.host)]


def base_of(web: Web) -> str:
    """The path that every address begins with: "/readout" when readers reach the pages as https://example.org/readout."""
    return urlsplit(web.url).path.rstrip("/") if web.url else ""


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bound(host: str) -> list[str]:
    """The address itself, unless it stands for every address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return [host]
    return [] if address.is_unspecified else [f"[{address}]" if address.version == 6 else str(address)]
