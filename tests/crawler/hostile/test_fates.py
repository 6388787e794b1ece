"""Each bad answer of `cases.py` meets the crawl's own downloader, all in one crawl, which ends by itself."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.hostile.cases import CASES, Case
from tests.crawler.hostile.certificates import Certificates
from tests.crawler.hostile.server import Asked, HostileServer, Serve

pytestmark = pytest.mark.slow

BY_HOST = {case.host: case for case in CASES}
ROOT = Path(__file__).parents[3]
LIMITS = {"page_mb": 0.25, "listing_mb": 0.5, "redirects": 5, "retries": 1}


@dataclass(frozen=True)
class Outcome:
    fates: dict[str, list[dict[str, Any]]]
    asked: list[Asked]
    tunnels: list[str]
    peak_kb: int
    troubles: list[str]
    log: str

    def pages_of(self, case: Case) -> list[Asked]:
        return [asked for asked in self.asked if asked.host == case.host and asked.path == case.path]


def serve_for(asked: Asked) -> Serve | None:
    case = BY_HOST.get(asked.host)
    if case is None:
        return None
    if asked.path == "/robots.txt":
        return case.robots
    if asked.path == "/rules.txt":
        return BY_HOST["robots-forbids-all.hostile.example"].robots
    return case.serve


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Of two crawls: what never ends would hold up the one that gives the others time enough, however loaded the machine is."""
    folder = tmp_path_factory.mktemp("hostile")
    server = HostileServer(serve_for, Certificates(folder))
    with server.running() as proxy:
        slow = run_crawl(folder / "slow", [case for case in CASES if case.slow], 5, server, proxy)
        quick = run_crawl(folder / "quick", [case for case in CASES if not case.slow], 60, server, proxy)
    fates: dict[str, list[dict[str, Any]]] = {}
    for fate in slow["fates"] + quick["fates"]:
        fates.setdefault(fate["name"], []).append(fate)
    return Outcome(fates, server.asked, server.tunnels, quick["peak_kb"], quick["troubles"], slow["log"] + quick["log"])


def run_crawl(folder: Path, cases: list[Case], answer_seconds: float, server: HostileServer, proxy: str) -> dict[str, Any]:
    folder.mkdir()
    asks = [
        {"name": case.name, "url": f"{case.scheme}://{case.host}{case.path}", "hosts": [case.host, *case.hosts]} for case in cases
    ]
    task = {"asks": asks, "limits": LIMITS | {"answer_seconds": answer_seconds}, "outcome": str(folder / "outcome.json")}
    (folder / "task.json").write_text(json.dumps(task))
    environment = {**os.environ, "http_proxy": proxy, "https_proxy": proxy, "SSL_CERT_FILE": str(server.certificates.ca_file)}
    environment["no_proxy"] = ""
    crawl = subprocess.run(
        [sys.executable, "-m", "tests.crawler.hostile.fates_spider", str(folder / "task.json")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert crawl.returncode == 0, crawl.stderr[-5000:]
    return {**json.loads((folder / "outcome.json").read_text()), "log": crawl.stderr}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request_ends_as_it_should_whatever_the_server_does(case: Case, outcome: Outcome) -> None:
    (fate,) = outcome.fates[case.name]  # once, not twice, and not never

    assert fate["fate"] == case.fate, fate
    assert case.reason in fate.get("reason", ""), fate
    assert len(fate.get("reason", "")) < 300
    if case.status is not None:
        assert fate["status"] == case.status
    if case.body is not None:
        assert fate["digest"] == hashlib.sha256(case.body).hexdigest(), fate
    if case.asked is not None:
        assert len(outcome.pages_of(case)) == case.asked
    if case.ends_at:
        assert fate["url"].endswith(f"{case.host}{case.ends_at}")


def test_there_are_cases_enough() -> None:
    assert len(CASES) == len(BY_HOST) >= 60


def test_only_the_editions_own_hosts_are_asked(outcome: Outcome) -> None:
    assert {asked.host for asked in outcome.asked} <= set(BY_HOST)
    assert set(outcome.tunnels) <= {f"{host}:443" for host in BY_HOST}


def test_every_request_says_the_same_about_us(outcome: Outcome) -> None:
    assert {asked.header("user-agent") for asked in outcome.asked} == {"Readout/0.1 (+desk@example.org)"}
    told = {name.lower() for asked in outcome.asked for name, _ in asked.headers}
    assert told <= {"user-agent", "accept", "accept-encoding", "host", "connection"}


def test_robots_txt_is_asked_before_the_page_and_once(outcome: Outcome) -> None:
    good = [asked.path for asked in outcome.asked if asked.host == "robots-forbids-others.hostile.example"]
    assert good == ["/robots.txt", "/a"]


def test_memory_stays_bounded(outcome: Outcome) -> None:
    assert outcome.peak_kb < 250_000  # the bombs alone would take half a gigabyte


def test_a_crawl_delay_that_is_cut_is_told(outcome: Outcome) -> None:
    assert any("robots-crawl-delay-100000" in line and "100,000" in line for line in outcome.troubles)


def test_nothing_ends_in_a_traceback(outcome: Outcome) -> None:
    assert "Traceback" not in outcome.log, outcome.log[-5000:]
