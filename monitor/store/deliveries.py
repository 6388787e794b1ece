"""Who has a message: one row for each recipient that it was tried for. Source data, like the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from monitor.store.schema import deliveries

LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    recipient: str
    sent_at: datetime | None  # None: he has it not
    tries: int  # that failed
    next_at: datetime | None  # not before then; None: with the next pass
    answer: str  # why it failed the last time

    def rests(self, clock: datetime) -> bool:
        """Whether it is not to be tried yet; a moment beyond the longest wait is of a clock that was wrong."""
        return self.next_at is not None and clock < self.next_at <= clock + LONGEST_WAIT


def load_deliveries(connection: Connection, message_id: str) -> dict[str, Delivery]:
    """By recipient; who is not in it was never tried."""
    columns = [column for column in deliveries.c if column.name != "message_id"]
    query = select(*columns).where(deliveries.c.message_id == message_id).order_by(deliveries.c.recipient)
    return {row["recipient"]: Delivery(**row) for row in connection.execute(query).mappings()}


def record_taken(connection: Connection, message_id: str, recipients: Iterable[str], at: datetime) -> None:
    """They have it; when they had it before, that moment stays."""
    had = load_deliveries(connection, message_id)
    for recipient in recipients:
        before = had.get(recipient)
        if before is None or before.sent_at is None:
            _write(connection, message_id, Delivery(recipient=recipient, sent_at=at, tries=0, next_at=None, answer=""))


def record_missed(connection: Connection, message_id: str, recipient: str, answer: str, at: datetime, *, lasting: bool) -> None:
    """He has it not; what will hardly pass by itself is tried after an hour, two, four, at last once a day."""
    had = load_deliveries(connection, message_id).get(recipient)
    if had is not None and had.sent_at is not None:
        return
    tries = (had.tries if had else 0) + 1
    wait = min(timedelta(hours=2 ** min(tries - 1, 10)), LONGEST_WAIT)
    missed = Delivery(recipient=recipient, sent_at=None, tries=tries, next_at=at + wait if lasting else None, answer=answer)
    _write(connection, message_id, missed)


def _write(connection: Connection, message_id: str, delivery: Delivery) -> None:
    row = {
        "message_id": message_id, "recipient": delivery.recipient, "sent_at": delivery.sent_at, "tries": delivery.tries,
        "next_at": delivery.next_at, "answer": delivery.answer,
    }  # fmt: skip
    statement = insert(deliveries).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["message_id", "recipient"], set_=row))
