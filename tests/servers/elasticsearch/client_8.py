"""Runs tests once more in a process of its own that imports the client of Elasticsearch 8."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.servers.elasticsearch.cache import made_once
from tests.servers.elasticsearch.running import RunningServer

CHECKOUT = Path(__file__).parents[3]
LOCK = CHECKOUT / "requirements-es8.lock"
VERSION = "8.19.3"
ENVIRONMENT = {"READOUT_TEST_ES_CLIENT": VERSION}


def run_with_client_8(server: RunningServer, only: str = "") -> subprocess.CompletedProcess[str]:
    """The outcome of the tests marked `both_clients`, or of those named so; their `elasticsearch_plain` is the server given."""
    command = (sys.executable, "-m", "pytest", "-m", "both_clients", "-k", only, "-p", "no:cacheprovider", *_marked_files())
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    chosen = {"READOUT_TEST_ES_URL": server.url, "READOUT_TEST_ES_VERSION": server.version, "PYTHONPATH": str(_client())}
    environment = outer | ENVIRONMENT | chosen
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)


def _marked_files() -> tuple[str, ...]:
    """Only these are collected: most of the other modules take long to import."""
    files = sorted((CHECKOUT / "tests").rglob("test_*.py"))
    return tuple(str(file.relative_to(CHECKOUT)) for file in files if "mark.both_clients" in file.read_text("utf-8"))


def _client() -> Path:
    """The folder with the client and its transport, to be put before the environment's own."""
    return made_once(f"client-{VERSION}", _install)


def _install(into: Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--target", str(into))
    command = (sys.executable, "-m", "pip", "install", *options, "-r", str(LOCK))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pip could not install the client of Elasticsearch 8:\n{done.stdout}{done.stderr}")
