"""Real servers for the tests, each started once in a run, and only if a test asks for it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.elasticsearch.missing import Missing
from tests.servers.elasticsearch.running import Kind, RunningServer
from tests.servers.elasticsearch.sharing import shared

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OWN_SERVER = "READOUT_TEST_ES_URL"
OWN_VERSION = "READOUT_TEST_ES_VERSION"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no browser here: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # takes its time: not for those who need no browser

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def elasticsearch_plain(run_folder: Path) -> Iterator[RunningServer]:
    """Elasticsearch 9 without sign-in; with READOUT_TEST_ES_URL set, the server there."""
    if url := os.environ.get(OWN_SERVER):
        yield RunningServer(url=url, version=os.environ.get(OWN_VERSION, Kind.PLAIN.version))
    else:
        yield from _server(Kind.PLAIN, run_folder)


@pytest.fixture(scope="session")
def elasticsearch_secure(run_folder: Path) -> Iterator[RunningServer]:
    """Elasticsearch 9 with sign-in and TLS."""
    yield from _server(Kind.SECURE, run_folder)


@pytest.fixture(scope="session")
def elasticsearch_8(run_folder: Path) -> Iterator[RunningServer]:
    """Elasticsearch 8 without sign-in; the installed client is for 9, so talk to it through `run_with_client_8` or HTTP."""
    yield from _server(Kind.EIGHT, run_folder)


@pytest.fixture
def prefix() -> str:
    """Begins the names of a test's own indices, so that tests on one server do not meet."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _server(kind: Kind, run: Path) -> Iterator[RunningServer]:
    try:
        with shared(kind, run) as server:
            yield server
    except Missing as absent:
        give_up(str(absent))


def give_up(sentence: str) -> None:
    """Skips, or fails where everything has to run."""
    if os.environ.get("READOUT_EVERYTHING"):
        pytest.fail(f"{sentence} (READOUT_EVERYTHING is set, so this is no skip)", pytrace=False)
    pytest.skip(f"{sentence}; or set {OWN_SERVER} to a server")
