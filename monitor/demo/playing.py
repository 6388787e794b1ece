"""Plays the demo: real passes, with real crawls of a replica of the six editions, at advancing clock times."""

from __future__ import annotations

import email
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from crawler.replica import Replica
from monitor.demo import telling
from monitor.demo.folder import Stage, give_way, set_stage
from monitor.demo.script import ACTS, FICTION, OPENING, Act
from monitor.reports.evidence import Evidence
from monitor.reports.glossing import load_gloss
from monitor.reports.stored import stored_evidence, write_dossiers
from monitor.run import Crawls, run_pass
from monitor.settings import Settings, load_settings
from monitor.store.articles import all_articles
from monitor.store.divergences import load_lives, shown
from monitor.store.engine import Store, open_store
from monitor.toolbox import load_comparison_instruments, load_tools
from processors.records import Article, Divergence

OPEN_STATES = ("new", "alerted", "confirmed", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    stage: Stage
    mails: tuple[Path, ...]
    dossiers: tuple[Path, ...]
    lead: Path | None  # the dossier of the first digest's lead


def play_demo(folder: Path, say: telling.Say) -> Played:
    """Runs every pass of the demo in that folder and tells of it; the folder is cleared first if an earlier demo made it."""
    stage = set_stage(folder)
    say(OPENING.strip())
    lead: str | None = None
    with Replica.start(clock=ACTS[0].clock) as replica:
        give_way(stage, replica)
        settings = load_settings(stage.config)
        with open_store(settings.store) as store:
            for number, act in enumerate(ACTS, 1):
                replica.clock = act.clock
                lead = _play(store, stage, settings, number, act, say) or lead
    with open_store(settings.store) as store:
        dossiers = _write_dossiers(store, stage, settings)
    return Played(
        stage=stage,
        mails=tuple(sorted(stage.mail.glob("*.eml"))),
        dossiers=dossiers,
        lead=next((file for file in dossiers if file.stem == lead), None),
    )


def _play(store: Store, stage: Stage, settings: Settings, number: int, act: Act, say: telling.Say) -> str | None:
    """One pass; the id of the divergence that leads its digest, if it mailed one about something new."""
    telling.tell_act(say, number, act)
    mails_before, known, before = set(stage.mail.glob("*.eml")), {article.id for article in _articles(store)}, _divergences(store)
    crawls = Crawls(as_if=True)
    summary = run_pass(store, settings, crawls=crawls, clock=act.clock, now=lambda: act.clock, notes=(FICTION,))
    for trouble in summary.troubles:
        say(f"   Trouble: {trouble}")
    divergences = _divergences(store)
    telling.tell_articles(say, [article for article in _articles(store) if article.id not in known])
    telling.tell_counts(say, divergences)
    lead = _tell_news(store, settings, before, divergences, act.clock, say)
    telling.tell_mail(say, [_subject(file) for file in sorted(set(stage.mail.glob("*.eml")) - mails_before)])
    return lead


def _tell_news(
    store: Store, settings: Settings, before: Iterable[Divergence], after: Iterable[Divergence], clock: datetime, say: telling.Say
) -> str | None:
    """The difference that waits since this pass, or the one that leads what it reported, or what ended."""
    earlier = {divergence.id: divergence.state for divergence in before}
    changed = [divergence for divergence in after if earlier.get(divergence.id) != divergence.state]
    lead: str | None = None
    with store.reading() as connection:
        evidence = partial(_evidence, connection, settings=settings)
        waiting = [divergence for divergence in changed if divergence.state in ("pending", "not-known")]
        reported = [divergence for divergence in changed if divergence.state == "alerted"]
        if waiting:
            telling.tell_waiting(say, evidence(waiting[0].id), clock)
        if reported:
            lead = reported[0].id
            telling.tell_lead(say, evidence(lead))
        for divergence in changed:
            if divergence.state in ("closed", "withdrawn") and earlier.get(divergence.id) in OPEN_STATES:
                telling.tell_end(say, evidence(divergence.id))
    return lead


def _evidence(connection: Connection, divergence_id: str, settings: Settings) -> Evidence:
    return stored_evidence(
        connection,
        divergence_id,
        outlets=settings.outlets,
        knowledge=load_tools(settings.folder).knowledge,
        instruments=load_comparison_instruments(),
        gloss=load_gloss(),
    )


def _write_dossiers(store: Store, stage: Stage, settings: Settings) -> tuple[Path, ...]:
    """One page for each divergence that was ever reported."""
    with store.reading() as connection:
        told = [life.divergence.id for life in load_lives(connection) if life.open_at is not None and life.divergence.certain]
        evidence = [_evidence(connection, name, settings) for name in told]
    return write_dossiers(evidence, stage.dossiers, clock=ACTS[-1].clock, notes=(FICTION,))


def _articles(store: Store) -> list[Article]:
    with store.reading() as connection:
        return list(all_articles(connection))


def _divergences(store: Store) -> tuple[Divergence, ...]:
    """With the state that a reader sees, the most salient first."""
    with store.reading() as connection:
        return shown(connection, load_lives(connection))


def _subject(file: Path) -> str:
    return str(email.message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"])
