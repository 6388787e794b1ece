"""What a watch has not been told yet: new divergences, and the end of those it was told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, Select, and_, select

from monitor.sections import Watch
from monitor.store.judgements import last_judgements
from monitor.store.ledger import Notice
from monitor.store.schema import divergences, ledger
from processors.records import Divergence
from processors.wire import divergence_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    notice: Notice
    divergence: Divergence
    born_at: datetime
    open_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None


def news_for(connection: Connection, watch: Watch, *, clock: datetime, horizon: timedelta) -> tuple[News, ...]:
    """New ones that are open, certain, came by a crawl and opened inside the horizon; and ends of what was mailed."""
    told = (
        *_opened(connection, watch, clock - horizon),
        *_ended(connection, watch, "closed"),
        *_ended(connection, watch, "withdrawn"),
    )
    return tuple(told)


def _opened(connection: Connection, watch: Watch, since: datetime) -> Iterator[News]:
    query = _untold(watch, "new").where(
        divergences.c.status == "open",
        divergences.c.certain.is_(True),
        divergences.c.known.is_(True),
        divergences.c.mailable.is_(True),
        divergences.c.open_at >= since,
        divergences.c.salience >= watch.salience_from,
    )
    judged = last_judgements(connection)
    for row in connection.execute(query).mappings():
        news = _news(row, "new")
        verdict = judged[news.divergence.id].verdict if news.divergence.id in judged else "none"
        if verdict != "rejected" and _concerns(watch, news.divergence):
            yield news


def _ended(connection: Connection, watch: Watch, notice: Notice) -> Iterator[News]:
    """Ends of what this watch was told of and has not been told the end of."""
    was_told = select(ledger.c.divergence_id).where(
        ledger.c.watch == watch.id, ledger.c.notice == "new", ledger.c.sent_at.is_not(None)
    )
    query = _untold(watch, notice).where(divergences.c.status == notice, divergences.c.id.in_(was_told))
    for row in connection.execute(query).mappings():
        yield _news(row, notice)


def _untold(watch: Watch, notice: Notice) -> Select[tuple[object, ...]]:
    told = and_(ledger.c.divergence_id == divergences.c.id, ledger.c.watch == watch.id, ledger.c.notice == notice)
    return select(*divergences.c).outerjoin(ledger, told).where(ledger.c.message_id.is_(None)).order_by(divergences.c.id)


def _news(row: RowMapping, notice: Notice) -> News:
    return News(
        notice=notice, divergence=divergence_from_json(row["document"]), born_at=row["born_at"], open_at=row["open_at"],
        ended_at=row["ended_at"], ended_by=row["ended_by"],
    )  # fmt: skip


def _concerns(watch: Watch, divergence: Divergence) -> bool:
    outlets = {edition.partition("/")[0] for edition in (*divergence.carried, *divergence.absent)}
    return (
        (not watch.kinds or divergence.kind in watch.kinds)
        and (not watch.speakers or divergence.speaker_id in watch.speakers)
        and (not watch.outlets or bool(outlets & set(watch.outlets)))
    )
