"""One digest as one mail: composed once, kept in the ledger, then put into a folder or handed to an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from monitor.alerts.render import Rendered
from monitor.sections import Smtp
from processors.errors import TryLater

TIMEOUT = 30.0  # seconds that one answer of the server may take


class MailPolicy(EmailPolicy):
    """Encodes a subject with other than ASCII letters as a whole: folding it word by word doubles spaces."""

    linesep = "\r\n"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "Subject" and not value.isascii():
            folded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {folded}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


def compose_mail(
    rendered: Rendered, *, digest_id: str, sender: str, recipients: Sequence[str], clock: datetime, unsubscribe: str | None = None
) -> EmailMessage:
    """The mail with both parts; the same digest gives the same bytes, so a mail sent again is the same mail."""
    message = EmailMessage(policy=MailPolicy())
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(clock.astimezone(UTC))
    message["Message-ID"] = message_id(digest_id, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<mailto:{unsubscribe}?subject=unsubscribe>"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    message.set_boundary("=_readout_" + sha256(digest_id.encode()).hexdigest()[:32])
    return message


def message_id(digest_id: str, sender: str) -> str:
    """Stable for a digest: whatever receives it twice can tell that it is one."""
    return f"<digest-{sha256(digest_id.encode()).hexdigest()[:24]}@{_domain(sender)}>"


def write_to_folder(mail: bytes, folder: Path, *, name: str) -> Path:
    """The `.eml` file, whole or not at all; the same name again replaces the same mail."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target, unfinished = folder / f"{name}.eml", folder / f".{name}.part"
        unfinished.write_bytes(mail)
        unfinished.replace(target)
    except OSError as wrong:
        raise TryLater(
            f"{folder}: the mail could not be written ({wrong.strerror}); it stays in the ledger for the next pass"
        ) from wrong
    return target


def send_by_smtp(mail: bytes, server: Smtp, *, sender: str, recipients: Sequence[str]) -> None:
    """Hands the mail over; when the server is away, refuses or drops us, `TryLater` says so and nothing is lost."""
    try:
        with _connected(server) as connection:
            refused = connection.sendmail(Address(addr_spec=_bare(sender)).addr_spec, [_bare(one) for one in recipients], mail)
    except (smtplib.SMTPException, OSError) as wrong:
        where = f"{server.host}:{server.port}"
        raise TryLater(
            f"mail server {where}: {_reason(wrong)}; the digest stays in the ledger and the next pass sends it again"
        ) from wrong
    if refused:
        # the others have it, so sending again would mail them twice: said, not retried
        raise PartlyRefused(sorted(refused))


class PartlyRefused(Exception):
    """The server took the mail for some recipients and refused it for these."""

    def __init__(self, recipients: list[str]) -> None:
        super().__init__(", ".join(recipients))
        self.recipients = recipients


def _connected(server: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password.get_secret_value() if server.password else "")
    except BaseException:
        connection.close()
        raise
    return connection


def _bare(address: str) -> str:
    message = EmailMessage()
    message["To"] = address
    return str(message["To"].addresses[0].addr_spec)


def _domain(sender: str) -> str:
    return _bare(sender).rpartition("@")[2] or "localhost"


def _reason(wrong: Exception) -> str:
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        return "refused every recipient"
    if isinstance(wrong, smtplib.SMTPResponseException):
        text = wrong.smtp_error.decode("utf-8", "replace") if isinstance(wrong.smtp_error, bytes) else str(wrong.smtp_error)
        return f"answered {wrong.smtp_code} {' '.join(text.split())[:120]}"
    return " ".join(str(wrong).split())[:160] or type(wrong).__name__
