"""A backup is everything as it was at one moment, or it is not there."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import warc_files
from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from monitor.operation import copying
from monitor.operation.backup import Made, back_up, backups_in
from monitor.operation.copying import only_one
from monitor.operation.manifest import Manifest, manifest_from_bytes, manifest_to_bytes
from monitor.operation.sources import open_backup
from monitor.settings import Settings
from monitor.store.articles import save_article
from monitor.store.engine import open_store
from processors.errors import InputError, TryLater
from processors.records import Article
from tests.monitor.lightweight import at
from tests.monitor.operation.installation import archived, rows, settings_in, watch

FORMS = pytest.mark.parametrize("form", ["folder", "tar"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path)
    watch(settings)
    return settings


def made(settings: Settings, form: str = "folder", day: int = 10, **options: object) -> Made:
    name = "backups" if form == "folder" else "carried.tar"
    return back_up(settings, settings.store.parent / name, at(day), **options)  # type: ignore[arg-type]


def names(backup: Path) -> set[str]:
    with open_backup(backup) as source:
        return {entry.name for entry in source.manifest.files}


@FORMS
def test_it_holds_store_archive_and_configuration(settings: Settings, form: str) -> None:
    done = made(settings, form)
    assert done.place.name == {"folder": "readout-20180410T120000Z", "tar": "carried.tar"}[form]
    found = names(done.place)
    assert {"readout.db", "archive/index.sqlite", "config/readout.yml", "config/outlets/tass.yml"} <= found
    assert sum(name.startswith("archive/warc/") for name in found) == 4
    with open_backup(done.place) as source:
        source.verify(lambda size: None)
        assert source.manifest.made_at == at(10)
        assert source.manifest.places == {"store": str(settings.store), "archive": str(settings.crawl.archive)}


@FORMS
def test_the_archive_can_be_left_out(settings: Settings, form: str) -> None:
    assert not any(name.startswith("archive/") for name in names(made(settings, form, with_archive=False).place))


def test_secrets_beside_the_configuration_stay_out(settings: Settings) -> None:
    (settings.folder / ".env").write_text("READOUT_SMTP_PASSWORD=hidden")
    (settings.folder / "server.key").write_text("hidden")
    assert not {"config/.env", "config/server.key"} & names(made(settings).place)


def test_a_folder_that_holds_everything_gives_no_backup_of_backups(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    watch(settings)
    shutil.copytree(settings.folder, tmp_path, dirs_exist_ok=True)
    settings = replace(settings, folder=tmp_path)
    first, second = made(settings, day=10), made(settings, day=11)
    assert names(first.place) == names(second.place)
    back_up(settings, tmp_path, at(12))
    third = back_up(settings, tmp_path, at(13))
    assert names(third.place) == names(first.place)
    assert {"config/readout.yml", "readout.db"} < names(first.place)
    assert not {name for name in names(first.place) if name.startswith("config/") and ".db" in name}


@FORMS
def test_only_its_owner_can_read_it(settings: Settings, form: str) -> None:
    assert made(settings, form).place.stat().st_mode & 0o077 == 0


def test_a_tar_unpacks_into_a_folder_that_is_a_backup_too(settings: Settings, tmp_path: Path) -> None:
    with tarfile.open(made(settings, "tar").place) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    with open_backup(tmp_path / "unpacked" / "carried") as source:
        source.verify(lambda size: None)


@FORMS
def test_nothing_is_written_over(settings: Settings, form: str) -> None:
    made(settings, form)
    with pytest.raises(InputError, match="is there already and is not written over"):
        made(settings, form)


def test_two_at_once_are_one_too_many(settings: Settings) -> None:
    (settings.store.parent / "backups").mkdir()
    with only_one(settings.store.parent / "backups", "it"), pytest.raises(TryLater, match="another backup is being made"):
        made(settings)


def test_without_a_store_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no store yet"):
        made(settings_in(tmp_path))


# --- one moment ---------------------------------------------------------------------------------------------------------


def test_it_is_consistent_while_another_writes(settings: Settings) -> None:
    """Two articles are always written together; a backup that had one of a pair would have seen two moments."""
    stop = threading.Event()
    written = threading.Event()

    def write() -> None:
        number = 0
        with open_store(settings.store) as store:
            while not stop.is_set():
                with store.writing() as connection:
                    for name in (f"one-{number}", f"two-{number}"):
                        article = Article(id=name, outlet="tass", edition="ru", title="t", text=f"{name} " * 200)
                        save_article(connection, article, numbered=False, origin="import", at=at(9))
                number += 1
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(60)
        backups = [made(settings, day=day).place for day in (10, 11, 12)]
    finally:
        stop.set()
        writer.join()
    for backup in backups:
        with sqlite3.connect(backup / "readout.db") as copy:
            pairs = dict(copy.execute("SELECT substr(id, 1, 3), count(*) FROM articles WHERE id LIKE '%-%' GROUP BY 1").fetchall())
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
        assert pairs["one"] == pairs["two"] > 0


def test_of_a_file_that_grows_the_whole_records_are_taken(settings: Settings, tmp_path: Path) -> None:
    """Bytes that a writer is just adding, and may take back, stand behind the last whole record."""
    file = settings.crawl.archive / "warc" / "tass-20180405-00001.warc.gz"
    size = file.stat().st_size
    with warc_files.locked(file) as descriptor:
        warc_files.add_at_end(descriptor, file, b"half a record")
        blocked = threading.Thread(target=made, args=(settings,))
        blocked.start()
        warc_files.cut_back(descriptor, size)
    blocked.join()
    archived(settings, "later", at(5, 20))
    (backup,) = backups_in(settings.store.parent / "backups")
    assert (backup / "archive" / "warc" / file.name).stat().st_size == size
    with open_archive(backup / "archive") as archive:
        assert list(verify(archive, Verified())) == []


def test_every_record_that_the_store_names_is_in_the_archive_of_the_backup(settings: Settings) -> None:
    backup = made(settings).place
    with open_archive(backup / "archive") as archive, open_store(backup / "readout.db") as store, store.reading() as connection:
        wanted = {row[0] for row in connection.exec_driver_sql("SELECT warc FROM revisions WHERE warc IS NOT NULL")}
        assert wanted
        assert wanted <= {row.id for row in archive.rows()}


def test_a_damaged_store_makes_no_backup(settings: Settings) -> None:
    with settings.store.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(8 * 4096))
    with pytest.raises(InputError, match="it is damaged, keep the backups that you have"):
        made(settings)
    assert list((settings.store.parent / "backups").iterdir()) == []


# --- rotation -----------------------------------------------------------------------------------------------------------


def test_only_the_newest_are_kept(settings: Settings) -> None:
    for day in (10, 11):
        made(settings, day=day)
    done = made(settings, day=12, keep=2)
    folder = settings.store.parent / "backups"
    assert [path.name for path in backups_in(folder)] == ["readout-20180411T120000Z", "readout-20180412T120000Z"]
    assert [path.name for path in done.forgotten] == ["readout-20180410T120000Z"]
    assert len(list(folder.iterdir())) == 2


def test_keep_needs_a_folder_and_a_number(settings: Settings) -> None:
    with pytest.raises(InputError, match="--keep counts the backups in a folder"):
        made(settings, "tar", keep=3)
    with pytest.raises(InputError, match="at least one"):
        made(settings, keep=0)


def test_a_file_that_has_not_changed_is_the_same_in_both(settings: Settings) -> None:
    first = made(settings).place
    archived(settings, "later", at(5, 20))
    second = made(settings, day=11).place
    same = {path.name: path.samefile(second / "archive" / "warc" / path.name) for path in (first / "archive" / "warc").iterdir()}
    assert same == {
        "tass-20180403-00001.warc.gz": True, "tass-20180404-00001.warc.gz": True, "tass-20180405-00001.warc.gz": False,
        "xinhua-20180403-00001.warc.gz": True,
    }  # fmt: skip
    for backup in (first, second):
        with open_backup(backup) as source:
            source.verify(lambda size: None)


# --- what goes wrong ----------------------------------------------------------------------------------------------------


@FORMS
@pytest.mark.parametrize("room", [10_000, 600_000])
def test_on_a_full_disk_nothing_half_is_left(settings: Settings, form: str, room: int) -> None:
    """The limit on the size of a file is the nearest thing to a full disk that needs no rights."""
    archived(settings, "large", at(5, 21), body=os.urandom(800_000))
    code = (
        "import resource, signal, sys; from pathlib import Path; from monitor.settings import load_settings;"
        "from datetime import datetime, UTC; from monitor.operation.backup import back_up; from processors.errors import TryLater;"
        "settings = load_settings(sys.argv[1]);"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); room = int(sys.argv[3]);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))\n"
        "try: back_up(settings, Path(sys.argv[2]), datetime(2018, 4, 10, tzinfo=UTC))\n"
        "except TryLater as full: print(full)"
    )
    point_at(settings)
    into = settings.store.parent / ("backups" if form == "folder" else "new/carried.tar")
    told = subprocess.run(
        [sys.executable, "-c", code, str(settings.folder), str(into), str(room)], check=True, capture_output=True, text=True
    )
    assert "no backup was made" in told.stdout
    assert "make room" in told.stdout
    assert len(told.stdout.splitlines()) == 1
    assert list((into if form == "folder" else into.parent).iterdir()) == []


def point_at(settings: Settings) -> None:
    """The configuration names the places that the settings have."""
    (settings.folder / "readout.yml").write_text(f"store: {settings.store}\nmail: {{folder: {settings.mail.folder}}}\n")
    (settings.folder / "crawl.yml").write_text(f"archive: {settings.crawl.archive}\ncrawls: {settings.crawl.crawls}\n")


@FORMS
def test_killed_in_the_middle_it_is_not_there_and_the_next_one_clears_up(settings: Settings, form: str) -> None:
    point_at(settings)
    into = settings.store.parent / ("backups" if form == "folder" else "new/carried.tar")
    code = (
        "import os, signal, sys; from pathlib import Path; from monitor.settings import load_settings;"
        "import monitor.operation.backup as b;"
        "from datetime import datetime, UTC; b.config_files = lambda folder: os.kill(os.getpid(), signal.SIGKILL);"
        "b.back_up(load_settings(sys.argv[1]), Path(sys.argv[2]), datetime(2018, 4, 10, tzinfo=UTC))"
    )
    died = subprocess.run([sys.executable, "-c", code, str(settings.folder), str(into)], check=False)
    assert died.returncode == -signal.SIGKILL
    folder = into if form == "folder" else into.parent
    assert all(path.name.startswith(".readout-backup-") for path in folder.iterdir())
    assert backups_in(folder) == ()
    done = back_up(settings, into, at(11))
    assert list(folder.iterdir()) == [done.place]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EACCES])
def test_what_the_system_says_is_one_line(tmp_path: Path, number: int) -> None:
    kind = InputError if number == errno.EACCES else TryLater
    with pytest.raises(kind, match=r"x: .*; (nothing|make room)") as failure, copying.told(tmp_path, "nothing"):
        raise OSError(number, os.strerror(number), "x")
    assert "\n" not in str(failure.value)


def test_a_manifest_that_was_changed_is_none(settings: Settings) -> None:
    raw = (made(settings).place / "manifest.json").read_bytes()
    manifest = manifest_from_bytes(raw, "here")
    assert manifest_to_bytes(manifest) == raw
    for place in range(0, len(raw), 37):
        with pytest.raises(InputError, match="here: is not what was written"):
            manifest_from_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :], "here")


@pytest.mark.parametrize("name", ["../outside", "/outside", "config/../../outside", "config\\outside", ""])
def test_a_name_that_leads_out_of_the_backup_is_refused(settings: Settings, name: str) -> None:
    manifest = manifest_from_bytes((made(settings).place / "manifest.json").read_bytes(), "here")
    worse: Manifest = replace(manifest, files=(replace(manifest.files[0], name=name),))
    with pytest.raises(InputError, match="is no manifest"):
        manifest_from_bytes(manifest_to_bytes(worse), "here")


def test_a_manifest_of_a_newer_form_is_refused() -> None:
    import hashlib

    body = json.dumps({"form": 99, "program": "9.9"}).encode()
    with pytest.raises(InputError, match=r"made by a newer Readout \(9.9\)"):
        manifest_from_bytes(body + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n", "here")


def test_the_store_of_a_backup_is_the_store(settings: Settings) -> None:
    assert rows(made(settings).place / "readout.db") == rows(settings.store)
