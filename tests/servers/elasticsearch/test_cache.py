"""What is fetched and built once, and what is said when this machine cannot have it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.servers import fixtures
from tests.servers.elasticsearch import cache, fetching
from tests.servers.elasticsearch.missing import Missing, program


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)


def test_two_at_once_make_it_once() -> None:
    made = []

    def make(into: Path) -> None:
        made.append(into)
        (into / "file").write_text("whole", "utf-8")

    with ThreadPoolExecutor() as pool:
        folders = set(pool.map(lambda _: cache.made_once("thing", make), range(8)))
    assert len(made) == len(folders) == 1
    assert (folders.pop() / "file").read_text("utf-8") == "whole"


def test_what_could_not_be_finished_is_not_kept(tmp_path: Path) -> None:
    def break_off(into: Path) -> None:
        (into / "file").touch()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        cache.made_once("thing", break_off)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    assert cache.made_once("thing", lambda into: (into / "file").touch()).is_dir()


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maven = tmp_path / "mvn"
    maven.write_text(
        '#!/bin/sh\nfor word; do case "$word" in -DoutputDirectory=*) echo other > "${word#*=}/ecj.jar";; esac; done\n'
    )
    maven.chmod(0o755)
    monkeypatch.setattr(fetching, "program", lambda name, package: str(maven))
    with pytest.raises(RuntimeError, match=r"artifacts\.yml says"):
        fetching.fetched("ecj-3.43.0")


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(Missing, match="needs the program no-such-program: apt-get install some-package"):
        program("no-such-program", "some-package")


def test_a_missing_program_skips_at_home_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_EVERYTHING", raising=False)
    with pytest.raises(pytest.skip.Exception, match="it lacks mvn; or set READOUT_TEST_ES_URL"):
        fixtures.give_up("it lacks mvn")
    monkeypatch.setenv("READOUT_EVERYTHING", "1")
    with pytest.raises(pytest.fail.Exception, match="it lacks mvn"):
        fixtures.give_up("it lacks mvn")
