"""What a pass works with, each loaded only when it is first needed: language models and tables take seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.ingest import Analyser
from monitor.settings import Settings
from monitor.store.engine import Store

if TYPE_CHECKING:  # what these import is what must not be loaded early
    from monitor.alerts.alerting import AlertReport
    from monitor.compare_store import Comparer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    analyser: Callable[[], Analyser]
    comparer: Callable[[], Comparer]
    alert: Callable[[Store, datetime], AlertReport]


def lay_bench(settings: Settings, notes: Sequence[str] = ()) -> Bench:
    """The tools of this configuration; `notes` stand in every message."""

    def analyser() -> Analyser:
        from monitor.toolbox import load_tools
        from processors.pipeline import analyse_article

        tools = load_tools(settings.folder)
        return lambda article: analyse_article(article, tools)

    def comparer() -> Comparer:
        from monitor.compare_store import Comparer
        from monitor.comparing import outlet_facts
        from monitor.toolbox import load_comparison_instruments, load_tools

        return Comparer(
            instruments=load_comparison_instruments(),
            knowledge=load_tools(settings.folder).knowledge,
            outlets=outlet_facts(settings.outlets),
            window=timedelta(hours=settings.window_hours),
        )

    def alert(store: Store, clock: datetime) -> AlertReport:
        from monitor.alerts.alerting import send_alerts
        from monitor.toolbox import load_comparison_instruments, load_tools

        return send_alerts(
            store,
            settings,
            clock=clock,
            knowledge=load_tools(settings.folder).knowledge,
            instruments=load_comparison_instruments(),
            notes=notes,
        )

    return Bench(analyser=analyser, comparer=comparer, alert=alert)
