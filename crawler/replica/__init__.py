"""Small imitations of the six editions: real addresses and markup, invented text, behind an HTTP proxy on the loopback."""

from crawler.replica.replica import Replica

__all__ = ["Replica"]
