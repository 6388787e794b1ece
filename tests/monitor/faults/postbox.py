"""What the mail server took, and how much of it twice: in the one window that SMTP leaves open, and beyond it."""

from __future__ import annotations

import email
from collections import Counter
from email import policy
from pathlib import Path

from sqlalchemy import select

from monitor.store.engine import open_store
from monitor.store.schema import deliveries
from tests.monitor.mail_servers import Inbox

Copy = tuple[str, str]  # Message-ID, recipient


class Postbox:
    """Looked at when no connection is open, it knows which copies came without our noting it."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._seen = 0
        self.copies: Counter[Copy] = Counter()
        self.unnoted: Counter[Copy] = Counter()  # times that a copy was taken and the store did not know: killed in between, or cut
        self.bodies: dict[str, str] = {}

    @property
    def arrived(self) -> int:
        return len(self._inbox.envelopes)

    def look(self, store: Path) -> None:
        """Counts what came since the last look, against what the store knows now."""
        noted = _noted(store)
        new, self._seen = self._inbox.envelopes[self._seen :], len(self._inbox.envelopes)
        for envelope in new:
            message = email.message_from_bytes(bytes(envelope.original_content or b""), policy=policy.default)
            name, body = str(message["Message-ID"]), message.get_body(("plain",))
            self.bodies[name] = str(body.get_content()) if body else ""
            for recipient in envelope.rcpt_tos:
                self.copies[name, recipient] += 1
                if (name, recipient) not in noted:
                    self.unnoted[name, recipient] += 1

    def doubled_in_window(self) -> int:
        return sum(self.copies.values()) - len(self.copies) - self.doubled_beyond()

    def doubled_beyond(self) -> int:
        return sum(max(0, number - 1 - self.unnoted[copy]) for copy, number in self.copies.items())


def _noted(path: Path) -> frozenset[Copy]:
    if not path.exists():
        return frozenset()
    with open_store(path) as store, store.reading() as connection:
        rows = connection.execute(select(deliveries.c.message_id, deliveries.c.recipient).where(deliveries.c.sent_at.is_not(None)))
        return frozenset((str(row[0]), str(row[1])) for row in rows)
