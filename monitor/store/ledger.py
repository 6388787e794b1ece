"""What was mailed: claimed before a message goes out, marked when it is out. Source data: backed up, never rebuilt.

A claim is taken in one transaction, so that two processes never mail the same; a claim without `sent_at` is a message
that may not have gone out: its text is in `messages`, and it is sent again under the same message id. Who of a message's
recipients has it is in `deliveries`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_leave

from monitor.store import outbox
from monitor.store.schema import deliveries, ledger, messages

Notice = Literal["new", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    message_id: str
    watch: str
    body: str  # the whole message as composed
    composed_at: datetime
    sent_at: datetime | None  # when the first recipient had it
    dropped_at: datetime | None  # a person gave it up for those who have it not
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
    """Somebody has the message now; when it was sent before, that moment stays."""
    told = (ledger.c.message_id == message_id) & ledger.c.sent_at.is_(None)
    for divergence_id in connection.execute(select(ledger.c.divergence_id).where(told)).scalars().all():
        outbox.announce(connection, "divergence", divergence_id, at)
    connection.execute(update(ledger).where(told).values(sent_at=at))
    connection.execute(update(messages).where(messages.c.message_id == message_id, messages.c.sent_at.is_(None)).values(sent_at=at))


def drop_message(connection: Connection, message_id: str, at: datetime) -> None:
    """Who has it not gets it no more; what it tells counts as told."""
    connection.execute(update(messages).where(messages.c.message_id == message_id).values(dropped_at=at))


def unsent(connection: Connection) -> tuple[StoredMessage, ...]:
    """The messages that were composed and that nobody has, oldest first."""
    query = select(messages).where(messages.c.sent_at.is_(None), messages.c.dropped_at.is_(None))
    return _messages(connection, query)


def undelivered(connection: Connection) -> tuple[StoredMessage, ...]:
    """The messages that somebody has not got, oldest first."""
    missed = select(deliveries.c.message_id).where(deliveries.c.sent_at.is_(None))
    query = select(messages).where(
        or_(messages.c.sent_at.is_(None), messages.c.message_id.in_(missed)), messages.c.dropped_at.is_(None)
    )
    return _messages(connection, query)


def all_messages(connection: Connection, watch: str | None = None) -> tuple[StoredMessage, ...]:
    """Every message that was ever composed, or those of one watch, oldest first."""
    query = select(messages)
    return _messages(connection, query if watch is None else query.where(messages.c.watch == watch))


def load_message(connection: Connection, message_id: str) -> StoredMessage | None:
    found = _messages(connection, select(messages).where(messages.c.message_id == message_id))
    return found[0] if found else None


def _messages(connection: Connection, query: Select[tuple[Any, ...]]) -> tuple[StoredMessage, ...]:
    rows = connection.execute(query.order_by(messages.c.composed_at, messages.c.message_id)).mappings().all()
    return tuple(_message(connection, row) for row in rows)


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


def originals(connection: Connection, divergence_ids: Sequence[str], watch: str) -> tuple[str, ...]:
    """The messages that told this watch of them first, in the order in which they were claimed."""
    query = (
        select(ledger.c.message_id)
        .where(ledger.c.divergence_id.in_(divergence_ids), ledger.c.watch == watch, ledger.c.notice == "new")
        .order_by(ledger.c.claimed_at, ledger.c.message_id)
    )
    return tuple(dict.fromkeys(connection.execute(query).scalars()))


def notices(connection: Connection, message_id: str) -> dict[str, Notice]:
    """What the message tells: divergence → as what."""
    query = select(ledger.c.divergence_id, ledger.c.notice).where(ledger.c.message_id == message_id)
    return {row.divergence_id: row.notice for row in connection.execute(query.order_by(ledger.c.divergence_id))}
