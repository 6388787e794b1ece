"""What was mailed: claimed before a message goes out, marked when it is out. Source data: backed up, never rebuilt.

A claim is taken in one transaction, so that two processes never mail the same; a claim without `sent_at` is a message
that may not have gone out: its text is in `messages`, and it is sent again under the same message id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_leave

from monitor.store.schema import ledger, messages

Notice = Literal["new", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    message_id: str
    watch: str
    body: str  # the whole message as composed
    composed_at: datetime
    sent_at: datetime | None
    divergence_ids: tuple[str, ...]


def claim(connection: Connection, divergence_id: str, watch: str, message_id: str, at: datetime, notice: Notice = "new") -> bool:
    """Whether this message is the one to tell this watch of it; False when it was claimed before."""
    row = {"divergence_id": divergence_id, "watch": watch, "notice": notice, "message_id": message_id, "claimed_at": at}
    return connection.execute(insert_or_leave(ledger).values(row).on_conflict_do_nothing()).rowcount == 1


def is_notified(connection: Connection, divergence_id: str, watch: str, notice: Notice = "new") -> bool:
    """Whether the watch was told of it, or is being told."""
    query = select(ledger.c.message_id).where(
        ledger.c.divergence_id == divergence_id, ledger.c.watch == watch, ledger.c.notice == notice
    )
    return connection.execute(query).first() is not None


def keep_message(connection: Connection, message_id: str, watch: str, body: str, at: datetime) -> None:
    """The message as it will go out; in the transaction of its claims."""
    connection.execute(insert(messages).values(message_id=message_id, watch=watch, body=body, composed_at=at))


def mark_sent(connection: Connection, message_id: str, at: datetime) -> None:
    """The message is out of our hands."""
    connection.execute(update(ledger).where(ledger.c.message_id == message_id).values(sent_at=at))
    connection.execute(update(messages).where(messages.c.message_id == message_id).values(sent_at=at))


def unsent(connection: Connection) -> tuple[StoredMessage, ...]:
    """The messages that were composed and never marked as sent, oldest first."""
    query = select(messages).where(messages.c.sent_at.is_(None)).order_by(messages.c.composed_at, messages.c.message_id)
    return tuple(_message(connection, row) for row in connection.execute(query).mappings().all())


def _message(connection: Connection, row: RowMapping) -> StoredMessage:
    query = select(ledger.c.divergence_id).where(ledger.c.message_id == row["message_id"]).order_by(ledger.c.divergence_id)
    return StoredMessage(**row, divergence_ids=tuple(connection.execute(query).scalars()))


def notified_at(connection: Connection, divergence_ids: Sequence[str] | None = None) -> dict[str, dict[str, datetime]]:
    """For each divergence, when each watch was told: what the state `alerted` is derived from."""
    query = select(ledger.c.divergence_id, ledger.c.watch, ledger.c.sent_at).where(
        ledger.c.notice == "new", ledger.c.sent_at.is_not(None)
    )
    if divergence_ids is not None:
        query = query.where(ledger.c.divergence_id.in_(divergence_ids))
    told: dict[str, dict[str, datetime]] = {}
    for divergence_id, watch, at in connection.execute(query):
        told.setdefault(divergence_id, {})[watch] = at
    return told
