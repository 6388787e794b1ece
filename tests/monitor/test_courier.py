"""The way to a mail server: whatever it does, nothing is said in the clear, one line says what is wrong, nothing is lost."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path

import pytest
from pydantic import SecretStr

from monitor.alerts.courier import Courier, Lost, Refusal
from monitor.sections import Smtp
from processors.errors import TryLater
from tests.monitor.mail_servers import (
    PASSWORD,
    STAGES,
    USER,
    BrokenServer,
    Inbox,
    answering,
    drop,
    free_port,
    make_certificate,
    serving,
)

MAIL = b"Subject: fiction\r\n\r\n.a line that begins with a dot\r\n..two\r\nthe end\r\n"
ANN, BEN = "ann@example.org", "ben@example.org"


def hand_over(server: Smtp, *recipients: str, mail: bytes = MAIL, timeout: float = 20.0) -> dict[str, Refusal]:
    courier = Courier(server, sender="readout@example.org", timeout=timeout, last_timeout=timeout)
    try:
        return dict(courier.hand_over(mail, recipients or (ANN,)))
    finally:
        courier.close()


def test_the_mail_arrives_as_it_is() -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        assert hand_over(server, ANN, BEN) == {}
    assert inbox.mails == [MAIL]
    assert inbox.envelopes[0].rcpt_tos == [ANN, BEN]


def test_one_connection_serves_for_all_messages() -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        courier = Courier(server, sender="readout@example.org")
        for _ in range(3):
            courier.hand_over(MAIL, [ANN])
        courier.close()
    assert (len(inbox.mails), inbox.connections) == (3, 1)


def test_an_absent_server_is_told_in_a_line() -> None:
    port = free_port()
    with pytest.raises(TryLater, match=rf"^mail server 127\.0\.0\.1:{port}: nobody listens there; look at `host` and `port`"):
        hand_over(Smtp(host="127.0.0.1", port=port, security="none"))


@pytest.mark.parametrize("stage", STAGES)
def test_a_server_that_drops_us(stage: str) -> None:
    broken = BrokenServer(stage, drop)
    with broken.serving() as server:
        if stage == "QUIT":
            assert hand_over(server) == {}  # it had said yes
        elif stage in ("banner", "EHLO"):
            with pytest.raises(TryLater):
                hand_over(server)
        else:
            with pytest.raises(Lost) as lost:
                hand_over(server)
            assert lost.value.perhaps == (stage == "content")
    assert len(broken.mails) == (stage == "QUIT")
    assert len(broken.whole) == (stage in ("content", "QUIT"))


@pytest.mark.parametrize("stage", STAGES[:-1])
def test_a_server_that_says_nothing(stage: str) -> None:
    broken = BrokenServer(stage, lambda connection: broken.silent(connection))
    with broken.serving() as server, pytest.raises((TryLater, Lost), match="did not answer in time"):
        hand_over(server, timeout=0.3)
    assert broken.mails == []


@pytest.mark.parametrize("code", ["451", "554"])
@pytest.mark.parametrize("stage", ["RCPT", "DATA", "content"])
def test_a_server_that_refuses_the_message(stage: str, code: str) -> None:
    broken = BrokenServer(stage, answering(f"{code} not this one"))
    with broken.serving() as server:
        refused = hand_over(server)
    of = "recipient" if stage == "RCPT" else "message"
    assert refused == {ANN: Refusal(words=f"{code} not this one", lasting=code == "554", of=of)}
    assert broken.mails == []


@pytest.mark.parametrize("code", ["421", "451", "554"])
@pytest.mark.parametrize("stage", ["banner", "MAIL"])
def test_a_server_that_refuses_us(stage: str, code: str) -> None:
    with BrokenServer(stage, answering(f"{code} not you")).serving() as server, pytest.raises(TryLater, match="not you"):
        hand_over(server)


def test_a_server_that_refuses_to_take_leave_has_the_mail() -> None:
    broken = BrokenServer("QUIT", answering("451 stay"))
    with broken.serving() as server:
        assert hand_over(server) == {}
    assert len(broken.mails) == 1


def test_a_message_that_is_too_large_is_told_so() -> None:
    with serving(Inbox(mail="552 too large")) as server:
        assert hand_over(server)[ANN] == Refusal(words="552 too large", lasting=True, of="size")
    with serving(Inbox(data="552 too large")) as server:
        assert hand_over(server)[ANN].of == "size"


def test_one_recipient_refused_does_not_keep_the_other() -> None:
    inbox = Inbox(rcpt={BEN: "550 nobody here"})
    with serving(inbox) as server:
        assert hand_over(server, ANN, BEN) == {BEN: Refusal(words="550 nobody here", lasting=True, of="recipient")}
    assert inbox.envelopes[0].rcpt_tos == [ANN]


def test_the_next_message_goes_out_after_a_refused_one() -> None:
    inbox = Inbox(rcpt={BEN: "550 nobody here"})
    with serving(inbox) as server:
        courier = Courier(server, sender="readout@example.org")
        assert courier.hand_over(MAIL, [BEN])
        assert courier.hand_over(MAIL, [ANN]) == {}
        courier.close()
    assert inbox.connections == 1


# --- in secret ----------------------------------------------------------------------------------------------------------


def secure(server: Smtp, security: str, trusted: Path, **fields: object) -> Smtp:
    return server.model_copy(update={"security": security, "ca_file": trusted, **fields})


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_secure_server_that_we_trust(tmp_path: Path, security: str) -> None:
    context, trusted = make_certificate(tmp_path)
    inbox = Inbox()
    options = {"implicit_tls": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    with serving(inbox, **options) as server:
        assert hand_over(secure(server, security, trusted)) == {}
    assert inbox.mails == [MAIL]


@pytest.mark.parametrize(
    ("case", "told"),
    [("stranger", "self-signed certificate"), ("expired", "expired"), ("host", "not valid for '127.0.0.1'")],
    ids=["stranger", "expired", "host"],
)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_does_not_hold(tmp_path: Path, security: str, case: str, told: str) -> None:
    context, trusted = make_certificate(
        tmp_path / "theirs", host="127.0.0.9" if case == "host" else "127.0.0.1", days=-1 if case == "expired" else 30
    )
    if case == "stranger":
        _, trusted = make_certificate(tmp_path / "ours")
    inbox = Inbox()
    options = {"implicit_tls": context} if security == "tls" else {"tls_context": context}
    with serving(inbox, **options) as server, pytest.raises(TryLater) as wrong:
        hand_over(secure(server, security, trusted))
    assert "its certificate does not hold" in str(wrong.value)
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert inbox.mails == []


def test_nothing_is_said_in_the_clear() -> None:
    inbox = Inbox()
    with serving(inbox) as server, pytest.raises(TryLater, match="offers no STARTTLS, and in the clear nothing is said"):
        hand_over(server.model_copy(update={"security": "starttls"}))
    assert inbox.envelopes == []


@pytest.mark.parametrize("answer", ["454 not now", "501 what?"])
def test_a_server_that_refuses_starttls(answer: str) -> None:
    class Refusing(BrokenServer):
        def _answer(self, connection, stage, usual):  # type: ignore[no-untyped-def]
            return super()._answer(connection, stage, "250-fiction\r\n250 STARTTLS" if stage == "EHLO" else usual)

    with Refusing("STARTTLS", answering(answer)).serving() as server, pytest.raises(TryLater, match=answer[:3]):
        hand_over(server.model_copy(update={"security": "starttls"}))


def test_tls_to_a_server_without() -> None:
    with serving(Inbox()) as server, pytest.raises(TryLater):
        hand_over(server.model_copy(update={"security": "tls"}), timeout=2)


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "no-certificate"])
def test_a_file_of_certificates_that_is_none(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    with serving(Inbox()) as server, pytest.raises(TryLater, match=r"mail server .*: ") as wrong:
        hand_over(secure(server, "tls", tmp_path / "ca.pem"))
    assert str(tmp_path / "ca.pem") in str(wrong.value)


@pytest.mark.parametrize(("mechanism", "excluded"), [("PLAIN", ["LOGIN"]), ("LOGIN", ["PLAIN"])], ids=["plain", "login"])
def test_signing_in(tmp_path: Path, mechanism: str, excluded: list[str]) -> None:
    context, trusted = make_certificate(tmp_path)
    inbox = Inbox()
    with serving(
        inbox, tls_context=context, auth_required=True, authenticator=inbox.sign_in, auth_exclude_mechanism=excluded
    ) as server:
        signed = secure(server, "starttls", trusted, user=USER, password=SecretStr(PASSWORD))
        assert hand_over(signed) == {}
    assert inbox.sign_ins == [mechanism]
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("password", ["wrong-one", "пароль"], ids=["wrong", "not-ascii"])
def test_a_refused_sign_in_tells_no_secret(tmp_path: Path, password: str) -> None:
    context, trusted = make_certificate(tmp_path)
    inbox = Inbox()
    with (
        serving(inbox, tls_context=context, auth_required=True, authenticator=inbox.sign_in) as server,
        pytest.raises(TryLater, match="sign-in as readout: ") as wrong,
    ):
        hand_over(secure(server, "starttls", trusted, user=USER, password=SecretStr(password)))
    assert password not in str(wrong.value)
    assert inbox.mails == []


def test_what_a_server_says_of_our_password_is_not_told() -> None:
    server = Smtp(host="127.0.0.1", port=1, security="none", user=None).model_copy(update={"password": SecretStr(PASSWORD)})
    courier = Courier(server, sender="readout@example.org")
    assert PASSWORD not in courier._line(f"535 {PASSWORD} is wrong".encode())


def test_a_server_without_sign_in(tmp_path: Path) -> None:
    context, trusted = make_certificate(tmp_path)
    with (
        serving(Inbox(), implicit_tls=context, auth_exclude_mechanism=["LOGIN", "PLAIN"]) as server,
        pytest.raises(TryLater, match="offers no sign-in; leave out `user`"),
    ):
        hand_over(secure(server, "tls", trusted, user=USER, password=SecretStr(PASSWORD)))


# --- addresses ----------------------------------------------------------------------------------------------------------


def test_letters_beyond_ascii_go_to_a_server_that_knows_them() -> None:
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=True) as server:
        assert hand_over(server, "иван@почта.рф", mail="To: иван@xn--80a1acny.xn--p1ai\r\n\r\n".encode()) == {}
    assert inbox.envelopes[0].rcpt_tos == ["иван@xn--80a1acny.xn--p1ai"]
    assert "SMTPUTF8" in inbox.envelopes[0].mail_options
    assert email.message_from_bytes(inbox.mails[0], policy=policy.SMTPUTF8)["To"] == "иван@xn--80a1acny.xn--p1ai"


def test_letters_beyond_ascii_are_refused_by_a_server_that_does_not() -> None:
    with serving(Inbox(), enable_SMTPUTF8=False) as server:
        refused = hand_over(server, "иван@почта.рф")
    assert "SMTPUTF8" in refused["иван@почта.рф"].words
    assert refused["иван@почта.рф"].lasting


def test_a_domain_beyond_ascii_needs_nothing_of_the_server() -> None:
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=False) as server:
        assert hand_over(server, "ivan@почта.рф") == {}
    assert inbox.envelopes[0].rcpt_tos == ["ivan@xn--80a1acny.xn--p1ai"]
