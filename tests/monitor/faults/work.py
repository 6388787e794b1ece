"""The work of one round in a process of its own: import, crawl, understand, compare, mail, index; it says where it is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from tqdm import tqdm

from monitor.alerts.alerting import AlertReport, send_alerts
from monitor.bench import Bench
from monitor.index.documents import Projection
from monitor.index.keeping_up import projection_of
from monitor.ingest import ingest_file, open_lines
from monitor.run import Crawls, run_pass
from monitor.sections import Elasticsearch, Mail, Smtp, Watch
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from monitor.store.lock import only_pass
from processors.entities.knowledge import Entity, build_knowledge
from processors.records import Analysis
from tests.monitor.lightweight import LightComparer, analyse

IMPORTED = "everything is imported"
STAGES = ("import", "crawl", "processing", "comparison", "mail", "sync")
WATCHES = (
    Watch(id="everything", to=("first@example.org", "second@example.org"), in_full=100),
    Watch(id="silence", to=("third@example.org",), in_full=100),
)
KNOWLEDGE = build_knowledge([Entity(id="wei", type="PER", names={"en": ("Wei Fenghe",), "ru": ("Вэй Фэнхэ",), "zh": ("魏凤和",)})])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    folder: Path  # with config/ in it
    elasticsearch: Elasticsearch
    smtp_port: int
    clock: datetime
    archives: tuple[Path, ...] = ()  # files to import first: the round's, and those whose import was killed
    crawl: bool = False  # from the proxy that crawl.yml names; otherwise the files that lie there


class Comparer(LightComparer):
    """Sees events in invented titles only: what the replica prints is stored, and compared with nothing."""

    def keys(self, analysis: Analysis) -> frozenset[str]:
        return frozenset(word for word in analysis.article.title.split() if word.startswith("event"))


def settings_of(plan: Plan) -> Settings:
    return replace(
        load_settings(plan.folder / "config"),
        store=plan.folder / "readout.db",
        mail=Mail(smtp=Smtp(host="127.0.0.1", port=plan.smtp_port, security="none")),
        watches=WATCHES,
        elasticsearch=plan.elasticsearch,
    )


def work(plan: Plan, tell: Connection) -> None:
    """Sends the name of each stage as it begins, then the lines of the summary as one text."""
    os.chdir(plan.folder)
    tqdm.set_lock(threading.RLock())  # its own would be left behind by a kill
    settings = settings_of(plan)
    with open_store(settings.store) as store:
        tell.send("import")
        for archive in plan.archives:
            with only_pass(settings.store), open_lines(str(archive)) as lines:
                ingest_file(store, archive.name, lines, settings.outlets, origin="import", now=lambda: plan.clock)
        tell.send(IMPORTED)
        if plan.crawl:
            tell.send("crawl")
        source = {"crawls": Crawls(as_if=True), "only": ("tass",)} if plan.crawl else {"folder": settings.crawl.crawls}
        bench = _bench(settings, tell.send)
        summary = run_pass(store, settings, clock=plan.clock, now=lambda: plan.clock, bench=bench, **source)
    tell.send("\n".join((*summary.lines, *summary.troubles)))


def projection(plan: Plan) -> Projection:
    return projection_of(settings_of(plan))


def _bench(settings: Settings, tell: Callable[[str], object]) -> Bench:
    def analyser() -> Callable[..., Analysis]:
        tell("processing")
        return analyse

    def comparer() -> Comparer:
        tell("comparison")
        return Comparer()

    def alert(store: Store, clock: datetime) -> AlertReport:
        tell("mail")
        report = send_alerts(store, settings, clock=clock, knowledge=KNOWLEDGE, instruments=None, gloss=lambda *_: "")
        tell("sync")
        return report

    return Bench(analyser=analyser, comparer=comparer, alert=alert)
