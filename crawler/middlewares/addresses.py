"""Which addresses may be asked at all: those of the edition's own hosts, by name, over http or https."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.middlewares.fates import Refused

PORTS = {"http": (None, 80), "https": (None, 443)}


def why_refused(url: str, hosts: Iterable[str]) -> str | None:
    """Why this address is not asked; None when it may be. Nothing is resolved: names of private addresses are the resolver's."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "not an address"
    if parts.scheme not in PORTS:
        return f"not http or https: {parts.scheme[:20]}:"
    if "@" in parts.netloc:
        return "a user name in the address"
    if not host:
        return "no host"
    if port not in PORTS[parts.scheme]:
        return f"port {port}"
    if address_in_digits(host):
        return "an address in digits"
    return None if host in hosts else f"not a host of the edition: {host[:100]}"


def address_in_digits(host: str) -> bool:
    """127.0.0.1, ::ffff:10.0.0.1, 0x7f.1, 017700000001, 2130706433: a number, however it is written."""
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        pass
    else:
        return True
    try:
        socket.inet_aton(host)  # the C library's own reading of octal, hexadecimal and short forms; it asks no server
    except (OSError, UnicodeError, ValueError):
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an address stands on the public internet; mapped and tunnelled ones go by the address that they carry."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo and parsed.teredo[1]) or _nat64(parsed)
        if carried:
            return is_public(str(carried))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    inside = address in ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if inside else None


class GuardAddresses:
    """Every request passes here first, also those that other middlewares made."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardAddresses:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if is_local(request):
            return
        if reason := why_refused(request.url, hosts_for(request, self._crawler)):
            raise Refused("failed", f"not asked: {reason}")


def hosts_for(request: Request, crawler: Crawler) -> tuple[str, ...]:
    """The names that this request may ask; the spider's when the request itself says nothing."""
    return tuple(request.meta.get("hosts") or getattr(crawler.spider, "hosts", None) or ())


def is_local(request: Request) -> bool:
    """`data:,` is how a spider calls itself back; it leaves the process no more than a timer does."""
    return request.url == "data:,"
