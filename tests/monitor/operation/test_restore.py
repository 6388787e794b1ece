"""What comes back is what was backed up, or nothing changes."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from monitor.operation.backup import back_up
from monitor.operation.manifest import MANIFEST, manifest_from_bytes, manifest_to_bytes
from monitor.operation.restore import Destination, Restored, restore
from monitor.operation.sources import open_backup
from monitor.schedule.holding import only_schedule
from monitor.settings import Settings
from monitor.store import outbox
from monitor.store.articles import count_articles, save_article
from monitor.store.engine import open_store
from processors.errors import InputError, TryLater
from processors.records import Article
from tests.monitor.lightweight import at
from tests.monitor.operation.installation import a_pass, rows, settings_in, watch

FORMS = pytest.mark.parametrize("form", ["folder", "tar"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path / "old")
    watch(settings)
    return settings


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    return back_up(settings, tmp_path / "backups", at(10)).place


def into(folder: Path) -> Destination:
    return Destination(store=folder / "readout.db", archive=folder / "archive", config=folder / "config")


def restored(backup: Path, to: Destination, **options: bool) -> Restored:
    with open_backup(backup) as source:
        return restore(source, to, at(12), **options)


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@FORMS
def test_every_table_every_record_and_every_setting_comes_back(settings: Settings, tmp_path: Path, form: str) -> None:
    backup = back_up(settings, tmp_path / {"folder": "backups", "tar": "a.tar"}[form], at(10)).place
    new = into(tmp_path / "new" / "machine")
    assert restored(backup, new) == Restored(put=(new.config, new.archive, new.store), kept=())
    assert rows(new.store, leave_out=["outbox"]) == rows(settings.store, leave_out=["outbox"])
    with open_archive(new.archive) as archive, open_archive(settings.crawl.archive) as original:
        assert list(verify(archive, Verified())) == []
        assert archive.rows() == original.rows()
        assert archive.past_crawls("tass", "ru") == original.past_crawls("tass", "ru")
    assert state(new.config) == state(settings.folder)


def test_what_was_restored_goes_on_and_mails_nothing_again(settings: Settings, backup: Path, tmp_path: Path) -> None:
    new = into(tmp_path / "new")
    restored(backup, new)
    moved = settings_in(tmp_path / "other")
    moved = replace(moved, store=new.store, crawl=moved.crawl.model_copy(update={"archive": new.archive}))
    moved.crawl.crawls.mkdir()
    for path in settings.crawl.crawls.iterdir():
        (moved.crawl.crawls / path.name).write_bytes(path.read_bytes())
    ledger = rows(new.store)["ledger"]
    assert ledger
    with open_store(new.store) as store:
        summary = a_pass(store, moved, at(13))
    assert "mailed: nothing new" in summary.lines
    assert rows(new.store)["ledger"] == ledger


def test_an_index_has_to_be_made_again_for_it_has_seen_a_later_store(backup: Path, tmp_path: Path) -> None:
    new = into(tmp_path / "new")
    restored(backup, new)
    with open_store(new.store) as store, store.reading() as connection:
        assert outbox.must_tell_everything(connection)


def test_what_is_there_is_not_touched(settings: Settings, backup: Path) -> None:
    before = state(settings.store.parent)
    to = Destination(store=settings.store, archive=settings.crawl.archive, config=None)
    with pytest.raises(InputError, match=r"archive, .*readout\.db: is there already, nothing was changed; --replace"):
        restored(backup, to)
    assert state(settings.store.parent) == before


def test_replace_puts_it_aside_whole(settings: Settings, backup: Path) -> None:
    at_backup = rows(settings.store, leave_out=["outbox"])
    with open_store(settings.store) as store, store.writing() as connection:
        later = Article(id="later", outlet="tass", edition="ru", title="t", text="written after the backup")
        save_article(connection, later, numbered=False, origin="import", at=at(11))
    newer = rows(settings.store)
    done = restored(backup, Destination(store=settings.store, archive=settings.crawl.archive, config=None), replace=True)
    assert rows(settings.store, leave_out=["outbox"]) == at_backup
    assert [path.name for path in done.kept] == ["archive.before-20180412T120000Z", "readout.db.before-20180412T120000Z"]
    assert rows(done.kept[1]) == newer


def test_it_does_not_take_a_store_from_under_a_running_schedule(settings: Settings, backup: Path) -> None:
    before = state(settings.store.parent)
    with (
        only_schedule(settings.store, 12, at(12)),
        pytest.raises(TryLater, match=r"running already \(process 12, .* stop that one"),
    ):
        restored(backup, into(settings.store.parent), replace=True)
    after = state(settings.store.parent)
    assert {name for name in before if before[name] != after.get(name)} == set()


def test_the_new_store_can_be_read_by_those_who_could_read_the_old_one(settings: Settings, backup: Path) -> None:
    settings.store.chmod(0o600)
    restored(backup, into(settings.store.parent), replace=True)
    assert settings.store.stat().st_mode & 0o777 == 0o600


def test_the_write_ahead_log_of_a_restore_that_was_killed_is_not_taken_for_this_ones(backup: Path, tmp_path: Path) -> None:
    to = into(tmp_path / "new")
    begun = tmp_path / "new" / "readout.db.restoring"
    begun.parent.mkdir()
    with open_store(begun) as store:  # of another backup
        with store.writing() as connection:
            outbox.tell_everything(connection, at(1))
        left = {path: path.read_bytes() for path in begun.parent.iterdir()}
    for path, content in left.items():
        path.write_bytes(content)
    restored(backup, to)
    with open_store(to.store) as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() == "ok"
        assert count_articles(connection)["articles"] == 3


def test_what_stands_in_the_write_ahead_log_of_the_old_store_is_put_aside_with_it(settings: Settings, backup: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from monitor.store.engine import open_store; from monitor.store.passes import begin_pass\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    with store.writing() as connection: begin_pass(connection, 'left', *[datetime(2018, 4, 11, tzinfo=UTC)] * 2)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(settings.store)], check=False)
    assert settings.store.with_name("readout.db-wal").stat().st_size
    done = restored(backup, Destination(store=settings.store, archive=None, config=None), replace=True)
    assert not any(row[1] == "left" for row in rows(settings.store)["passes"])
    assert any(row[1] == "left" for row in rows(done.kept[0])["passes"])


def test_an_archive_can_be_left_alone(settings: Settings, backup: Path) -> None:
    before = state(settings.crawl.archive)
    done = restored(backup, Destination(store=settings.store, archive=None, config=None), replace=True)
    assert done.put == (settings.store,)
    assert state(settings.crawl.archive) == before


def test_a_backup_without_an_archive_leaves_that_alone_too(settings: Settings, tmp_path: Path) -> None:
    backup = back_up(settings, tmp_path / "backups", at(10), with_archive=False).place
    before = state(settings.crawl.archive)
    done = restored(backup, Destination(store=settings.store, archive=settings.crawl.archive, config=None), replace=True)
    assert done.put == (settings.store,)
    assert state(settings.crawl.archive) == before


# --- what is refused ----------------------------------------------------------------------------------------------------


@trials(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_is_refused_by_name_and_nothing_is_put_anywhere(backup: Path, tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(path for path in backup.rglob("*") if path.is_file() and path.stat().st_size)))
    place = data.draw(st.integers(min_value=0, max_value=file.stat().st_size - 1))
    whole = file.read_bytes()
    file.write_bytes(whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :])
    try:
        with pytest.raises(InputError, match=file.name):
            restored(backup, into(tmp_path / "new"))
    finally:
        file.write_bytes(whole)
    assert not (tmp_path / "new").exists()


@FORMS
@pytest.mark.parametrize("change", ["shorter", "longer", "missing"])
def test_a_file_that_is_not_as_it_was_is_refused(backup: Path, tmp_path: Path, form: str, change: str) -> None:
    file = backup / "config" / "readout.yml"
    whole = file.read_bytes()
    file.write_bytes({"shorter": whole[:-1], "longer": whole + b"#", "missing": whole}[change])
    if change == "missing":
        file.unlink()
    if form == "tar":
        subprocess.run(["tar", "-cf", "b.tar", backup.name], cwd=backup.parent, check=True)
        backup = backup.parent / "b.tar"
    with pytest.raises(InputError, match=r"config/readout\.yml: is"):
        restored(backup, into(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_torn_tar_is_refused(settings: Settings, tmp_path: Path) -> None:
    backup = back_up(settings, tmp_path / "a.tar", at(10)).place
    whole = backup.read_bytes()
    for size in (0, 700, len(whole) // 2, len(whole) - 20_000):
        backup.write_bytes(whole[:size])
        with pytest.raises(InputError, match=r"a\.tar.*; nothing was restored"):
            restored(backup, into(tmp_path / "new"))


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("no backup")
    for name, words in (("empty", "is no backup"), ("text", "is no backup"), ("absent", "no such file")):
        with pytest.raises(InputError, match=f"{name}: {words}"):
            restored(tmp_path / name, into(tmp_path / "new"))


def test_a_newer_store_is_refused(backup: Path, tmp_path: Path) -> None:
    manifest = manifest_from_bytes((backup / MANIFEST).read_bytes(), "")
    (backup / MANIFEST).write_bytes(manifest_to_bytes(replace(manifest, tables="9999")))
    with pytest.raises(InputError, match=r"made by a newer Readout \(tables of version 9999\)"):
        restored(backup, into(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


# --- killed -------------------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from monitor.operation import restore as r
from monitor.operation.sources import open_backup

left = int(sys.argv[3])

def count(*args, act=None):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return act(*args)

for owner, name in ((r, "copy_bytes"), (Path, "rename")):
    setattr(owner, name, lambda *args, act=getattr(owner, name): count(*args, act=act))
new = Path(sys.argv[2])
with open_backup(Path(sys.argv[1])) as source:
    to = r.Destination(store=new / "readout.db", archive=new / "archive", config=new / "config")
    r.restore(source, to, datetime(2018, 4, 11, tzinfo=UTC), replace=True)
print("done")
"""


def test_killed_at_any_step_a_second_restore_ends_it_and_what_was_there_is_still_somewhere(backup: Path, tmp_path: Path) -> None:
    expected = None
    for steps in (0, 5, 10_000):
        new = tmp_path / f"new-{steps}"
        restored(backup, into(new))
        with open_store(new / "readout.db"):
            pass
        expected = expected or rows(new / "readout.db")
        died = subprocess.run([sys.executable, "-c", KILLED, str(backup), str(new), str(steps)], check=False)
        assert died.returncode == (0 if steps == 10_000 else -signal.SIGKILL)
        restored(backup, into(new), replace=True)
        assert rows(new / "readout.db") == expected
        assert len(list(new.glob("readout.db.before-*"))) >= 1
        assert not list(new.glob("*.restoring"))


def test_killed_between_the_renamings_nothing_is_lost(backup: Path, tmp_path: Path) -> None:
    files = len(manifest_from_bytes((backup / MANIFEST).read_bytes(), "").files)
    for renamed in range(6):
        new = tmp_path / f"new-{renamed}"
        restored(backup, into(new))
        died = subprocess.run([sys.executable, "-c", KILLED, str(backup), str(new), str(files + renamed)], check=False)
        assert died.returncode == -signal.SIGKILL
        stores = [path for path in new.iterdir() if path.name.startswith("readout.db") and not path.name.endswith("lock")]
        assert len(stores) == 2
        restored(backup, into(new), replace=True)
        assert rows(new / "readout.db")["ledger"]


def test_on_a_full_disk_nothing_is_put_in_its_place(settings: Settings, backup: Path, tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from monitor.operation.restore import Destination, restore; from monitor.operation.sources import open_backup;"
        "from processors.errors import TryLater; new = Path(sys.argv[2]);"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "with open_backup(Path(sys.argv[1])) as source:\n"
        "    to = Destination(store=new / 'readout.db', archive=new / 'archive', config=new / 'config')\n"
        "    try: restore(source, to, datetime(2018, 4, 11, tzinfo=UTC))\n"
        "    except TryLater as full: print(full)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(backup), str(tmp_path / "new")], check=True, capture_output=True, text=True
    )
    assert "make room and start again, nothing was put in its place" in told.stdout
    assert [path.name for path in (tmp_path / "new").iterdir() if not path.name.endswith("lock")] == []
