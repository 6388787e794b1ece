"""Names lead to public addresses or nowhere: a host of an outlet whose name is bent to the inside of a network is not asked."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.middlewares.addresses import is_public

_inside: dict[str, str] = {}  # the resolver is one for the process, and Twisted keeps its words from the request


def private_address_of(host: str) -> str | None:
    """The private address to which the name was found to lead."""
    return _inside.get(host)


class PrivateAddress(DNSLookupError):
    """The name leads to an address that is not on the public internet; no connection is made."""


class PublicResolver(CachingThreadedResolver):
    """The connection is made to the very address that was judged: there is no second look-up that could answer otherwise."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = False
        # A proxy is the operator's own, and often on this machine; what stands behind it, it resolves itself.
        self.own = {host for url in getproxies().values() if (host := urlsplit(url).hostname)}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("READOUT_ALLOW_PRIVATE")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  Twisted's name
        found: Deferred[str] = self.look_up(name, timeout)
        return found.addCallback(self._judge, name)

    def look_up(self, name: str, timeout: Sequence[int]) -> Deferred[str]:
        return super().getHostByName(name, timeout)

    def _judge(self, address: str, name: str) -> str:
        if self.allow_private or name in self.own or is_public(address):
            return address
        _inside[name] = address
        raise PrivateAddress(f"{name} leads to {address}, which is not on the public internet")
