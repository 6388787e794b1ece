"""Mail servers on the loopback: one that is well and can be told what to answer, and one that breaks at each stage."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from monitor.sections import Smtp

USER, PASSWORD = "readout", "fiction-only"


class Inbox:
    """A server's side: keeps what arrives, and answers as it is told."""

    def __init__(self, data: str = "250 OK", rcpt: Mapping[str, str] | None = None, mail: str = "250 OK") -> None:
        self.mails: list[bytes] = []
        self.envelopes: list[Envelope] = []
        self.connections = 0
        self.data, self.rcpt, self.mail = data, rcpt or {}, mail
        self.sign_ins: list[str] = []

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.mails.append(envelope.original_content or b"")
            self.envelopes.append(envelope)
        elif self.data == "drop":
            assert server.transport is not None
            server.transport.abort()
        return self.data

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.sign_ins.append(mechanism)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)  # aiosmtpd is to answer


@contextmanager
def serving(inbox: Inbox, *, implicit_tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[Smtp]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), ssl_context=implicit_tls, **options)
    controller.start()
    try:
        yield Smtp(host="127.0.0.1", port=controller.port, security="none")
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- certificates -------------------------------------------------------------------------------------------------------


def make_certificate(folder: Path, *, host: str = "127.0.0.1", days: int = 30) -> tuple[ssl.SSLContext, Path]:
    """What the server shows, and the file that says to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Readout's fictional mail server")])
    place: x509.GeneralName = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    certificate, private = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, private)
    return context, certificate


# --- a server that breaks -----------------------------------------------------------------------------------------------

STAGES = ("banner", "EHLO", "MAIL", "RCPT", "DATA", "content", "QUIT")
Fault = Callable[[socket.socket], bool]  # whether the conversation goes on


def drop(connection: socket.socket) -> bool:
    return False


def answering(line: str) -> Fault:
    def answer(connection: socket.socket) -> bool:
        connection.sendall(line.encode() + b"\r\n")
        return not line.startswith("421")

    return answer


class BrokenServer:
    """Speaks as much SMTP as a message needs; at one stage it does something else. What it took whole is in `mails`."""

    def __init__(self, stage: str, fault: Fault, *, times: int = 1000) -> None:
        self.stage, self.fault, self.times = stage, fault, times
        self.mails: list[bytes] = []  # that it said yes to
        self.whole: list[bytes] = []  # of which it got the last dot
        self.connections = 0
        self.gone = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))

    @contextmanager
    def serving(self) -> Iterator[Smtp]:
        thread = threading.Thread(target=self._serve)
        thread.start()
        try:
            yield Smtp(host="127.0.0.1", port=self._listener.getsockname()[1], security="none")
        finally:
            self.gone.set()
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            thread.join()

    def silent(self, connection: socket.socket) -> bool:
        """A fault: says nothing until the test is over."""
        self.gone.wait(60)
        return False

    def _serve(self) -> None:
        while not self.gone.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._hold, args=(connection,)).start()

    def _hold(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: Any) -> None:
        if not self._answer(connection, "banner", "220 fiction"):
            return
        for line in lines:
            word = line.split()[0].decode().upper() if line.strip() else ""
            if word == "DATA":
                if not self._answer(connection, word, "354 go on"):
                    return
                if self.faulty(word):
                    continue
                mail = b"".join(iter(lines.readline, b".\r\n"))
                self.whole.append(mail)
                faulty = self.faulty("content")
                if not self._answer(connection, "content", "250 taken"):
                    return
                self.mails += [] if faulty else [mail]
            elif not self._answer(connection, word, "221 bye" if word == "QUIT" else "250 OK") or word == "QUIT":
                return

    def faulty(self, stage: str) -> bool:
        return stage == self.stage and self.times > 0

    def _answer(self, connection: socket.socket, stage: str, usual: str) -> bool:
        if not self.faulty(stage):
            return answering(usual)(connection)
        goes_on = self.fault(connection)
        if not goes_on:
            self.times -= 1
        return goes_on
