"""The proxy as such: hosts, TLS, validators, packing, the clock, the log, garbage, and a clean end."""

import gzip
import json
import socket
import ssl
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.replica import Replica
from tests.crawler.replica.asking import Asker

FEED = "https://tass.ru/rss/v2.xml"
MINISTERS = "http://www.xinhuanet.com/mil/2018-04/04/c_129843617.htm"


def connect(replica: Replica) -> socket.socket:
    host, port = replica.proxy.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def test_other_hosts_are_not_answered_for(replica: Replica, ask: Asker) -> None:
    assert ask("http://example.com/").status == 502
    with pytest.raises(urllib.error.URLError, match="502"):
        ask("https://example.com/")
    with connect(replica) as line:
        line.sendall(b"CONNECT tass.ru:25 HTTP/1.1\r\n\r\n")
        assert b" 502 " in line.recv(1000)


def test_the_certificate_is_good_for_those_who_trust_the_authority_only(replica: Replica, ask: Asker) -> None:
    assert ask(FEED).status == 200
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": replica.proxy}), urllib.request.HTTPSHandler(context=ssl.create_default_context())
    )
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        opener.open(FEED)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://tass.ru/rss/v2.xml", "https://tass.ru/rss/v2.xml"),
        ("https://www.tass.ru/armiya-i-opk/5090417", "https://tass.ru/armiya-i-opk/5090417"),
        ("http://itar-tass.com/politika/1", "https://tass.ru/politika/1"),
        ("http://tass.com/defense/997318", "https://tass.com/defense/997318"),
        ("http://nvo.ng.ru/rss/", "https://nvo.ng.ru/rss/"),
    ],
)
def test_old_addresses_lead_to_the_present_ones(ask: Asker, url: str, place: str) -> None:
    got = ask(url)
    assert (got.status, got.headers["Location"]) == (301, place)


@pytest.mark.parametrize(
    ("url", "status", "rule"),
    [
        ("http://www.news.cn/robots.txt", 200, "Allow: /"),
        ("https://english.news.cn/robots.txt", 404, ""),
        ("https://russian.news.cn/robots.txt", 200, "Allow: /"),
        ("https://tass.ru/robots.txt", 200, "Sitemap: https://tass.ru/sitemap.xml"),
        ("https://tass.com/robots.txt", 200, "Disallow: /search"),
        ("https://nvo.ng.ru/robots.txt", 200, "Disallow: /bitrix/"),
        ("http://qc.wa.news.cn/robots.txt", 404, ""),
    ],
)
def test_robots(ask: Asker, url: str, status: int, rule: str) -> None:
    got = ask(url)
    assert got.status == status
    assert rule in got.text
    assert status == 404 or got.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("url", [FEED, MINISTERS, "http://www.news.cn/milpro/", "https://tass.com/sitemap.xml"])
def test_what_the_client_has_already_is_not_sent_again(replica: Replica, ask: Asker, url: str) -> None:
    first = ask(url)
    again = ask(url, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(url, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert ask(url, If_None_Match='"another"').status == 200
    assert ask(url, If_Modified_Since="yesterday").status == 200


def test_a_feed_with_something_new_is_sent(replica: Replica, ask: Asker) -> None:
    tag = ask(FEED).headers["ETag"]
    replica.clock += timedelta(hours=2)
    assert ask(FEED, If_None_Match=tag).status == 200


def test_pages_made_anew_have_no_validators(ask: Asker) -> None:
    got = ask("https://tass.ru/armiya-i-opk/5090417")
    assert got.headers["ETag"] is None
    assert got.headers["Last-Modified"] is None


def test_it_is_packed_for_those_who_take_it(ask: Asker) -> None:
    packed, plain = ask(FEED, Accept_Encoding="gzip, br"), ask(FEED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["Content-Encoding"] is None


def test_head_has_the_headers_alone(ask: Asker) -> None:
    got = ask(FEED, method="HEAD")
    assert got.status == 200
    assert got.body == b""
    assert int(got.headers["Content-Length"]) > 1000


def test_the_date_is_the_clocks(ask: Asker) -> None:
    assert ask(FEED).headers["Date"] == "Thu, 05 Apr 2018 16:00:00 GMT"


def test_one_connection_carries_several_requests(replica: Replica) -> None:
    with connect(replica) as line, line.makefile("rb") as answers:
        for _ in range(3):
            line.sendall(b"GET http://www.news.cn/robots.txt HTTP/1.1\r\nHost: www.news.cn\r\n\r\n")
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(len("User-Agent: *\nAllow: /\n")).endswith(b"Allow: /\n")


def test_the_clock_is_read_and_set_over_the_wire(replica: Replica, ask: Asker) -> None:
    assert ask("http://replica.local/clock").text == "2018-04-05T16:00:00+00:00\n"
    assert ask("http://replica.local/clock", b"2018-04-13T21:00:00+03:00").text == "2018-04-13T18:00:00+00:00\n"
    assert replica.clock == datetime(2018, 4, 13, 18, tzinfo=UTC)
    assert ask("http://replica.local/clock", b"2018-04-13T21:00:00").status == 400
    assert ask("http://replica.local/clock", b"\xff").status == 400


def test_a_clock_without_an_offset_is_refused(replica: Replica) -> None:
    with pytest.raises(ValueError, match="offset"):
        replica.clock = datetime(2018, 4, 5)  # noqa: DTZ001 - the mistake


def test_the_log_says_what_was_asked_and_answered(replica: Replica, ask: Asker) -> None:
    ask(FEED, User_Agent="Readout/0.1 (+desk@example.org)")
    ask("https://tass.ru/armiya-i-opk/1")
    ask("http://replica.local/clock")
    told = [(asked.method, asked.url, asked.status) for asked in replica.requests]
    assert told == [("GET", FEED, 200), ("GET", "https://tass.ru/armiya-i-opk/1", 404)]
    assert replica.requests[0].user_agent == "Readout/0.1 (+desk@example.org)"
    assert json.loads(ask("http://replica.local/requests").body)[0][2] == FEED


GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 4000,
    b"GET\r\n\r\n",
    b"GET http://[/ HTTP/1.1\r\n\r\n",
    b"GET http://tass.ru:99999/ HTTP/1.1\r\n\r\n",
    b"GET http://tass.ru:22/ HTTP/1.1\r\n\r\n",
    b"GET ftp://tass.ru/ HTTP/1.1\r\n\r\n",
    b"GET http://tass.ru/" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n",
    b"GET http://www.news.cn/ HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n",
    b"GET http://www.news.cn/\xff\xfe\x00 HTTP/1.1\r\n\r\n",
    b"BREW http://www.news.cn/ HTTP/1.1\r\n\r\n",
    b"POST http://www.news.cn/ HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    b"POST http://www.news.cn/ HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST http://www.news.cn/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"CONNECT tass.ru:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    b"CONNECT :::: HTTP/1.1\r\n\r\n",
    b"GET http://qc.wa.news.cn/nodeart/list?nid=1&pgnum=\xd9\xa3&cnt=1e9 HTTP/1.1\r\n\r\n",
    b"GET http://www.news.cn/mil/2018-99/99/c_1_2_3_99999.htm HTTP/1.1\r\n\r\n",
    b"GET http://www.news.cn/mil/00000000/c.html HTTP/1.1\r\n\r\n",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: repr(garbage[:50]))
def test_garbage_does_not_end_it(replica: Replica, ask: Asker, garbage: bytes) -> None:
    with connect(replica) as line:
        line.sendall(garbage)
        line.shutdown(socket.SHUT_WR)
        try:
            while line.recv(65536):
                pass
        except ConnectionError:
            pass
    assert ask(FEED).status == 200


def test_it_ends_with_connections_open_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    replica = Replica.start(clock=datetime(2018, 4, 5, tzinfo=UTC))
    idle, half, tunnel = connect(replica), connect(replica), connect(replica)
    half.sendall(b"GET http://www.news.cn/ HT")
    tunnel.sendall(b"CONNECT tass.ru:443 HTTP/1.1\r\n\r\n")
    assert b" 200 " in tunnel.recv(1000)
    trusted = ssl.create_default_context(cafile=replica.ca_file(tmp_path / "ca.pem"))
    with idle, half, trusted.wrap_socket(tunnel, server_hostname="tass.ru") as secured:
        secured.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: tass.ru\r\n\r\n")
        assert b" 200 " in secured.recv(1000)
        replica.close()
        replica.close()
    assert set(threading.enumerate()) == before


def test_a_slow_answer_does_not_hold_up_the_end(replica: Replica) -> None:
    replica.misbehave("www.news.cn", "slow", seconds=3600)
    with connect(replica) as line:
        line.sendall(b"GET http://www.news.cn/ HTTP/1.1\r\nHost: www.news.cn\r\n\r\n")
        replica.close()
