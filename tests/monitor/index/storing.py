"""A store with a little in it, made by passes without language models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from monitor.index.action import ALIASES
from monitor.index.documents import Projection, all_actions
from monitor.knowledge import load_knowledge
from monitor.run import run_pass
from monitor.sections import Elasticsearch as Section
from monitor.store import outbox
from monitor.store.engine import Store, open_store
from tests.conftest import CHECKOUT
from tests.monitor.lightweight import article_row, at, light_bench, light_settings, write_crawl

SAID = 'Wei said: "we came to support you", "good".'


def now() -> datetime:
    return at(6)


@cache
def projection() -> Projection:
    settings = light_settings(CHECKOUT)
    return Projection(knowledge=load_knowledge(CHECKOUT / "config" / "entities"), outlets=settings.outlets, web=settings.web)


def begin(folder: Path, store: Store) -> None:
    """One open omission between TASS and Xinhua; invented."""
    tass, xinhua = article_row("t1", "tass", "ru", at(3, 10), SAID), article_row("x1", "xinhua", "zh", at(3, 11), 'Wei: "good".')
    write_crawl(folder / "crawls", at(3), "tass", "ru", [tass])
    write_crawl(folder / "crawls", at(5), "xinhua", "zh", [xinhua])
    a_pass(folder, store)


def change(folder: Path, store: Store) -> None:
    """A second revision of TASS's text, and a text of another."""
    rows = [
        article_row("t1", "tass", "ru", at(3, 10), SAID + " Later it was longer."),
        article_row("t2", "tass", "ru", at(4), SAID),
    ]
    write_crawl(folder / "crawls", at(5, 18), "tass", "ru", rows)
    a_pass(folder, store)


def a_pass(folder: Path, store: Store) -> None:
    run_pass(store, light_settings(folder), folder=folder / "crawls", clock=at(6), now=now, bench=light_bench())


@contextmanager
def begun(folder: Path) -> Iterator[Store]:
    with open_store(folder / "readout.db") as store:
        begin(folder, store)
        yield store


def in_index(client: Elasticsearch, section: Section) -> dict[tuple[str, str], Any]:
    """Every document by its alias and id, as they are found through the aliases."""
    aliases = [f"{section.prefix}-{alias}" for alias in ALIASES]
    client.indices.refresh(index=aliases)
    hits = client.search(index=aliases, size=1000)["hits"]["hits"]
    return {(hit["_index"].split("-v")[0].removeprefix(f"{section.prefix}-"), hit["_id"]): hit["_source"] for hit in hits}


def in_store(store: Store, shown: Projection) -> dict[tuple[str, str], Any]:
    with store.reading() as connection:
        return {(action.alias, action.id): dict(action.source or {}) for action in all_actions(connection, shown)}


def waiting(store: Store) -> int:
    with store.reading() as connection:
        return outbox.count_waiting(connection)
