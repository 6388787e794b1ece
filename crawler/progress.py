"""How far a crawl is, in a small file that is rewritten while it runs."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from crawler.edition_crawl import EditionCrawl

EVERY = 0.5  # seconds


class Progress:
    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self._last = 0.0

    def tell(self, crawls: Iterable[EditionCrawl], *, now: bool = False) -> None:
        """Rewrites the file as one piece, at most twice a second unless it has to be now. A disk that is full stops no crawl."""
        if self._path is None or (not now and monotonic() - self._last < EVERY):
            return
        self._last = monotonic()
        counts = dict.fromkeys(("listed", "refused", "queued", "fetched", "articles"), 0)
        for crawl in crawls:
            for name in counts:
                counts[name] += crawl.queued if name == "queued" else getattr(crawl.tally, name)
        part = self._path.with_name(f"{self._path.name}.part")
        with contextlib.suppress(OSError):
            part.write_text(json.dumps(counts), encoding="utf-8")
            os.replace(part, self._path)
