"""Documents a second of our sync and rebuild beside a bare helpers.streaming_bulk of the same documents into the same server.

python bench/index.py --url http://127.0.0.1:9200 --store readout.db [--rounds 5]

The store is copied, and is only read. Rounds alternate, so that what the machine does besides befalls both. Then the lag: from the
end of a write to the store until a search of the server finds it, with the refresh interval of the templates.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers

from monitor.index.action import Action
from monitor.index.client import connect
from monitor.index.documents import Projection, all_actions
from monitor.index.keeping_up import projection_of
from monitor.index.rebuild import rebuild
from monitor.index.setup import set_up
from monitor.index.shipping import CHUNK_ACTIONS, CHUNK_BYTES, ship
from monitor.index.sync import sync
from monitor.sections import Elasticsearch as Section
from monitor.settings import load_settings
from monitor.store import outbox
from monitor.store.engine import Store, open_store
from monitor.store.schema import articles

LAGS = 10


def now() -> datetime:
    return datetime.now(UTC)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(client: Elasticsearch, section: Section, documents: list[Action]) -> None:
    def plain() -> Iterator[dict[str, Any]]:
        for action in documents:
            yield {"_index": f"{section.prefix}-{action.alias}", "_id": action.id, "_source": action.source}

    for _ in helpers.streaming_bulk(client, plain(), chunk_size=CHUNK_ACTIONS, max_chunk_bytes=CHUNK_BYTES):
        pass


def tell_all(store: Store) -> None:
    """As if everything had just changed."""
    from sqlalchemy import select

    from monitor.store.schema import divergences, events

    with store.writing() as connection:
        outbox.forget(connection, outbox.store_version(connection))
        outbox.announce_articles(connection, connection.execute(select(articles.c.id)).scalars(), now())
        for kind, table in (("event", events), ("divergence", divergences)):
            for name in connection.execute(select(table.c.id)).scalars().all():
                outbox.announce(connection, kind, name, now())  # type: ignore[arg-type]


def empty(client: Elasticsearch, section: Section, store: Store, folder: Path) -> None:
    """Each round writes into new indices: replacing a document costs more than making it."""
    client.indices.delete(index=f"{section.prefix}-*")
    set_up(store, section, folder, now=now)


def lag(store: Store, client: Elasticsearch, section: Section, shown: Projection) -> float:
    """From the end of a write to the store until a search finds it."""
    with store.writing() as connection:
        number = connection.exec_driver_sql(
            "INSERT INTO passes (command, clock, started_at, counts) VALUES ('bench', '2026-01-01T00:00:00.000000Z', "
            "'2026-01-01T00:00:00.000000Z', '{}') RETURNING number"
        ).scalar_one()
        outbox.announce(connection, "pass", str(number), now())
    start = time.perf_counter()
    sync(store, section, shown, now=now)
    while not client.count(index=f"{section.prefix}-runs", query={"ids": {"values": [f"pass-{number}"]}})["count"]:
        time.sleep(0.02)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    settings = load_settings()
    section, shown = Section(url=options.url, prefix="bench-readout"), projection_of(settings)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(options.store, Path(folder) / "readout.db"))
        with open_store(copy) as store, connect(section) as client:
            run(store, client, section, shown, settings.folder, options.rounds)
            client.indices.delete(index=f"{section.prefix}-*")


def run(store: Store, client: Elasticsearch, section: Section, shown: Projection, folder: Path, rounds: int) -> None:
    set_up(store, section, folder, now=now)
    with store.reading() as connection:
        documents = list(all_actions(connection, shown))  # loads the dictionaries, which takes seconds and is done once
        making = seconds(lambda: list(all_actions(connection, shown)))
    ways: dict[str, Callable[[], object]] = {
        "bare streaming_bulk": lambda: bare(client, section, documents),
        "ship, documents at hand": lambda: ship(client, section, documents),
        "sync from the store": lambda: sync(store, section, shown, now=now),
        "rebuild from the store": lambda: rebuild(store, section, shown, folder, now=now),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            empty(client, section, store, folder)
            tell_all(store)
            taken[name].append(seconds(work))
    print(f"{len(documents)} documents; made from the store alone: {len(documents) / making:.0f}/s")
    base = statistics.median(taken["bare streaming_bulk"])
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:26s} {len(documents) / middle:7.0f} documents/s  × bare {base / middle:.2f}")
    empty(client, section, store, folder)
    tell_all(store)
    sync(store, section, shown, now=now)
    lags = sorted(lag(store, client, section, shown) for _ in range(LAGS))
    print(f"lag: median {statistics.median(lags):.1f} s, longest {lags[-1]:.1f} s of {LAGS}")


if __name__ == "__main__":
    main()
