"""The end of a pass: the index is brought up to date, where there is one. Nothing heavy is loaded where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.settings import Settings
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.summary import Summary

if TYPE_CHECKING:
    from monitor.index.documents import Projection


def keep_up(store: Store, settings: Settings, summary: Summary, now: Callable[[], datetime]) -> None:
    """Ships what changed; without an index, the list of changes is kept from growing for ever."""
    if settings.elasticsearch is None:
        with store.writing() as connection:
            outbox.bound(connection, now())
        return
    from monitor.index.following import follow

    follow(store, settings.elasticsearch, projection_of(settings), summary, now)


def projection_of(settings: Settings) -> Projection:
    """What the documents say beside the store."""
    from monitor.index.documents import Projection
    from monitor.knowledge import load_knowledge

    knowledge = load_knowledge(settings.folder / "entities")
    return Projection(knowledge=knowledge, outlets=settings.outlets, web=settings.web)
