"""Evidence and dossiers of divergences that are in the store, with the lives they led."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from crawler.outlets import Outlets
from monitor.lives import Life
from monitor.reports.desk import lay_desk
from monitor.reports.dossier import render_dossier
from monitor.reports.evidence import Evidence, Gloss, Moment
from monitor.reports.gathering import gather_evidence
from monitor.store.divergences import load_comparison, load_life, shown
from monitor.store.judgements import all_judgements
from monitor.store.schema import ledger
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase
from processors.errors import InputError


def stored_evidence(
    connection: Connection,
    divergence_id: str,
    *,
    outlets: Outlets,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None = None,
) -> Evidence:
    """The evidence of one divergence as it stands in the store now; `InputError` when there is none of that id."""
    life = load_life(connection, divergence_id)
    if life is None:
        raise InputError(f"{divergence_id}: no such divergence; `readout divergences` lists them")
    (divergence,) = shown(connection, [life])
    comparison = load_comparison(connection, divergence.event_id)
    desk = lay_desk(
        connection, [divergence], outlets=outlets, knowledge=knowledge, instruments=instruments, gloss=gloss,
        set_phrases=comparison.set_phrases if comparison else (),
    )  # fmt: skip
    return gather_evidence(divergence, desk, _life(connection, life))


def write_dossiers(evidence: Iterable[Evidence], folder: Path, *, clock: datetime, notes: Sequence[str] = ()) -> tuple[Path, ...]:
    """One page for each, named by its id; a page that is there already is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for found in evidence:
        file = folder / f"{found.divergence.id}.html"
        file.write_text(render_dossier(found, clock=clock, notes=notes), encoding="utf-8")
        written.append(file)
    return tuple(written)


def _life(connection: Connection, life: Life) -> Iterator[Moment]:
    """What became of it, and who was told and who judged."""
    name = life.divergence.id
    yield Moment(at=life.born_at, what="Readout noticed the difference")
    if life.open_at:
        yield Moment(at=life.open_at, what="Readout reported it: clock and reading were past the waiting window")
    told = select(ledger.c.watch, ledger.c.notice, ledger.c.sent_at).where(
        ledger.c.divergence_id == name, ledger.c.sent_at.is_not(None)
    )
    for watch, notice, sent_at in connection.execute(told.order_by(ledger.c.sent_at, ledger.c.watch)):
        yield Moment(at=sent_at, what=f"Mailed to the watch “{watch}”" + ("" if notice == "new" else f" as {notice}"))
    for judgement in all_judgements(connection, name):
        why = f": {judgement.why}" if judgement.why else ""
        yield Moment(at=judgement.at, what=f"Judged {judgement.verdict} by {judgement.by}{why}")
    if life.ended_at:
        by = f", by article {life.ended_by}" if life.ended_by else ""
        ending = (
            "the other side printed it after all" if life.status == "closed" else "looked at again, the difference is not there"
        )
        yield Moment(at=life.ended_at, what=f"{life.status.capitalize()}: {ending}{by}")
