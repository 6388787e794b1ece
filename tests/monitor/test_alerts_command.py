"""`readout alerts`: what would be mailed, what was, what waits; a preview claims nothing, a resend keeps its Message-ID."""

from __future__ import annotations

import email
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from monitor.cli import readout
from monitor.defaults import default_config
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from monitor.store.lock import only_pass
from processors.errors import InputError, ReadoutError, TryLater
from tests.monitor.exhibits import CLOCK, omission
from tests.monitor.mail_servers import Inbox, serving
from tests.monitor.test_alerting import alert, fill, keep

WATCHES = """
watches:
  - {id: everything, to: [analyst@example.org]}
  - {id: morning, to: [b@example.org, c@example.org], daily: {at: "07:30", zone: Europe/Moscow}}
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(default_config(), tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (folder / "watchlist.yml").write_text(WATCHES, encoding="utf-8")
    return folder


@pytest.fixture
def settings(config: Path) -> Settings:
    return load_settings(config, {})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store) as opened:
        fill(opened)
        keep(opened, omission())
        yield opened


def call(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(readout, ["--config", str(config), "alerts", *arguments])


def by_smtp(config: Path, port: int) -> None:
    line = f"mail: {{from: readout@example.org, smtp: {{host: 127.0.0.1, port: {port}, security: none}}}}\n"
    (config / "readout.yml").write_text(line, encoding="utf-8")


def everything(store: Store) -> list[object]:
    with store.reading() as connection:
        tables = ("ledger", "messages", "deliveries", "looks", "outbox")
        return [list(connection.execute(text(f"SELECT * FROM {table}"))) for table in tables]


def test_a_preview_shows_what_would_be_mailed_and_claims_nothing(config: Path, store: Store, settings: Settings) -> None:
    before = everything(store)
    answer = call(config, "preview", "--clock", CLOCK.isoformat())
    assert answer.exit_code == 0, answer.output
    assert "Watch everything\nTo: analyst@example.org\nSubject: Readout: 1 new · Wei Fenghe" in answer.output
    assert "Watch morning, one digest a day at 07:30 Europe/Moscow" in answer.output
    assert "1. LEFT OUT BY XINHUA" in answer.output
    assert everything(store) == before
    assert not (config.parent / "mail").exists()
    assert alert(store, settings).new == 1


def test_a_preview_is_the_mail_that_follows(config: Path, store: Store, settings: Settings) -> None:
    answer = call(config, "preview", "--watch", "everything", "--clock", CLOCK.isoformat(), "-o", "seen.eml")
    assert answer.exit_code == 0, answer.output
    (sent,) = alert(store, settings).sent
    assert email.message_from_bytes(Path("seen.eml").read_bytes())["Message-ID"] == sent


def test_a_preview_as_a_page(config: Path, store: Store) -> None:
    wanted = ("--clock", CLOCK.isoformat(), "-o", "seen.html")
    assert "2 watches have something new; name one: --watch everything" in str(call(config, "preview", *wanted).exception)
    assert call(config, "preview", "--watch", "morning", *wanted).exit_code == 0
    assert Path("seen.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_preview_of_nothing_says_so(config: Path, store: Store, settings: Settings) -> None:
    alert(store, settings)
    answer = call(config, "preview", "--watch", "everything", "--clock", CLOCK.isoformat())
    assert answer.output == "watch everything: nothing new\n"
    unknown = call(config, "preview", "--watch", "evrything")
    assert isinstance(unknown.exception, InputError)
    assert "it has everything, morning" in str(unknown.exception)


def test_the_ledger_tells_who_was_mailed_what(config: Path, store: Store, settings: Settings) -> None:
    (name,) = alert(store, settings).sent
    told = call(config, "ledger").output
    assert told.splitlines() == [
        f"2018-04-05T12:00:00Z  everything  {name[1:-1]}  1 new",
        "    sent 2018-04-05T12:00:00Z to analyst@example.org",
        "1 message, none of them waiting for somebody",
    ]
    assert call(config, "ledger", "--watch", "morning").output == "0 messages, none of them waiting for somebody\n"
    row = json.loads(call(config, "ledger", "--json").output)
    assert row["tells"] == {omission().id: "new"}
    assert row["recipients"][0]["address"] == "analyst@example.org"


def test_the_ledger_tells_what_waits_and_why(config: Path, store: Store) -> None:
    with serving(Inbox(rcpt={"analyst@example.org": "550 nobody here"})) as server:
        by_smtp(config, server.port)
        alert(store, load_settings(config, {}))
    told = call(config, "ledger", "--waiting").output
    assert "    waits for analyst@example.org: 550 nobody here; correct `to` of the watch; tried 1 time" in told
    assert "again from 2018-04-05T13:00:00Z" in told


def test_what_waits_is_sent_at_once_on_demand(config: Path, store: Store) -> None:
    with serving(Inbox(rcpt={"analyst@example.org": "550 nobody here"})) as server:
        by_smtp(config, server.port)
        (name,) = alert(store, load_settings(config, {})).waiting
        refused = call(config, "resend", "--waiting")
        assert isinstance(refused.exception, ReadoutError)
        assert "550 nobody here" in str(refused.exception)
    inbox = Inbox()
    with serving(inbox) as server:
        by_smtp(config, server.port)
        assert call(config, "resend", "--waiting").output == f"sent: {name[1:-1]}\n"
        assert call(config, "resend", "--waiting").output == "nothing waits\n"
    (mail,) = inbox.mails
    assert email.message_from_bytes(mail)["Message-ID"] == name


def test_a_message_goes_again_only_on_explicit_demand(config: Path, store: Store) -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        by_smtp(config, server.port)
        (name,) = alert(store, load_settings(config, {})).sent
        kept = call(config, "resend", name)
        assert isinstance(kept.exception, InputError)
        assert "analyst@example.org has it already; --again sends it once more" in str(kept.exception)
        assert call(config, "resend", name[1:12], "--again").exit_code == 0
        assert call(config, "resend", name, "--to", "new@example.org").exit_code == 0
        assert isinstance(call(config, "resend", name, "--to", "new@example.org").exception, InputError)
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["analyst@example.org"]] * 2 + [["new@example.org"]]
    assert {email.message_from_bytes(mail, policy=policy.default)["Message-ID"] for mail in inbox.mails} == {name}
    assert "to new@example.org" in call(config, "ledger").output


def test_a_message_that_is_given_up_waits_no_more(config: Path, store: Store) -> None:
    with serving(Inbox(rcpt={"analyst@example.org": "550 nobody here"})) as server:
        by_smtp(config, server.port)
        settings = load_settings(config, {})
        (name,) = alert(store, settings).waiting
        assert call(config, "drop", name).output == f"{name[1:-1]}: given up for analyst@example.org\n"
        later = alert(store, settings, CLOCK + timedelta(days=2))
    assert (later.waiting, later.troubles) == ((), ())
    assert "given up" in call(config, "ledger").output
    assert "nobody waits for it" in call(config, "drop", name).output


def test_nothing_is_sent_beside_a_pass(config: Path, store: Store, settings: Settings) -> None:
    with only_pass(settings.store):
        assert isinstance(call(config, "resend", "--waiting").exception, TryLater)
        assert isinstance(call(config, "drop", "digest").exception, TryLater)


@pytest.mark.parametrize("arguments", [(), ("digest", "--waiting"), ("--waiting", "--again")], ids=["none", "both", "again"])
def test_what_to_send_has_to_be_said(config: Path, store: Store, arguments: tuple[str, ...]) -> None:
    assert "either a message, or --waiting" in str(call(config, "resend", *arguments).exception)


def test_an_unknown_message_is_told(config: Path, store: Store) -> None:
    assert "no message has that id" in str(call(config, "resend", "digest-0").exception)
