"""An index that is a dictionary, fed as the real one is: from the outbox, a few rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection

from crawler.outlets import load_outlets
from monitor.index.action import Action
from monitor.index.documents import Projection, actions_for, all_actions
from monitor.knowledge import load_knowledge
from monitor.sections import Web
from monitor.store.engine import Store
from monitor.store.outbox import forget, waiting
from tests.monitor.lightweight import CHECKOUT

Documents = dict[tuple[str, str], dict[str, object]]


@cache
def projection() -> Projection:
    config = CHECKOUT / "config"
    return Projection(
        knowledge=load_knowledge(config / "entities"),
        outlets=load_outlets(config / "outlets"),
        web=Web(url="https://readout.example.org"),
    )


def as_the_server_keeps_it(source: object) -> dict[str, object]:
    """Through JSON and back: a document is nothing but that."""
    kept: dict[str, object] = json.loads(json.dumps(source, ensure_ascii=False))
    return kept


def apply(documents: Documents, actions: Iterable[Action]) -> None:
    for action in actions:
        if action.source is None:
            documents.pop((action.alias, action.id), None)
        else:
            documents[action.alias, action.id] = as_the_server_keeps_it(action.source)


def follow(store: Store, documents: Documents, rows: int = 1000) -> None:
    """Takes everything that waits, so many rows at once."""
    while True:
        with store.writing() as connection:
            changes = waiting(connection, rows)
            if not changes:
                return
            apply(documents, actions_for(connection, changes, projection()))
            forget(connection, changes[-1].number)


def from_scratch(store: Store) -> Documents:
    with store.reading() as connection:
        return everything(connection)


def everything(connection: Connection) -> Documents:
    documents: Documents = {}
    apply(documents, all_actions(connection, projection()))
    return documents
