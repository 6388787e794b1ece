"""A store as a pass leaves it, the application over it, and a real server for both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select, update

from monitor.cli import readout
from monitor.settings import Settings
from monitor.store.engine import open_store
from monitor.store.reading import store_to_read
from monitor.store.schema import divergences, passes
from monitor.web.app import make_app
from tests.monitor.lightweight import CHECKOUT, article_row, at, light_bench, light_settings, write_crawl

CLOCK = at(6)
EVIL = "<script>alert(1)</script>"
SAID = f'Wei said: "we came to support you {EVIL}", "good".'


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A store with one open omission whose texts try to break out of the page."""

    settings: Settings
    divergence: str


@pytest.fixture(scope="session")
def finished_pass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a pass that found one omission, mailed to the watch `all`."""
    folder = tmp_path_factory.mktemp("watched")
    evil = {"title": f"visit {EVIL}", "url": "javascript:alert(1)"}
    write_crawl(folder, at(3), "tass", "ru", [article_row("t1", "tass", "ru", at(3, 10), SAID, **evil)])
    write_crawl(folder, at(5), "xinhua", "zh", [article_row("x1", "xinhua", "zh", at(3, 11), 'Wei said: "good".')])
    write_crawl(folder, at(5, 13), "xinhua", "en", [], "blocked")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("monitor.run.lay_bench", lambda settings, notes=(): light_bench())
        answer = CliRunner().invoke(readout, ["run", "--from", ".", "--clock", CLOCK.isoformat()])
    assert answer.exit_code == 0, answer.output
    with open_store(folder / "readout.db") as store, store.writing() as connection:
        connection.execute(update(passes).values(finished_at=CLOCK))  # which is told by the clock on the wall
    return folder / "readout.db"


@pytest.fixture
def watched(finished_pass: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.chdir(tmp_path)
    settings = light_settings(tmp_path)
    shutil.copy(finished_pass, settings.store)
    with store_to_read(settings.store).reading() as connection:
        ((name,),) = connection.execute(select(divergences.c.id))
    return Watched(settings=settings, divergence=name)


@pytest.fixture
def client(watched: Watched) -> FlaskClient:
    return make_app(watched.settings, lambda: CLOCK).test_client()


@pytest.fixture
def empty(tmp_path: Path) -> FlaskClient:
    """The pages of an installation that has no store yet."""
    return make_app(light_settings(tmp_path), lambda: CLOCK).test_client()


@contextmanager
def served(settings: Settings, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of `readout serve` over that store, on a port that the system chose, and its process."""
    command = [sys.executable, "-c", "from monitor.cli import main; main()", "serve", *(words or ("--port", "0"))]
    with subprocess.Popen(
        command, cwd=settings.store.parent, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, stdout=PIPE, stderr=PIPE, text=True
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address.startswith("http://"), process.communicate()[1]
            yield address, process
        finally:
            process.kill()
