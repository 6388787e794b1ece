"""One digest as one mail: composed once, kept in the ledger, then put into a folder or handed to a mail server."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from monitor.alerts.addresses import domain_of, mail_address
from monitor.alerts.render import Rendered
from processors.errors import TryLater


class MailPolicy(EmailPolicy):
    """Encodes a subject with other than ASCII letters as a whole: folding it word by word doubles spaces."""

    linesep = "\r\n"
    cte_type = "7bit"  # a server need not take anything else

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "Subject" and not value.isascii():
            folded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {folded}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


def compose_mail(
    rendered: Rendered,
    *,
    digest_id: str,
    watch: str,
    sender: str,
    recipients: Sequence[str],
    clock: datetime,
    answers: Sequence[str] = (),
) -> EmailMessage:
    """The mail with both parts; the same digest gives the same bytes, so a mail sent again is the same mail.

    `answers` are the messages that it corrects: mail programs show it in their thread.
    """
    addresses = [mail_address(address) for address in (sender, *recipients)]
    message = EmailMessage(policy=MailPolicy(utf8=not all(address.isascii() for address in addresses)))
    message["From"], message["To"] = addresses[0], ", ".join(addresses[1:])
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(clock.astimezone(UTC))
    message["Message-ID"] = message_id(digest_id, sender)
    if answers:
        message["In-Reply-To"] = answers[-1]
        message["References"] = " ".join(answers)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"Readout, watch {watch} <{watch}.readout.{domain_of(sender)}>"
    message["List-Unsubscribe"] = f"<mailto:{quote(addresses[0], safe='@')}?subject=unsubscribe%20{quote(watch)}>"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    message.set_boundary("=_readout_" + sha256(digest_id.encode()).hexdigest()[:32])
    return message


def message_id(digest_id: str, sender: str) -> str:
    """Stable for a digest: whatever receives it twice can tell that it is one."""
    return f"<digest-{sha256(digest_id.encode()).hexdigest()[:24]}@{domain_of(sender)}>"


def write_to_folder(mail: bytes, folder: Path, *, name: str) -> Path:
    """The `.eml` file, whole or not at all; the same name again replaces the same mail."""
    target, unfinished = folder / f"{name}.eml", folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(mail)
        unfinished.replace(target)
    except OSError as wrong:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        what_to_do = "make room" if wrong.errno in (errno.ENOSPC, errno.EDQUOT) else "give yourself the right to write there"
        raise TryLater(f"{folder}: the mail could not be written ({wrong.strerror}); {what_to_do}, it is kept") from wrong
    return target
