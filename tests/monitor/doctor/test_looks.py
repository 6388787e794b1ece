"""What the doctor finds, and what it says to do about it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from monitor.doctor import archive, room, servers, store, watch
from monitor.doctor.finding import Finding, Look, Visit, checked
from monitor.doctor.room import judge_room
from monitor.sections import Mail, Smtp
from monitor.settings import Settings
from monitor.store.engine import open_store
from monitor.store.jobs import begin_job, end_job
from monitor.store.passes import begin_pass
from processors.errors import InputError
from tests.monitor.lightweight import at
from tests.monitor.mail_servers import PASSWORD, USER, Inbox, make_certificate, serving
from tests.monitor.operation.installation import settings_in
from tests.monitor.operation.installation import watch as furnish

NOW = at(5, 14)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path)
    furnish(settings)
    return settings


def found(look: Look, settings: Settings, now: datetime = NOW, **how: bool) -> dict[str, Finding]:
    return {finding.what: finding for finding in checked("the look", look, Visit(settings=settings, now=now, **how))}


def test_a_look_that_fails_is_a_finding(settings: Settings) -> None:
    def look(visit: Visit) -> Iterator[Finding]:
        yield Finding(what="first", words="well")
        raise InputError("here: something is wrong; do that")

    answer = found(look, settings)
    assert answer["first"].good is True
    assert answer["the look"] == Finding(what="the look", words="here: something is wrong; do that", good=False)


# --- the store ----------------------------------------------------------------------------------------------------------


def spoil(settings: Settings, statement: str) -> None:
    with sqlite3.connect(settings.store) as connection:
        connection.execute(statement)
    connection.close()


def test_a_whole_store_is_whole(settings: Settings) -> None:
    quick, deep = found(store.store, settings), found(store.store, settings, deep=True)
    assert set(quick) == {"store", "full-text search"}
    assert set(deep) == {"store", "full-text search", "references", "texts", "words"}
    assert all(finding.good for finding in (*quick.values(), *deep.values()))


def test_a_damaged_page_is_found_at_once(settings: Settings) -> None:
    with settings.store.open("r+b") as file:
        file.seek(4 * 4096)
        file.write(b"\xff" * 4 * 4096)
    (wrong,) = (finding for finding in found(store.store, settings).values() if finding.good is False)
    assert "restore the last backup" in wrong.words or "put the last backup back" in wrong.words


@pytest.mark.parametrize(
    ("statement", "what", "words"),
    [
        pytest.param(
            "UPDATE revisions SET text = 'other' WHERE number = 1", "texts", "1 of 6 are not as they came (t1#1)", id="text"
        ),
        pytest.param("DELETE FROM words WHERE rowid = 2", "full-text search", "5 of 6 revisions", id="words"),
        pytest.param(
            "INSERT INTO event_keys (key, article_id) VALUES ('k', 'nobody')", "references", "1 rows of event_keys", id="reference"
        ),
        pytest.param("UPDATE words_content SET c1 = 'other words' WHERE id = 1", "words", "put the last backup back", id="index"),
    ],
)
def test_deeper_damage_is_found_deep(settings: Settings, statement: str, what: str, words: str) -> None:
    spoil(settings, statement)
    finding = found(store.store, settings, deep=True)[what]
    assert finding.good is False
    assert words in finding.words
    assert "put the last backup back" in finding.words


# --- the archive --------------------------------------------------------------------------------------------------------


def test_a_whole_archive_is_whole(settings: Settings) -> None:
    answer = found(archive.archive, settings, deep=True)
    assert answer["archive"].words.endswith("4 WARC files")
    assert answer["records"].words == "6 records in the newest 2 files are what they were"
    assert all(finding.good for finding in answer.values())


def test_a_missing_file_is_found_at_once(settings: Settings) -> None:
    (settings.crawl.archive / "warc" / "tass-20180404-00001.warc.gz").unlink()
    finding = found(archive.archive, settings)["archive"]
    assert finding.good is False
    assert "tass-20180404-00001.warc.gz" in finding.words
    assert "`readout archive rebuild`" in finding.words


def test_a_changed_byte_is_found_deep(settings: Settings) -> None:
    file = settings.crawl.archive / "warc" / "tass-20180405-00001.warc.gz"
    raw = bytearray(file.read_bytes())
    raw[-30] ^= 255
    file.write_bytes(raw)
    assert found(archive.archive, settings)["archive"].good is True
    assert found(archive.archive, settings, deep=True)["records"].good is False


def test_without_an_archive_that_is_worth_knowing(settings: Settings) -> None:
    shutil.rmtree(settings.crawl.archive)
    assert found(archive.archive, settings)["archive"].good is None


# --- servers ------------------------------------------------------------------------------------------------------------


def by_smtp(settings: Settings, server: Smtp) -> Settings:
    return replace(settings, mail=Mail(smtp=server))


def test_the_mail_server_is_asked_and_gets_no_message(settings: Settings, tmp_path: Path) -> None:
    context, certificate = make_certificate(tmp_path / "tls")
    inbox = Inbox()
    with serving(inbox, tls_context=context, authenticator=inbox.sign_in, auth_required=True) as plain:
        server = plain.model_copy(
            update={"security": "starttls", "ca_file": certificate, "user": USER, "password": SecretStr(PASSWORD)}
        )
        answer = found(servers.mail, by_smtp(settings, server))["mail"]
        wrong = server.model_copy(update={"password": SecretStr("another")})
        refused = found(servers.mail, by_smtp(settings, wrong))["the look"]
    assert answer.good is True
    assert answer.words.endswith("starttls: answers, lets readout in")
    assert refused.good is False
    assert "another" not in refused.words
    assert inbox.mails == []


def test_a_server_that_is_not_there_is_a_line(settings: Settings) -> None:
    with serving(Inbox()) as server:
        pass
    answer = found(servers.mail, by_smtp(settings, server))["the look"]
    assert answer.good is False
    assert "\n" not in answer.words


def test_offline_no_server_is_asked(settings: Settings) -> None:
    nobody = Smtp(host="127.0.0.1", port=1, security="none")
    answer = found(servers.mail, by_smtp(settings, nobody), offline=True)["mail"]
    assert answer == Finding(what="mail", words="127.0.0.1:1, none (not tried)", good=None)


@pytest.mark.parametrize(("days", "good"), [(60, True), (10, None), (-1, False)])
def test_a_certificate_that_ends_is_told_before(settings: Settings, tmp_path: Path, days: int, good: bool | None) -> None:
    _, certificate = make_certificate(tmp_path, days=days)
    server = Smtp(host="mail.example.org", ca_file=certificate)
    answer = found(servers.certificates, by_smtp(settings, server), datetime.now(UTC))["certificate of mail"]
    assert answer.good is good
    assert str(certificate) in answer.words


def test_a_file_that_is_no_certificate_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    server = Smtp(host="mail.example.org", ca_file=tmp_path / "ca.pem")
    answer = found(servers.certificates, by_smtp(settings, server))["certificate of mail"]
    assert answer.good is False
    assert "name a file of certificates in PEM" in answer.words


# --- room ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "grown", "good"),
    [(10**12, 10**9, True), (20 * 10**9, 10**9, None), (3 * 10**9, 10**9, False), (10**8, 0, False), (10**9, 0, True)],
)
def test_room_for_a_week_is_too_little(tmp_path: Path, free: int, grown: float, good: bool | None) -> None:
    answer = judge_room(tmp_path, free, "store 1.0 MB", grown)
    assert answer.good is good
    assert ("readout prune" in answer.words) is (good is False)


def test_the_growth_of_the_last_week_counts(settings: Settings) -> None:
    assert "which grows by" in found(room.room, settings, at(6))["room"].words
    assert "which grows by" not in found(room.room, settings, at(25))["room"].words


# --- the watch ----------------------------------------------------------------------------------------------------------


def job(settings: Settings, name: str, moment: datetime, outcome: str = "") -> None:
    with open_store(settings.store) as opened, opened.writing() as connection:
        begin_job(connection, name, due_at=moment, at=moment)
        end_job(connection, name, "done", outcome, moment)


def test_how_old_the_last_backup_is(settings: Settings) -> None:
    assert found(watch.watch, settings)["backup"].good is None
    job(settings, "backup", at(5), "/mnt/backups/readout-20180405T120000Z")
    assert found(watch.watch, settings)["backup"].words == "of today: /mnt/backups/readout-20180405T120000Z"
    assert found(watch.watch, settings, at(5) + timedelta(days=20))["backup"].good is None


def test_a_schedule_that_sleeps_is_to_be_mended(settings: Settings) -> None:
    assert found(watch.watch, settings)["schedule"].good is None
    job(settings, "crawl tass", at(5))
    late = found(watch.watch, settings, at(7))["schedule"]
    assert late.good is False
    assert "crawl tass" in late.words
    assert "start `readout schedule`" in late.words


def test_a_clock_that_was_set_back_is_told(settings: Settings) -> None:
    assert "clock" not in found(watch.watch, settings)
    with open_store(settings.store) as opened, opened.writing() as connection:
        begin_pass(connection, "run", at(9), at(9))
    assert found(watch.watch, settings)["clock"].good is False
