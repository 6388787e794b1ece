"""`readout serve` on a real port: answers, stops when asked, says in a line why it cannot begin."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from monitor.cli import readout
from monitor.sections import Web
from monitor.web.app import make_app
from monitor.web.hosts import hosts_of
from processors.errors import InputError
from tests.monitor.lightweight import CHECKOUT, at
from tests.monitor.web.conftest import Watched, served

PATIENCE = 120  # seconds: no test waits for less than it needs
SLOW = """
import sys, time
from flask import Flask
from monitor.web.serving import open_port, ports_of, serve_until_stopped
app = Flask("slow")
@app.get("/")
def slow():
    print("asked", flush=True)
    time.sleep(1)
    return "whole"
server = open_port(app, "127.0.0.1", 0)
print(ports_of(server)[0][1], flush=True)
serve_until_stopped(server)
print("stopped", flush=True)
"""


def test_it_answers_and_ends_in_peace_at_sigterm(watched: Watched) -> None:
    with served(watched.settings) as (address, process):
        with urlopen(address, timeout=PATIENCE) as answer:
            assert "we came to support you" in answer.read().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_head_has_the_length_of_the_page_and_no_page(watched: Watched) -> None:
    with (
        served(watched.settings) as (address, _),
        urlopen(Request(f"{address}search", method="HEAD"), timeout=PATIENCE) as head,
        urlopen(f"{address}search", timeout=PATIENCE) as whole,
    ):
        assert head.read() == b""
        assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.read()))


def test_what_is_being_answered_at_sigterm_is_answered_still() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        answers: list[bytes] = []
        asking = threading.Thread(target=lambda: answers.append(urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE).read()))
        asking.start()
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        asking.join(PATIENCE)
        assert answers == [b"whole"]
        assert process.wait(PATIENCE) == 0
        assert process.stdout.read() == "stopped\n"


def test_many_at_once_are_all_answered(watched: Watched) -> None:
    found: list[int] = []

    def ask(address: str) -> None:
        with urlopen(address, timeout=PATIENCE) as answer:
            found.append(answer.status)

    with served(watched.settings) as (address, _):
        threads = [threading.Thread(target=ask, args=(f"{address}divergences/{watched.divergence}",)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert found == [200] * 12


def test_a_port_that_is_taken_is_told_in_a_line(watched: Watched) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        answer = CliRunner().invoke(readout, ["serve", "--port", str(other.getsockname()[1])])
    assert isinstance(answer.exception, InputError)
    assert "another program listens there" in str(answer.exception)
    assert "\n" not in str(answer.exception)


@pytest.mark.parametrize("host", ["nonsense.invalid", "203.0.113.77"])
def test_an_address_that_is_not_ours_is_told_in_a_line(watched: Watched, host: str) -> None:
    answer = CliRunner().invoke(readout, ["serve", "--host", host, "--port", "0"])
    assert isinstance(answer.exception, InputError)
    assert "\n" not in str(answer.exception)


def test_a_warning_is_given_when_the_network_can_reach_it(watched: Watched) -> None:
    with served(watched.settings, "--host", "0.0.0.0", "--port", "0") as (address, process):
        port = address.rstrip("/").rpartition(":")[2]
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        process.terminate()
        assert process.stderr is not None
        assert "no sign-in" in process.stderr.read()


@pytest.mark.parametrize(
    ("web", "hosts"),
    [
        (Web(), ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"]),
        (Web(host="::1"), ["localhost", "127.0.0.1", "[::1]", "[::1]"]),
        (Web(host="0.0.0.0"), None),
        (Web(host="0.0.0.0", url="https://readout.example.org/x"), ["localhost", "127.0.0.1", "[::1]", "readout.example.org"]),
        (Web(host="192.0.2.7"), None),
        (Web(host="192.0.2.7", url="http://pages"), ["localhost", "127.0.0.1", "[::1]", "pages", "192.0.2.7"]),
    ],
    ids=["loopback", "loopback 6", "everywhere", "everywhere with a name", "an address", "an address with a name"],
)  # fmt: skip
def test_by_which_names_it_may_be_asked(web: Web, hosts: list[str] | None) -> None:
    assert hosts_of(web) == hosts


@pytest.mark.parametrize(
    ("web", "host", "status"),
    [
        (Web(host="::1"), "[::1]:8000", 200),
        (Web(host="::1"), "[::1]", 200),
        (Web(), "localhost:8000", 200),
        (Web(), "LOCALHOST", 200),
        (Web(url="https://чтение.рф"), "xn--e1afmkfd0d.xn--p1ai", 400),
        (Web(url="https://почта.рф"), "xn--80a1acny.xn--p1ai", 200),
        (Web(), "elsewhere.example:8000", 400),
        (Web(), "localhost.elsewhere.example", 400),
        (Web(), "", 400),
        (Web(host="0.0.0.0"), "elsewhere.example", 200),
    ],
    ids=["6 with port", "6", "name with port", "capitals", "other letters", "letters", "stranger", "longer", "none", "open"],
)  # fmt: skip
def test_it_answers_to_its_names_alone(watched: Watched, web: Web, host: str, status: int) -> None:
    pages = make_app(replace(watched.settings, web=web), lambda: at(5)).test_client()
    for path in ("/healthz", "/nowhere"):
        assert pages.get(path, headers={"Host": host}).status_code == (status if path == "/healthz" or status == 400 else 404)


def test_behind_a_proxy_the_pages_may_stand_under_a_path(watched: Watched) -> None:
    shutil.copytree(CHECKOUT / "config", "config")
    Path("config/readout.yml").write_text("web: {url: 'https://example.org/readout/'}", encoding="utf-8")
    with served(watched.settings) as (address, _):
        for path in ("divergences/", "readout/divergences/"):  # the proxy cuts the path off, or leaves it
            with urlopen(f"{address}{path}{watched.divergence[:6]}", timeout=PATIENCE) as answer:
                assert answer.url == f"{address}readout/divergences/{watched.divergence}"
                assert '<base href="/readout/">' in answer.read().decode()
