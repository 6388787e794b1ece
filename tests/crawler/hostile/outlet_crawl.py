"""Runs the real crawl of one edition, tass.ru with entry points of a test's own, against a misbehaving server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.crawler.hostile.certificates import Certificates
from tests.crawler.hostile.server import Asked, HostileServer, Serve

ROOT = Path(__file__).parents[3]
LIMITS = {"page_mb": 2, "listing_mb": 2, "retries": 1, "answer_seconds": 60}


@dataclass(frozen=True)
class Crawl:
    lines: list[dict[str, Any]]
    asked: list[Asked]
    tunnels: list[str]
    log: str
    peak_kb: int

    @property
    def health(self) -> dict[str, Any]:
        """The closing record, which is the last line."""
        health: dict[str, Any] = self.lines[-1]["health"]
        return health

    @property
    def articles(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "text" in line]

    def pages(self, kind: str) -> list[dict[str, Any]]:
        """The events, or the quarantined pages."""
        return [line[kind] for line in self.lines if kind in line]


# A shell between us and the crawl: what Linux tells of a process's peak memory begins with what the one that started it had.
BETWEEN = ("sh", "-c", '"$@"; exit $?', "crawl")


def crawl_edition(
    folder: Path,
    serve_for: Callable[[Asked], Serve | None],
    points: Mapping[str, Mapping[str, str]],  # name of the channel → its entry point
    *,
    limits: Mapping[str, float] | None = None,
    arguments: Sequence[str] = (),
) -> Crawl:
    """What the crawl wrote, and what it asked for; it has to end by itself and well."""
    folder.mkdir(exist_ok=True)
    server = HostileServer(serve_for, Certificates(folder))
    with server.running() as proxy:
        _write_config(folder, proxy, server.certificates.ca_file, points, limits or {})
        child = subprocess.run(
            [
                *BETWEEN, sys.executable, "-m", "scrapy", "crawl", "tass", "-a", "edition=ru", *arguments,
                "-s", f"READOUT_CONFIG={folder}", "-s", "READOUT_CLOCK=2018-04-03T18:00:00Z", "-s", "READOUT_WAIT_FACTOR=0",
                "-s", "STATS_DUMP=True", "-s", "LOG_LEVEL=INFO", "-O", str(folder / "crawl.jsonl"),
            ],
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "SSL_CERT_FILE": str(server.certificates.ca_file)},
        )  # fmt: skip
    assert child.returncode == 0, child.stderr[-5000:]
    lines = [json.loads(line) for line in (folder / "crawl.jsonl").read_text(encoding="utf-8").splitlines()]
    peak = next(line for line in child.stderr.splitlines() if "memusage/max" in line)
    return Crawl(lines, server.asked, server.tunnels, child.stderr, int(peak.split()[-1].rstrip(",}")) // 1024)


def _write_config(
    folder: Path, proxy: str, ca_file: Path, points: Mapping[str, Mapping[str, str]], limits: Mapping[str, float]
) -> None:
    edition = {
        "id": "ru", "language": "ru", "host": "tass.ru", "zone": "Europe/Moscow",
        "articles": r"https?://tass\.ru/[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)?/\d{5,9}/?",
        "channels": [{"name": name, "read": [dict(point)]} for name, point in points.items()],
    }  # fmt: skip
    crawl = {
        "contact": "desk@example.org", "archive": str(folder / "archive"), "crawls": str(folder / "crawls"), "delay_seconds": 0,
        "proxy": proxy, "ca_file": str(ca_file), "limits": LIMITS | dict(limits),
    }  # fmt: skip
    (folder / "outlets").mkdir()
    shutil.copy(ROOT / "config" / "topic.yml", folder)
    (folder / "crawl.yml").write_text(yaml.safe_dump(crawl))
    outlet = {"id": "tass", "name": "TASS", "country": "ru", "editions": [edition]}
    (folder / "outlets" / "tass.yml").write_text(yaml.safe_dump(outlet, allow_unicode=True))
