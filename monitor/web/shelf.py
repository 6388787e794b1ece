"""What the pages are made from: the store, the names, and the word tables that are loaded when the first page needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from monitor.knowledge import load_knowledge
from monitor.settings import Settings
from monitor.store.reading import store_to_read

if TYPE_CHECKING:
    from monitor.reports.evidence import Gloss
    from processors.alignment.instruments import Instruments
    from processors.entities.knowledge import KnowledgeBase


class Shelf:
    """Shared by all requests; what is heavy is loaded once, by the first that asks, while the others wait."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self.store = store_to_read(settings.store)
        self.outlets = {outlet.id: outlet.name for outlet in settings.outlets}
        self._lock = Lock()
        self._knowledge: KnowledgeBase | None = None
        self._instruments: Instruments | None = None

    @property
    def knowledge(self) -> KnowledgeBase:
        with self._lock:
            if self._knowledge is None:
                self._knowledge = load_knowledge(self.settings.folder / "entities")
            return self._knowledge

    @property
    def instruments(self) -> Instruments:
        """The word tables; the encoder is for comparing, not for showing."""
        with self._lock:
            if self._instruments is None:
                from processors.alignment.loading import load_instruments

                self._instruments = load_instruments(with_encoder=False)
            return self._instruments

    @property
    def gloss(self) -> Gloss:
        from monitor.reports.glossing import load_gloss

        with self._lock:
            return load_gloss()
