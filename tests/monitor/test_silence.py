"""The same histories through the store: what it counts as read is what crawls have read, and the articles are in it once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crawler.archive.archive_shelf import ArchiveShelf
from crawler.archive.replay import Limits, Replay, to_line
from monitor.crawl_files import record_ends
from monitor.ingest import ingest_file
from monitor.store.engine import Store, open_store
from monitor.store.schema import revisions
from monitor.store.watermarks import read_stretches
from processors.wire import article_to_json
from tests.crawler.silence import START, CrawlFile, Simulation, Sink, Story

HISTORIES = int(os.environ.get("READOUT_HISTORIES", "4"))


class StoreSink(Sink):
    """Takes crawl files as a pass does."""

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._opened = open_store(simulation.folder / "readout.db")
        self.store: Store = self._opened.__enter__()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def take(self, file: CrawlFile) -> None:
        super().take(file)
        self._keep(file.name, file.lines, file.backfill)
        if not file.healths():
            site, shelf = self._simulation.site, ArchiveShelf(self._simulation.archive, file.name)
            self._keep(file.name, Replay(shelf, site.outlets, Limits(page_bytes=2**20, further_pages=5)).lines(), file.backfill)
            fed = shelf.articles_of_feeds(file.name, site.outlet, site.edition)
            self._keep(file.name, map(article_to_json, fed), file.backfill)
        with self.store.reading() as connection:
            rows = connection.execute(select(revisions.c.article_id, revisions.c.text)).all()
        assert len({tuple(row) for row in rows}) == len(rows), "a text is kept twice"
        self._are_claimed()

    def _keep(self, name: str, lines: Any, backfill: bool) -> None:
        tally = ingest_file(
            self.store, name, map(to_line, lines), self._simulation.site.outlets, origin="crawl", now=lambda: START
        )  # fmt: skip
        assert not tally.refused
        with self.store.writing() as connection:
            record_ends(connection, tally, backfill=backfill)

    def _are_claimed(self) -> None:
        """No stretch of the store is longer than the claims of crawls that touch."""
        with self.store.reading() as connection:
            kept = read_stretches(connection).get("tass/ru", ())
        for stretch in kept:
            assert stretch.start is not None
            at: datetime = stretch.start
            while at < stretch.stop:
                further = max((stop for start, stop, *_ in self.stretches if start <= at), default=at)
                assert further > at, f"nobody said that {at} was read"
                at = further

    def top(self) -> datetime | None:
        with self.store.reading() as connection:
            kept = read_stretches(connection).get("tass/ru", ())
        return kept[-1].stop if kept else None

    def has(self, story: Story) -> bool:
        with self.store.reading() as connection:
            texts = connection.execute(select(revisions.c.text)).scalars().all()
        return any(f"номер {story.number}," in text for text in texts)


@pytest.fixture
def sinks() -> Iterator[list[StoreSink]]:
    made: list[StoreSink] = []
    yield made
    for sink in made:
        sink.close()


@pytest.mark.parametrize("seed", range(100, 100 + HISTORIES))
def test_the_store_counts_nothing_as_read_that_is_not_in_it(seed: int, tmp_path: Path, sinks: list[StoreSink]) -> None:
    simulation = Simulation(seed, tmp_path, StoreSink)
    sinks.append(simulation.sink)
    assert simulation.run() == []
    known = [story for story in simulation.site.stories if story.url in simulation.sink.articles]
    assert all(map(simulation.sink.has, known))
