"""The way to an SMTP server: one connection for all messages of a pass, every failure told in one line."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from monitor.alerts.addresses import mail_address
from monitor.connections import away
from monitor.sections import Smtp
from processors.errors import TryLater

TIMEOUT = 30.0  # seconds that one answer of the server may take
LAST_TIMEOUT = 600.0  # the same after the message: servers look through it first, and who leaves too early mails twice (RFC 5321)
OK, WILL_FORWARD, GO_ON, CLOSING, TOO_LARGE = 250, 251, 354, 421, 552
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What the server said of one recipient, or of the message and so of all of them."""

    words: str  # "550 no such user"
    lasting: bool  # it will hardly pass by itself
    of: Literal["recipient", "message", "size", "connection"]


class Lost(Exception):
    """The connection broke in the middle of a message; `perhaps` the server has it all the same."""

    def __init__(self, words: str, *, perhaps: bool) -> None:
        super().__init__(words)
        self.perhaps = perhaps


class Courier:
    """Connects and signs in when the first message goes out, and again when the connection was lost."""

    def __init__(self, server: Smtp, *, sender: str, timeout: float = TIMEOUT, last_timeout: float = LAST_TIMEOUT) -> None:
        self._server, self._sender = server, mail_address(sender)
        self._timeout, self._last_timeout = timeout, last_timeout
        self._connection: smtplib.SMTP | None = None
        self._perhaps = False  # the last dot is out and no answer in

    def hand_over(self, mail: bytes, recipients: Sequence[str]) -> Mapping[str, Refusal]:
        """Who of them was refused, and why; the others have it. `TryLater`: no message gets through now."""
        connection = self._connection = self._connection or self._connect()
        self._perhaps = False
        try:
            return self._stages(connection, mail, recipients)
        except OSError as broken:  # smtplib's exceptions are such
            self.close()
            raise Lost(self._words(broken), perhaps=self._perhaps) from broken

    def sign_in(self) -> None:
        """Connects and signs in, and hands nothing over; `TryLater` says why that does not go."""
        self._connection = self._connection or self._connect()

    def close(self) -> None:
        """Takes leave; how the server takes that changes nothing."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    # --- the stages of a message ----------------------------------------------------------------------------------------

    def _stages(self, connection: smtplib.SMTP, mail: bytes, recipients: Sequence[str]) -> Mapping[str, Refusal]:
        options = self._options(connection, mail, recipients)
        if options is None:
            words = "the server takes no address with letters beyond ASCII (SMTPUTF8)"
            return dict.fromkeys(recipients, Refusal(words=words, lasting=True, of="recipient"))
        code, answer = connection.mail(self._sender, options)
        if code != OK:
            return self._refused_at_mail(code, answer, recipients)
        refused = self._name_recipients(connection, recipients)
        if len(refused) == len(recipients):
            self._reset()
            return refused
        content = self._content(connection, mail)
        return refused if content is None else {**dict.fromkeys(recipients, content), **refused}

    def _options(self, connection: smtplib.SMTP, mail: bytes, recipients: Sequence[str]) -> list[str] | None:
        """What MAIL FROM has to say; None when an address is beyond this server."""
        size = [f"SIZE={len(mail)}"] if connection.has_extn("size") else []
        if mail.isascii() and all(mail_address(one).isascii() for one in (self._sender, *recipients)):
            return size
        return [*size, "SMTPUTF8", "BODY=8BITMIME"] if connection.has_extn("smtputf8") else None

    def _refused_at_mail(self, code: int, answer: bytes, recipients: Sequence[str]) -> Mapping[str, Refusal]:
        words = f"{code} {self._line(answer)}"
        if code == TOO_LARGE:
            self._reset()
            return dict.fromkeys(recipients, Refusal(words=words, lasting=True, of="size"))
        self.close()
        advice = "; correct `from` of `mail`, or how we sign in" if code >= 500 else ""
        raise self._away(f"refused the sender {self._sender}: {words}{advice}")

    def _name_recipients(self, connection: smtplib.SMTP, recipients: Sequence[str]) -> dict[str, Refusal]:
        refused: dict[str, Refusal] = {}
        for recipient in recipients:
            code, answer = connection.rcpt(mail_address(recipient))
            if code == CLOSING:
                self.close()
                raise self._away(f"answered {code} {self._line(answer)}")
            if code not in (OK, WILL_FORWARD):
                refused[recipient] = Refusal(words=f"{code} {self._line(answer)}", lasting=code >= 500, of="recipient")
        return refused

    def _content(self, connection: smtplib.SMTP, mail: bytes) -> Refusal | None:
        code, answer = connection.docmd("DATA")
        if code == GO_ON:
            connection.send(LEADING_DOT.sub(b"..", mail).rstrip(b"\r\n") + b"\r\n.\r\n")
            self._perhaps = True
            _allow(connection, self._last_timeout)
            code, answer = connection.getreply()
            self._perhaps = False
            _allow(connection, self._timeout)
        if code == OK:
            return None
        words = f"{code} {self._line(answer)}"
        self._reset()
        return Refusal(words=words, lasting=code >= 500, of="size" if code == TOO_LARGE else "message")

    def _reset(self) -> None:
        """The connection as if nothing had been said; a new one when the server leaves over it."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    # --- the way there --------------------------------------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        connection: smtplib.SMTP | None = None
        with self._explained():
            context = self._trust() if server.security != "none" else None
            try:
                if server.security == "tls":
                    connection = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
                else:
                    connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
                if server.security == "starttls":
                    connection.starttls(context=context)
                connection.ehlo_or_helo_if_needed()
                if server.user:
                    self._sign_in(connection, server.user, server.password)
            except BaseException:
                if connection is not None:
                    connection.close()
                raise
        return connection

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._server.ca_file)
        except OSError as wrong:
            words = "no certificate in it" if isinstance(wrong, ssl.SSLError) else wrong.strerror
            raise self._away(f"ca_file {self._server.ca_file}: {words}; name a file of certificates in PEM") from wrong

    def _sign_in(self, connection: smtplib.SMTP, user: str, password: SecretStr | None) -> None:
        try:
            connection.login(user, password.get_secret_value() if password else "")
        except smtplib.SMTPAuthenticationError as wrong:
            words = f"{wrong.smtp_code} {self._line(wrong.smtp_error)}"
            raise self._away(f"sign-in as {user}: {words}; correct `user` and the password in the environment") from wrong
        except UnicodeError as wrong:
            raise self._away(f"sign-in as {user}: name and password have to be ASCII") from wrong

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What keeps every message from going out, as one line: where, what, what to do."""
        try:
            yield
        except smtplib.SMTPNotSupportedError as wrong:
            lacks = "sign-in; leave out `user`" if "AUTH" in str(wrong) else "STARTTLS, and in the clear nothing is said"
            raise self._away(f"offers no {lacks}, or correct `security` and `port`") from wrong
        except ssl.SSLCertVerificationError as wrong:
            raise self._away(f"its certificate does not hold: {wrong.verify_message}; `ca_file` names whom to trust") from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise self._away(self._words(wrong)) from wrong

    def _away(self, words: str) -> TryLater:
        return TryLater(f"mail server {self._server.host}:{self._server.port}: {words}")

    def _words(self, wrong: Exception) -> str:
        if isinstance(wrong, TimeoutError) or "timed out" in str(wrong):
            return "did not answer in time"
        if isinstance(wrong, smtplib.SMTPResponseException):
            return f"answered {wrong.smtp_code} {self._line(wrong.smtp_error)}"
        if found := away(str(wrong)):
            return f"{found}; look at `host` and `port`, or wait until it is back"
        return self._line(str(wrong)) or type(wrong).__name__

    def _line(self, answer: bytes | str) -> str:
        """What the server said, on one line and without our password, should it say that."""
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        secret = self._server.password.get_secret_value() if self._server.password else ""
        for form in (secret, base64.b64encode(secret.encode()).decode()) if secret else ():
            words = words.replace(form, "…")
        return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:160]


def _allow(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)
