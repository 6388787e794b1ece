"""`readout backup` and `readout restore` at the command line: one command here, one on the other machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import readout
from monitor.store.engine import open_store
from monitor.store.jobs import last_runs
from processors.errors import InputError
from tests.monitor.operation.installation import rows, settings_in, watch


def go(*arguments: str) -> str:
    answer = CliRunner().invoke(readout, list(arguments), catch_exceptions=False, standalone_mode=False)
    if answer.exception:
        raise answer.exception
    return answer.stdout


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an installation in its working directory, whose configuration names relative places."""
    old = tmp_path / "old"
    settings = settings_in(old)
    watch(settings)
    (old / "config" / "readout.yml").write_text("store: readout.db\nmail: {smtp: {host: mail.example, password: '${PASSWORD}'}}\n")
    monkeypatch.setenv("PASSWORD", "hidden")
    monkeypatch.chdir(old)
    return old


def test_another_machine_is_set_up_by_one_command(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = go("backup", str(tmp_path / "carried.tar"))
    assert "carried.tar: " in told
    assert " files, " in told
    before = rows(here / "readout.db", leave_out=["jobs", "outbox"])
    monkeypatch.delenv("PASSWORD")  # the new machine has no secrets yet
    new = tmp_path / "new"
    new.mkdir()
    monkeypatch.chdir(new)
    told = go("restore", str(tmp_path / "carried.tar"))
    assert "readout.db: as it was at " in told
    assert "set the secrets" in told
    assert rows(new / "readout.db", leave_out=["jobs", "outbox"]) == before
    assert sorted(path.name for path in new.iterdir() if not path.name.startswith("readout.db")) == ["archive", "config"]
    assert b"hidden" not in (tmp_path / "carried.tar").read_bytes()


def test_a_configuration_that_is_here_stays_and_says_where_things_go(here: Path, tmp_path: Path) -> None:
    go("backup", "backups")
    (backup,) = Path("backups").iterdir()
    (here / "config" / "readout.yml").write_text("store: elsewhere/other.db\n")
    with pytest.raises(InputError, match=r"archive: is there already"):
        go("restore", str(backup))
    go("restore", str(backup), "--without-archive")
    assert (here / "config" / "readout.yml").read_text() == "store: elsewhere/other.db\n"
    assert rows(here / "elsewhere" / "other.db")["ledger"]


def test_it_is_remembered_when_the_last_backup_was(here: Path) -> None:
    go("backup", "backups", "--keep", "2", "--without-archive")
    with open_store(here / "readout.db") as store, store.reading() as connection:
        job = last_runs(connection)["backup"]
    assert job.status == "done"
    assert job.outcome.startswith(str(here / "backups" / "readout-"))
