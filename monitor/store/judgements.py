"""A person's decisions about divergences. Source data: backed up, never rebuilt, and every one of them is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from monitor.store import outbox
from monitor.store.schema import judgements

Verdict = Literal["confirmed", "rejected", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    divergence_id: str
    verdict: Verdict
    by: str
    why: str
    at: datetime


def judge(connection: Connection, judgement: Judgement) -> None:
    connection.execute(
        insert(judgements).values(
            divergence_id=judgement.divergence_id, verdict=judgement.verdict, by=judgement.by, why=judgement.why, at=judgement.at
        )
    )
    outbox.announce(connection, "divergence", judgement.divergence_id, judgement.at)


def last_judgements(connection: Connection, divergence_ids: Sequence[str] | None = None) -> dict[str, Judgement]:
    """For each divergence (of those) that somebody judged, the last word on it."""
    query = _JUDGEMENTS if divergence_ids is None else _JUDGEMENTS.where(judgements.c.divergence_id.in_(divergence_ids))
    return {row["divergence_id"]: Judgement(**row) for row in connection.execute(query).mappings()}


def all_judgements(connection: Connection, divergence_id: str | None = None) -> tuple[Judgement, ...]:
    """In the order in which they were made."""
    query = _JUDGEMENTS if divergence_id is None else _JUDGEMENTS.where(judgements.c.divergence_id == divergence_id)
    return tuple(Judgement(**row) for row in connection.execute(query).mappings())


_JUDGEMENTS = select(*(column for column in judgements.c if column.name != "number")).order_by(judgements.c.number)
