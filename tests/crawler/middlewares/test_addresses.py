from __future__ import annotations

import pytest

from crawler.middlewares.addresses import GuardAddresses, is_public, why_refused
from crawler.middlewares.fates import Refused
from tests.crawler.middlewares.crawls import HOST, ask, crawl


@pytest.mark.parametrize("url", [f"http://{HOST}/a", f"https://{HOST}", f"https://{HOST}:443/a?b", f"HTTP://{HOST.upper()}:80/"])
def test_the_editions_own_hosts_may_be_asked(url: str) -> None:
    assert why_refused(url, (HOST,)) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://outlet.example/", "not http or https"),
        ("file:///etc/passwd", "not http or https"),
        ("data:,", "not http or https"),
        ("//outlet.example/", "not http or https"),
        ("https:///a", "no host"),
        ("https://sub.outlet.example/", "not a host of the edition"),
        ("https://outlet.example.evil.example/", "not a host of the edition"),
        ("https://outlet.example./", "not a host of the edition"),
        ("https://me@outlet.example/", "a user name"),
        ("https://outlet.example@127.0.0.1/", "a user name"),
        ("https://outlet.example:22/", "port 22"),
        ("https://outlet.example:80/", "port 80"),
        ("https://outlet.example:x/", "not an address"),
        ("https://[::1/", "not an address"),
    ],
)
def test_nothing_else_is_asked(url: str, reason: str) -> None:
    assert reason in str(why_refused(url, (HOST,)))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "8.8.8.8", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%25eth0]", "0x7f.1", "0177.0.0.1", "2130706433", "127.1"],
)
def test_an_address_in_digits_is_refused_even_when_it_is_listed(host: str) -> None:
    assert why_refused(f"http://{host}/", (host.strip("[]"),)) == "an address in digits"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "fe80::1%eth0",
        "no address",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


def test_a_request_that_names_no_hosts_is_not_sent() -> None:
    with pytest.raises(Refused, match="not a host of the edition"):
        GuardAddresses(crawl()).process_request(ask(meta={"hosts": ()}))


def test_a_spider_may_call_itself_back() -> None:
    GuardAddresses(crawl()).process_request(ask("data:,"))
