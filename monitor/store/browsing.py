"""Divergences a page at a time: filtered, counted and ordered by the database, with the state that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select, text

from monitor.store.schema import divergences, judgements, ledger
from processors.records import Divergence
from processors.wire import divergence_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which divergences; None means no restriction."""

    states: tuple[str, ...] | None = None
    kind: str | None = None
    outlet: str | None = None  # that carried it, or is silent
    speaker: str | None = None


def find_divergences(connection: Connection, wanted: Wanted, *, offset: int, limit: int) -> tuple[Divergence, ...]:
    """The most salient first, each with its state."""
    query = select(divergences.c.document, STATE.label("state")).where(*_restrictions(wanted))
    query = query.order_by(divergences.c.salience.desc(), divergences.c.id).offset(offset).limit(limit)
    return tuple(replace(divergence_from_json(row.document), state=row.state) for row in connection.execute(query))


def count_states(connection: Connection, wanted: Wanted) -> dict[str, int]:
    """How many there are in each state, whatever states are wanted."""
    query = select(STATE.label("state"), func.count()).where(*_restrictions(replace(wanted, states=None))).group_by(text("state"))
    return dict(connection.execute(query).all())


def list_speakers(connection: Connection, limit: int) -> tuple[str, ...]:
    """Those of whom most is told."""
    query = select(divergences.c.speaker_id).where(divergences.c.speaker_id.is_not(None)).group_by(divergences.c.speaker_id)
    return tuple(connection.execute(query.order_by(func.count().desc(), divergences.c.speaker_id).limit(limit)).scalars())


def _state() -> ColumnElement[str]:
    """What `monitor.lives.state_of` says, for the database; a test holds the two together."""
    verdict = (
        select(judgements.c.verdict)
        .where(judgements.c.divergence_id == divergences.c.id)
        .order_by(judgements.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = exists().where(ledger.c.divergence_id == divergences.c.id, ledger.c.notice == "new", ledger.c.sent_at.is_not(None))
    status = divergences.c.status
    return case(
        (status.in_(("withdrawn", "closed")), status),
        (verdict.in_(("confirmed", "rejected")), verdict),
        (and_(status == "pending", divergences.c.known), "pending"),
        (status == "pending", "not-known"),
        (~divergences.c.certain, "uncertain"),
        (told, "alerted"),
        else_="new",
    )


STATE = _state()


def _restrictions(wanted: Wanted) -> list[ColumnElement[bool]]:
    restrictions: list[ColumnElement[bool]] = []
    if wanted.states is not None:
        restrictions.append(STATE.in_(wanted.states))
    if wanted.kind is not None:
        restrictions.append(divergences.c.kind == wanted.kind)
    if wanted.speaker is not None:
        restrictions.append(divergences.c.speaker_id == wanted.speaker)
    if wanted.outlet is not None:
        restrictions.append(or_(_names("carried", wanted.outlet), _names("absent", wanted.outlet)))
    return restrictions


def _names(side: str, outlet: str) -> ColumnElement[bool]:
    """Whether an edition of the outlet stands on that side."""
    editions = func.json_each(divergences.c.document, f"$.{side}").table_valued("value")
    return exists(select(1).select_from(editions).where(func.substr(editions.c.value, 1, len(outlet) + 1) == f"{outlet}/"))
