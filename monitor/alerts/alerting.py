"""One pass's mail: a digest for each watch that has something new, then everything that waits to go out.

A digest is composed, claimed in the ledger and kept in one transaction; only after that transaction is committed does
it go out. When the server is away it stays: the next pass sends the very same message under the same Message-ID. When
we die between the server's yes and our note of it, the message goes out once more under that id, so that what receives
it can tell; there is no way to do better over SMTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.alerts.composing import Composed, Writer, compose
from monitor.alerts.daily import begins_now, is_due
from monitor.alerts.delivery import Timeouts, deliver, waiting_parcels
from monitor.alerts.digest import Digest
from monitor.alerts.news import News, news_for
from monitor.reports.evidence import Gloss
from monitor.reports.glossing import load_gloss
from monitor.sections import Watch
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.store.ledger import claim, keep_message
from monitor.store.looks import last_look, record_look
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReport:
    sent: tuple[str, ...] = ()  # message ids that are out
    waiting: tuple[str, ...] = ()  # message ids that the next pass sends again
    new: int = 0  # divergences told of for the first time
    ended: int = 0  # closed or withdrawn
    troubles: tuple[str, ...] = ()  # one line each, for the one who runs it


def send_alerts(
    store: Store,
    settings: Settings,
    *,
    clock: datetime,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None = None,
    notes: Sequence[str] = (),
    timeouts: Timeouts | None = None,
) -> AlertReport:
    """What was sent, what waits and why; nothing is ever mailed twice to one watch."""

    def writer() -> Writer:
        tables = gloss or _warm_gloss()
        return Writer(settings=settings, knowledge=knowledge, instruments=instruments, gloss=tables, notes=tuple(notes))

    digests = [digest for watch in settings.watches if (digest := _claim_digest(store, settings, watch, writer, clock))]
    delivered = deliver(store, settings.mail, waiting_parcels(store, settings.watches), clock, timeouts=timeouts)
    return AlertReport(
        sent=delivered.sent,
        waiting=delivered.waiting,
        troubles=delivered.troubles,
        new=sum(digest.count for digest in digests),
        ended=sum(len(digest.closed) + len(digest.withdrawn) for digest in digests),
    )


def untold(connection: Connection, settings: Settings, watch: Watch, clock: datetime) -> tuple[News, ...]:
    """What the watch's next digest would tell."""
    return news_for(connection, watch, clock=clock, horizon=timedelta(days=settings.alert_horizon_days))


def _claim_digest(store: Store, settings: Settings, watch: Watch, writer: Callable[[], Writer], clock: datetime) -> Digest | None:
    """The watch's digest, claimed and kept, not yet sent; None when it has been told everything, or not at this hour."""
    with store.reading() as connection:
        if not _is_time(connection, watch, clock):
            return None
        news = not _begins(connection, watch, clock) and bool(untold(connection, settings, watch, clock))
    if not news and watch.daily is None:
        return None
    made = writer() if news else None  # its tables take seconds to load: not while others wait for the store
    with store.writing() as connection:
        if _begins(connection, watch, clock):
            record_look(connection, watch.id, clock)
            return None
        if not _is_time(connection, watch, clock):  # another process looked meanwhile
            return None
        told = untold(connection, settings, watch, clock)
        if told and made is None:  # it came meanwhile: the next pass looks
            return None
        composed = compose(connection, told, watch, made, clock) if made else None
        if composed is not None:
            _keep(connection, composed, told, watch, clock)
        if watch.daily:
            record_look(connection, watch.id, clock)
        return composed.digest if composed else None


def _is_time(connection: Connection, watch: Watch, clock: datetime) -> bool:
    """Whether the watch is to be looked at now, be it only to begin."""
    return watch.daily is None or _begins(connection, watch, clock) or is_due(watch.daily, last_look(connection, watch.id), clock)


def _begins(connection: Connection, watch: Watch, clock: datetime) -> bool:
    return watch.daily is not None and begins_now(last_look(connection, watch.id), clock)


def _keep(connection: Connection, composed: Composed, told: Iterable[News], watch: Watch, clock: datetime) -> None:
    for news in told:
        claim(connection, news.divergence.id, watch.id, composed.message_id, clock, news.notice)
    keep_message(connection, composed.message_id, watch.id, composed.message.as_bytes().decode(), clock)


def _warm_gloss() -> Gloss:
    gloss = load_gloss()
    for word, language in (("да", "ru"), ("是", "zh")):  # "yes"
        gloss(word, language, ())
    return gloss
