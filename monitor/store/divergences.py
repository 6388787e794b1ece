"""Divergences with the lives they lead, and the comparisons that they came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.dialects.sqlite import insert

from monitor.lives import Life, state_of
from monitor.store import outbox
from monitor.store.articles import BATCH
from monitor.store.documents import comparison_from_json
from monitor.store.judgements import last_judgements
from monitor.store.ledger import notified_at
from monitor.store.schema import comparisons, divergences, event_aliases
from processors.records import Comparison, Divergence
from processors.wire import (
    Json,
    comparison_to_json,
    divergence_from_json,
    divergence_to_json,
    reference_from_json,
    reference_to_json,
)


def load_lives(connection: Connection, event_ids: Iterable[str] | None = None) -> tuple[Life, ...]:
    """The divergences of those events, or all of them, in the order of birth."""
    query = select(divergences).order_by(divergences.c.born_at, divergences.c.id)
    if event_ids is None:
        return tuple(map(_life, connection.execute(query).mappings()))
    wanted = sorted(set(event_ids))
    found: list[Life] = []
    for start in range(0, len(wanted), BATCH):
        rows = connection.execute(query.where(divergences.c.event_id.in_(wanted[start : start + BATCH]))).mappings()
        found += map(_life, rows)
    return tuple(sorted(found, key=lambda life: (life.born_at, life.divergence.id)))


def pending_lives(connection: Connection) -> tuple[Life, ...]:
    """Those in which the clock or a watermark has still to speak."""
    query = select(divergences).where(divergences.c.status == "pending").order_by(divergences.c.id)
    return tuple(map(_life, connection.execute(query).mappings()))


def lives_of(connection: Connection, divergence_ids: Iterable[str]) -> tuple[Life, ...]:
    """Those that are in the store, in the order of their ids."""
    query = select(divergences).where(divergences.c.id.in_(sorted(set(divergence_ids)))).order_by(divergences.c.id)
    return tuple(map(_life, connection.execute(query).mappings()))


def load_life(connection: Connection, divergence_id: str) -> Life | None:
    row = connection.execute(select(divergences).where(divergences.c.id == divergence_id)).mappings().first()
    return None if row is None else _life(row)


def find_ids(connection: Connection, beginning: str) -> tuple[str, ...]:
    """The ids that begin so: a person types the first few characters."""
    query = select(divergences.c.id).where(divergences.c.id.startswith(beginning, autoescape=True)).order_by(divergences.c.id)
    return tuple(connection.execute(query).scalars())


def shown(connection: Connection, lives: Sequence[Life]) -> tuple[Divergence, ...]:
    """The divergences with the state that a reader sees, the most salient first."""
    told = notified_at(connection)
    verdicts = last_judgements(connection)
    found = [
        replace(
            life.divergence,
            state=state_of(
                life,
                notified=life.divergence.id in told,
                verdict=verdicts[life.divergence.id].verdict if life.divergence.id in verdicts else None,
            ),
        )
        for life in lives
    ]
    return tuple(sorted(found, key=lambda divergence: (-divergence.salience, divergence.id)))


def save_lives(connection: Connection, before: Sequence[Life], after: Sequence[Life], at: datetime) -> int:
    """Writes what changed; how many that was."""
    unchanged = set(map(_fingerprint, before))
    changed = [life for life in after if _fingerprint(life) not in unchanged]
    for life in changed:
        row = _row(life)
        connection.execute(insert(divergences).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
        outbox.announce(connection, "divergence", life.divergence.id, at)
    return len(changed)


def _fingerprint(life: Life) -> str:
    return repr(sorted(_row(life).items()))


def _row(life: Life) -> dict[str, object]:
    divergence = life.divergence
    return {
        "id": divergence.id,
        "kind": divergence.kind,
        "status": life.status,
        "known": life.known,
        "certain": divergence.certain,
        "event_id": divergence.event_id,
        "utterance_id": divergence.utterance_id,
        "speaker_id": divergence.speaker_id,
        "salience": divergence.salience,
        "mailable": life.mailable,
        "document": divergence_to_json(divergence),
        "renderings": [reference_to_json(reference) for reference in life.renderings],
        "born_at": life.born_at,
        "open_at": life.open_at,
        "ended_at": life.ended_at,
        "ended_by": life.ended_by,
    }


def _life(row: RowMapping) -> Life:
    return Life(
        divergence=divergence_from_json(row["document"]),
        status=row["status"],
        known=row["known"],
        mailable=row["mailable"],
        renderings=tuple(map(reference_from_json, row["renderings"])),
        born_at=row["born_at"],
        open_at=row["open_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
    )


def save_comparison(connection: Connection, event_id: str, comparison: Comparison, at: datetime) -> None:
    document = comparison_to_json(comparison)
    row = {"event_id": event_id, "document": document}
    kept = connection.execute(select(comparisons.c.document).where(comparisons.c.event_id == event_id)).scalar()
    if kept == document:
        return
    before, after = _told_of_quotes(kept or {}), _told_of_quotes(document)
    outbox.announce_articles(connection, {name for name in {*before, *after} if before.get(name) != after.get(name)}, at)
    outbox.announce(connection, "event", event_id, at)
    connection.execute(insert(comparisons).values(row).on_conflict_do_update(index_elements=["event_id"], set_=row))


def _told_of_quotes(comparison: Json) -> dict[str, list[object]]:
    """Article → what a comparison says of the quotes in it: their utterances and set phrases."""
    told: defaultdict[str, list[object]] = defaultdict(list)
    for utterance in comparison.get("utterances", ()):
        for quote in (quote for version in utterance["versions"] for quote in version):
            told[quote["article"]].append((quote, utterance["id"], utterance["set_phrase"]))
    for use in comparison.get("set_phrases", ()):
        told[use["quote"]["article"]].append((use["quote"], use["phrase"]))
    return told


def load_comparison(connection: Connection, event_id: str) -> Comparison | None:
    """Utterances, aligned pairs and set phrases of an event, by its id or an alias."""
    kept = select(event_aliases.c.event_id).where(event_aliases.c.alias == event_id).scalar_subquery()
    query = select(comparisons.c.document).where(comparisons.c.event_id == func.coalesce(kept, event_id))
    document = connection.execute(query).scalar()
    return None if document is None else comparison_from_json(document)


def count_divergences(connection: Connection) -> dict[str, int]:
    """How many there are of each status."""
    rows = connection.execute(
        select(divergences.c.status, func.count()).group_by(divergences.c.status).order_by(divergences.c.status)
    )
    return dict(rows.all())
