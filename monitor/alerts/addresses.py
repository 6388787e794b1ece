"""A mail address in the form in which headers and servers take it."""

from __future__ import annotations


def mail_address(address: str) -> str:
    """The address with its domain in ASCII: `a@почта.рф` is `a@xn--80a1acny.xn--p1ai`; what stands before the @ stays."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:  # no name that a server could have; it will say so
        return address


def domain_of(address: str) -> str:
    domain = mail_address(address).rpartition("@")[2]
    return domain if domain.isascii() and domain else "localhost"
