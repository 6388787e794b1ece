"""Mail: the message as composed, and its way into a folder."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.mail import compose_mail, message_id, write_to_folder
from monitor.alerts.render import Rendered
from processors.errors import TryLater
from tests.monitor.exhibits import CLOCK

RENDERED = Rendered(subject="Readout: 1 new · Вэй Фэнхэ", text="Мы приехали вас поддержать\n", html="<p>魏凤和</p>\n")


def composed(digest_id: str = "c1", **changed: Any) -> email.message.EmailMessage:
    fields: dict[str, Any] = {
        "digest_id": digest_id, "watch": "everything", "sender": "readout@example.org", "recipients": ("analyst@example.org",),
        "clock": CLOCK,
    }  # fmt: skip
    return compose_mail(RENDERED, **(fields | changed))


def test_headers_tell_machines_what_it_is() -> None:
    message = composed()
    assert message["Message-ID"] == message_id("c1", "readout@example.org")
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:readout@example.org?subject=unsubscribe%20everything>"
    assert message["List-Id"] == "Readout, watch everything <everything.readout.example.org>"
    assert message["In-Reply-To"] is None
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
        watch="everything",
        sender="a@example.org",
        recipients=("b@example.org",),
        clock=CLOCK,
    ).as_bytes()
    assert email.message_from_bytes(mail, policy=policy.default)["Subject"] == subject
    assert max(map(len, mail.split(b"\r\n"))) < 100


def test_a_correction_stands_in_the_thread_of_what_it_corrects() -> None:
    read = email.message_from_bytes(composed(answers=("<one@example.org>", "<two@example.org>")).as_bytes(), policy=policy.default)
    assert read["In-Reply-To"] == "<two@example.org>"
    assert read["References"] == "<one@example.org> <two@example.org>"


def test_everything_is_ascii_on_the_wire() -> None:
    assert composed().as_bytes().isascii()
    short = compose_mail(
        Rendered(subject="ж", text="жж\n", html="<p>ж</p>\n"),
        digest_id="c",
        watch="w",
        sender="a@b.org",
        recipients=("c@d.org",),
        clock=CLOCK,
    )
    assert short.as_bytes().isascii()


def test_domains_beyond_ascii_are_written_as_servers_know_them() -> None:
    message = composed(sender="readout@почта.рф", recipients=("ivan@почта.рф",))
    assert message.as_bytes().isascii()
    assert message["To"] == "ivan@xn--80a1acny.xn--p1ai"
    assert message["List-Unsubscribe"].startswith("<mailto:readout@xn--80a1acny.xn--p1ai?")


def test_names_beyond_ascii_stay_readable() -> None:
    read = email.message_from_string(composed(recipients=("иван@example.org",)).as_bytes().decode(), policy=policy.default)
    assert [address.addr_spec for address in read["To"].addresses] == ["иван@example.org"]
    assert read["Subject"] == RENDERED.subject


def test_a_title_cannot_forge_a_header() -> None:
    forged = Rendered(subject="Readout: 1 new\r\nBcc: all@example.org", text="t", html="h")
    with pytest.raises(ValueError, match="linefeed"):
        compose_mail(forged, digest_id="c", watch="w", sender="a@b.org", recipients=("c@d.org",), clock=CLOCK)


def test_a_folder_gets_one_file_however_often(tmp_path: Path) -> None:
    for _ in range(2):
        write_to_folder(composed().as_bytes(), tmp_path / "mail", name="20180405T120000Z-c1")
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["20180405T120000Z-c1.eml"]


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TryLater):
        write_to_folder(b"", tmp_path / "mail", name="x")
