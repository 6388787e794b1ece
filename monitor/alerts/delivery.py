"""What the ledger holds goes out: to each recipient once, and what keeps one message back does not keep the others."""

from __future__ import annotations

import email
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email import policy
from pathlib import Path

from monitor.alerts.addresses import mail_address
from monitor.alerts.courier import LAST_TIMEOUT, TIMEOUT, Courier, Lost, Refusal
from monitor.alerts.mail import write_to_folder
from monitor.sections import Mail, Smtp, Watch
from monitor.store.deliveries import Delivery, load_deliveries, record_missed, record_taken
from monitor.store.engine import Store
from monitor.store.ledger import StoredMessage, mark_sent, undelivered
from processors.errors import TryLater
from processors.wire import time_to_json

LOSSES = 2  # in a row: the server is unwell, and the rest waits
ADVICE = {
    "recipient": "correct `to` of the watch",
    "message": "the server does not take what is in it: ask who runs it",
    "size": "lower `in_full` of the watch for the next ones",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds that an answer of the server may take, and the one after the message."""

    each: float = TIMEOUT
    last: float = LAST_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message and who is still to have it."""

    message: StoredMessage
    recipients: tuple[str, ...]
    had: Mapping[str, Delivery]  # what became of it so far, by recipient

    def due(self, clock: datetime) -> tuple[str, ...]:
        return tuple(one for one in self.recipients if one not in self.had or not self.had[one].rests(clock))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    sent: tuple[str, ...] = ()  # messages that somebody got now
    waiting: tuple[str, ...] = ()  # messages that somebody has still not got
    troubles: tuple[str, ...] = ()  # one line each


def waiting_parcels(store: Store, watches: Sequence[Watch]) -> tuple[Parcel, ...]:
    """What somebody is still to get, the least often tried first, then the oldest: nothing stands in the way of the rest."""
    found = []
    with store.reading() as connection:
        for message in undelivered(connection):
            had = load_deliveries(connection, message.message_id)
            recipients = still_to_get(message, had, watches)
            if recipients:
                found.append(Parcel(message=message, recipients=recipients, had=had))
    return tuple(sorted(found, key=lambda parcel: max((one.tries for one in parcel.had.values()), default=0)))


def still_to_get(message: StoredMessage, had: Mapping[str, Delivery], watches: Sequence[Watch]) -> tuple[str, ...]:
    """Whom it was written to and whom the watch still names; where none of those is left and nobody has it, the watch as it is now.

    So a wrong address is no longer tried once it is corrected, and the right one gets what waited.
    """
    now = [mail_address(address) for watch in watches if watch.id == message.watch for address in watch.to]
    got = {name for name, delivery in had.items() if delivery.sent_at}
    named = [address for address in written_to(message) if address in now]
    return tuple(address for address in named or ([] if got else now) if address not in got)


def written_to(message: StoredMessage) -> tuple[str, ...]:
    to = email.message_from_string(message.body, policy=policy.default)["To"]
    return tuple(str(address.addr_spec) for address in to.addresses) if to else ()


def deliver(
    store: Store, mail: Mail, parcels: Iterable[Parcel], clock: datetime, *, timeouts: Timeouts | None = None, at_once: bool = False
) -> Delivered:
    """Sends them to whom they are due, `at_once` also where a refused one is to rest; tells what is wrong with the rest."""
    parcels = tuple(parcels)
    due = [(parcel, wanted) for parcel in parcels if (wanted := parcel.recipients if at_once else parcel.due(clock))]
    sent: list[str] = []
    tried: set[str] = set()
    away, losses = "", 0
    with closing(_carrier(mail, timeouts or Timeouts())) as carrier:
        for parcel, recipients in due:
            try:
                refused, losses = carrier.hand_over(parcel.message, recipients), 0
            except Lost as lost:
                refused, losses = dict.fromkeys(recipients, _lost(lost)), losses + 1
            except TryLater as gone:
                away = str(gone)
                break
            _note(store, parcel.message.message_id, recipients, refused, clock)
            tried.add(parcel.message.message_id)
            sent += [parcel.message.message_id] if len(refused) < len(recipients) else []
            if losses == LOSSES:
                break
    return _account(store, parcels, sent, tried, away)


# --- carriers: what hands one message over, and says who was refused -----------------------------------------------------


class _Folder:
    """A file for each message, whoever it is for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, message: StoredMessage, recipients: Sequence[str]) -> Mapping[str, Refusal]:
        name = f"{message.composed_at:%Y%m%dT%H%M%SZ}-{message.watch}-{message.message_id[8:16]}"
        write_to_folder(message.body.encode(), self._folder, name=name)
        return {}

    def close(self) -> None:
        pass


class _Server:
    def __init__(self, server: Smtp, sender: str, timeouts: Timeouts) -> None:
        self._courier = Courier(server, sender=sender, timeout=timeouts.each, last_timeout=timeouts.last)

    def hand_over(self, message: StoredMessage, recipients: Sequence[str]) -> Mapping[str, Refusal]:
        return self._courier.hand_over(message.body.encode(), recipients)

    def close(self) -> None:
        self._courier.close()


def _carrier(mail: Mail, timeouts: Timeouts) -> _Folder | _Server:
    return _Server(mail.smtp, mail.sender, timeouts) if mail.smtp else _Folder(mail.folder or Path("mail"))


# --- what came of it ----------------------------------------------------------------------------------------------------


def _lost(lost: Lost) -> Refusal:
    perhaps = "; it may have arrived, and goes out again under the same Message-ID" if lost.perhaps else ""
    return Refusal(words=f"the connection broke: {lost}{perhaps}", lasting=lost.perhaps, of="connection")


def _note(store: Store, message_id: str, recipients: Sequence[str], refused: Mapping[str, Refusal], clock: datetime) -> None:
    taken = [one for one in recipients if one not in refused]
    with store.writing() as connection:
        for recipient, refusal in refused.items():
            answer = f"{refusal.words}; {ADVICE[refusal.of]}" if refusal.lasting and refusal.of in ADVICE else refusal.words
            record_missed(connection, message_id, recipient, answer, clock, lasting=refusal.lasting)
        if taken:
            record_taken(connection, message_id, taken, clock)
            mark_sent(connection, message_id, clock)


def _account(store: Store, parcels: Sequence[Parcel], sent: Sequence[str], tried: set[str], away: str) -> Delivered:
    """Refused ones are told at each pass, also while they rest, until somebody does something."""
    waiting: list[str] = []
    troubles: list[str] = []
    with store.reading() as connection:
        for parcel in parcels:
            name = parcel.message.message_id
            had = load_deliveries(connection, name)
            missed = [one for one in parcel.recipients if one not in had or had[one].sent_at is None]
            waiting += [name] if missed else []
            told = [had[one] for one in missed if one in had and (had[one].next_at or name in tried)]
            troubles += [_trouble(parcel.message, one) for one in told]
    if away:
        held = f"the digest stays in the ledger and the next pass sends it again ({len(waiting)} wait)"
        troubles.insert(0, f"{away}; {held}")
    return Delivered(sent=tuple(sent), waiting=tuple(waiting), troubles=tuple(troubles))


def _trouble(message: StoredMessage, missed: Delivery) -> str:
    name = message.message_id.strip("<>")  # what a shell takes as it is
    where = f"mail {name} of watch {message.watch} to {missed.recipient}: {missed.answer}"
    if missed.next_at is None:
        return f"{where}; the next pass sends it again"
    again = f"tried {missed.tries} times, again from {time_to_json(missed.next_at)}"
    return f"{where}; {again}, or give it up: readout alerts drop {name}"
