"""The ledger for a person's eyes: what was mailed to whom when, what waits and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.alerts.delivery import still_to_get, written_to
from monitor.sections import Watch
from monitor.store.deliveries import Delivery, load_deliveries
from monitor.store.ledger import Notice, StoredMessage, all_messages, notices
from processors.errors import InputError
from processors.wire import Json, time_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One message and what became of it."""

    message: StoredMessage
    tells: dict[str, Notice]  # divergence → as what
    deliveries: tuple[Delivery, ...]
    waiting: tuple[str, ...]  # who is still to get it

    @property
    def name(self) -> str:
        return self.message.message_id.strip("<>")  # what a shell takes as it is


def all_accounts(connection: Connection, watches: Sequence[Watch], watch: str | None = None) -> tuple[Account, ...]:
    """Of every message, or of those of one watch, the oldest first."""
    return tuple(_account(connection, message, watches) for message in all_messages(connection, watch))


def find_account(connection: Connection, watches: Sequence[Watch], beginning: str) -> Account:
    """The message whose id begins so, with or without its brackets."""
    wanted = beginning.strip("<>")
    found = [message for message in all_messages(connection) if message.message_id.strip("<>").startswith(wanted)]
    if len(found) != 1 or not wanted:
        many = f"{len(found)} messages begin so; write more of it" if found else "no message has that id"
        raise InputError(f"{beginning}: {many}; `readout alerts ledger` shows them all")
    return _account(connection, found[0], watches)


def _account(connection: Connection, message: StoredMessage, watches: Sequence[Watch]) -> Account:
    had = load_deliveries(connection, message.message_id)
    if not had and message.sent_at:  # it was sent before there was a row for each recipient
        had = {to: Delivery(recipient=to, sent_at=message.sent_at, tries=0, next_at=None, answer="") for to in written_to(message)}
    return Account(
        message=message,
        tells=notices(connection, message.message_id),
        deliveries=tuple(had.values()),
        waiting=() if message.dropped_at else still_to_get(message, had, watches),
    )


def account_to_json(account: Account) -> Json:
    message = account.message
    return {
        "message_id": account.name,
        "watch": message.watch,
        "composed_at": time_to_json(message.composed_at),
        "sent_at": time_to_json(message.sent_at),
        "dropped_at": time_to_json(message.dropped_at),
        "tells": account.tells,
        "waiting": list(account.waiting),
        "recipients": [
            {
                "address": one.recipient, "sent_at": time_to_json(one.sent_at), "tries": one.tries,
                "next_at": time_to_json(one.next_at), "answer": one.answer,
            }
            for one in account.deliveries
        ],
    }  # fmt: skip


def account_lines(account: Account) -> Iterator[str]:
    message, counts = account.message, Counter(account.tells.values())
    told = ", ".join(f"{counts[notice]} {notice}" for notice in ("new", "closed", "withdrawn") if counts[notice])
    yield f"{time_to_json(message.composed_at)}  {message.watch}  {account.name}  {told}"
    had = {one.recipient: one for one in account.deliveries}
    for one in account.deliveries:
        if one.sent_at:
            yield f"    sent {time_to_json(one.sent_at)} to {one.recipient}"
    for recipient in account.waiting:
        yield f"    waits for {recipient}: {_why(had.get(recipient))}"
    if message.dropped_at:
        yield f"    given up {time_to_json(message.dropped_at)}"
    elif not account.waiting and not message.sent_at:
        yield f"    nobody is left to get it: watchlist.yml has no watch {message.watch}"


def _why(missed: Delivery | None) -> str:
    if missed is None:
        return "the mail server has not answered about it yet; the next pass tries"
    again = f"again from {time_to_json(missed.next_at)}" if missed.next_at else "again with the next pass"
    return f"{missed.answer}; tried {missed.tries} {'time' if missed.tries == 1 else 'times'}, {again}"
