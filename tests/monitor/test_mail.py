"""Mail: the message as composed, and its way into a folder or to a real server on the loopback."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.alerts.mail import PartlyRefused, compose_mail, message_id, send_by_smtp, write_to_folder
from monitor.alerts.render import Rendered
from monitor.sections import Smtp
from processors.errors import TryLater
from tests.monitor.exhibits import CLOCK

RENDERED = Rendered(subject="Readout: 1 new · Вэй Фэнхэ", text="Мы приехали вас поддержать\n", html="<p>魏凤和</p>\n")


def composed(digest_id: str = "c1") -> email.message.EmailMessage:
    return compose_mail(
        RENDERED, digest_id=digest_id, sender="Readout <readout@example.org>", recipients=("analyst@example.org",), clock=CLOCK,
        unsubscribe="stop@example.org",
    )  # fmt: skip


class Inbox:
    """A server's side: keeps what arrives, and answers as it is told."""

    def __init__(self, data: str = "250 OK", rcpt: dict[str, str] | None = None) -> None:
        self.mails: list[bytes] = []
        self.data, self.rcpt = data, rcpt or {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.mails.append(envelope.original_content or b"")
        elif self.data == "drop":
            server.transport.abort()
        return self.data


@contextmanager
def serving(inbox: Inbox) -> Iterator[Smtp]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield Smtp(host="127.0.0.1", port=controller.port, security="none")
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(server: Smtp, *recipients: str) -> None:
    send_by_smtp(composed().as_bytes(), server, sender="readout@example.org", recipients=recipients or ("analyst@example.org",))


def test_headers_tell_machines_what_it_is() -> None:
    message = composed()
    assert message["Message-ID"] == message_id("c1", "Readout <readout@example.org>")
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:stop@example.org?subject=unsubscribe>"
    assert message["Date"] == "Thu, 05 Apr 2018 12:00:00 +0000"


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert composed().as_bytes() == composed().as_bytes()
    assert composed()["Message-ID"] != composed("c2")["Message-ID"]


def test_both_parts_survive_the_wire() -> None:
    read = email.message_from_bytes(composed().as_bytes(), policy=policy.default)
    assert read["Subject"] == RENDERED.subject
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == RENDERED.text.splitlines()
    assert html.get_content().splitlines() == RENDERED.html.splitlines()


@pytest.mark.parametrize(
    "subject",
    ["Readout: 8 new · Wei Fenghe: “We came so that the Americans would know how closely the armed forces of…”", "魏" * 120],
)
def test_long_subjects_survive_the_wire(subject: str) -> None:
    mail = compose_mail(
        Rendered(subject=subject, text="t", html="h"),
        digest_id="c",
        sender="a@example.org",
        recipients=("b@example.org",),
        clock=CLOCK,
    ).as_bytes()
    assert email.message_from_bytes(mail, policy=policy.default)["Subject"] == subject
    assert max(map(len, mail.split(b"\r\n"))) < 100


def test_a_folder_gets_one_file_however_often(tmp_path: Path) -> None:
    for _ in range(2):
        write_to_folder(composed().as_bytes(), tmp_path / "mail", name="20180405T120000Z-c1")
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["20180405T120000Z-c1.eml"]


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TryLater):
        write_to_folder(b"", tmp_path / "mail", name="x")


def test_a_server_takes_the_mail() -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        send(server)
    assert len(inbox.mails) == 1
    assert email.message_from_bytes(inbox.mails[0])["Message-ID"] == composed()["Message-ID"]


def test_an_absent_server_is_tried_later() -> None:
    with pytest.raises(TryLater, match="the next pass sends it again"):
        send(Smtp(host="127.0.0.1", port=free_port(), security="none"))


@pytest.mark.parametrize("answer", ["451 try again", "554 no thanks", "drop"])
def test_a_refusing_server_is_tried_later(answer: str) -> None:
    inbox = Inbox(data=answer)
    with serving(inbox) as server, pytest.raises(TryLater):
        send(server)
    assert inbox.mails == []


def test_all_recipients_refused_is_tried_later() -> None:
    with serving(Inbox(rcpt={"analyst@example.org": "550 unknown"})) as server, pytest.raises(TryLater, match="every recipient"):
        send(server)


def test_one_recipient_refused_is_said_and_not_sent_again() -> None:
    inbox = Inbox(rcpt={"gone@example.org": "550 unknown"})
    with serving(inbox) as server, pytest.raises(PartlyRefused, match=r"gone@example\.org"):
        send(server, "analyst@example.org", "gone@example.org")
    assert len(inbox.mails) == 1


def test_starttls_is_never_skipped() -> None:
    with serving(Inbox()) as server, pytest.raises(TryLater):
        send(server.model_copy(update={"security": "starttls"}))


def test_tls_to_a_plain_server_is_tried_later() -> None:
    with serving(Inbox()) as server, pytest.raises(TryLater):
        send(server.model_copy(update={"security": "tls"}))
