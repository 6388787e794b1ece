"""A mail that came twice is excused only when its first copy was never noted."""

from __future__ import annotations

from pathlib import Path

from aiosmtpd.smtp import Envelope

from monitor.store.deliveries import record_taken
from monitor.store.engine import open_store
from monitor.store.ledger import keep_message
from tests.monitor.faults.postbox import Postbox
from tests.monitor.lightweight import at
from tests.monitor.mail_servers import Inbox

NAME, READER = "<digest-1@localhost>", "reader@example.org"


def arrive(inbox: Inbox) -> None:
    envelope = Envelope()
    envelope.rcpt_tos = [READER]
    envelope.original_content = f"Message-ID: {NAME}\r\n\r\nwords\r\n".encode()
    inbox.envelopes.append(envelope)


def note(store: Path) -> None:
    with open_store(store) as opened, opened.writing() as connection:
        keep_message(connection, NAME, "all", "words", at(3))
        record_taken(connection, NAME, [READER], at(3))


def test_twice_before_it_was_noted_is_the_window(tmp_path: Path) -> None:
    inbox = Inbox()
    postbox = Postbox(inbox)
    arrive(inbox)
    postbox.look(tmp_path / "readout.db")
    arrive(inbox)
    note(tmp_path / "readout.db")
    postbox.look(tmp_path / "readout.db")
    assert (postbox.doubled_in_window(), postbox.doubled_beyond()) == (1, 0)


def test_twice_though_it_was_noted_is_a_fault(tmp_path: Path) -> None:
    inbox = Inbox()
    postbox = Postbox(inbox)
    note(tmp_path / "readout.db")
    arrive(inbox)
    postbox.look(tmp_path / "readout.db")
    arrive(inbox)
    postbox.look(tmp_path / "readout.db")
    assert (postbox.doubled_in_window(), postbox.doubled_beyond()) == (0, 1)
