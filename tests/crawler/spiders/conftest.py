"""Crawls of the replica in processes of their own, started as `scrapy crawl` is by a user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.crawlfile import Health, crawl_line_kind, health_from_json
from crawler.replica import Replica

ROOT = Path(__file__).parents[3]
START = "2018-04-04T16:00:00+00:00"


@dataclass(kw_only=True)
class Crawled:
    """What one `scrapy crawl` gave."""

    code: int
    errors: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # addresses, robots.txt left out

    def of(self, kind: str) -> list[dict[str, Any]]:
        rows = [row for row in self.rows if crawl_line_kind(row) == kind]
        return rows if kind == "article" else [row[kind] for row in rows]

    @property
    def urls(self) -> list[str]:
        return [row["url"] for row in self.of("article")]

    def health(self, edition: str | None = None) -> Health:
        found = [health_from_json(row) for row in self.rows if crawl_line_kind(row) == "health"]
        (health,) = [one for one in found if edition in (None, one.edition)]
        return health

    def points(self, edition: str, channel: str) -> list[tuple[str, str]]:
        return [(point.url, point.status) for point in self.health(edition).entry_points if point.channel == channel]


class Site:
    """A replica, a configuration that leads to it, and an archive."""

    def __init__(self, home: Path, replica: Replica) -> None:
        self.home, self.replica = home, replica
        self.config = home / "config"
        self.archive = home / "archive"
        self._copy_config()
        self.settings = {
            "contact": "test@example.org", "proxy": replica.proxy, "ca_file": str(replica.ca_file(home / "ca.pem")),
            "delay_seconds": 0, "archive": str(self.archive),
        }  # fmt: skip
        self.write()

    def _copy_config(self) -> None:
        for name in ("topic.yml", "outlets/xinhua.yml", "outlets/tass.yml", "outlets/nvo.yml"):
            (self.config / name).parent.mkdir(parents=True, exist_ok=True)
            (self.config / name).write_bytes((ROOT / "config" / name).read_bytes())
        (self.config / "entities").symlink_to(ROOT / "config" / "entities")

    def write(self, **changes: Any) -> None:
        self.settings |= changes
        (self.config / "crawl.yml").write_text(yaml.safe_dump(self.settings), encoding="utf-8")

    def change_outlet(self, outlet: str, change: Any) -> None:
        file = self.config / f"outlets/{outlet}.yml"
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(declared)
        file.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")

    def command(self, outlet: str, *options: str, clock: str = START, output: str = "out.jsonl") -> list[str]:
        settings = (f"READOUT_CONFIG={self.config}", f"READOUT_CLOCK={clock}", "READOUT_WAIT_FACTOR=0")
        flags = [flag for setting in settings for flag in ("-s", setting)]
        return [sys.executable, "-m", "scrapy", "crawl", outlet, "-O", str(self.home / output), *flags, *options]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return kept | {"SSL_CERT_FILE": str(self.settings["ca_file"]), "PYTHONPATH": str(ROOT)}

    def crawl(self, outlet: str, *options: str, clock: str = START) -> Crawled:
        self.replica.clock = datetime.fromisoformat(clock)
        before = len(self.replica.requests)
        file = self.home / "out.jsonl"
        file.unlink(missing_ok=True)
        done = subprocess.run(
            self.command(outlet, *options, clock=clock), cwd=ROOT, env=self.environment(), capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        asked = [one.url for one in self.replica.requests[before:] if not one.url.endswith("/robots.txt")]
        return Crawled(code=done.returncode, errors=done.stderr, rows=[json.loads(line) for line in lines], asked=asked)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Replica.start(clock=datetime.fromisoformat(START)) as replica:
        yield Site(tmp_path, replica)
