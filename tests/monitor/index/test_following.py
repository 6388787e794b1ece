"""The heart of the projection: what follows the outbox, however it is cut, is what the store makes from scratch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store.engine import Store, open_store
from tests.monitor.index.histories import Watching
from tests.monitor.index.projecting import Documents, follow, from_scratch
from tests.monitor.lightweight import light_settings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(light_settings(tmp_path).store, durable=False) as opened:
        yield opened


@pytest.mark.parametrize("seed", range(8))
def test_after_any_history_the_followed_documents_are_those_made_from_scratch(seed: int, store: Store, tmp_path: Path) -> None:
    chance = random.Random(seed)
    watching = Watching(store=store, settings=light_settings(tmp_path), chance=chance)
    documents: Documents = {}
    told = []
    for _ in range(14):
        told.append(watching.happen())
        if chance.random() < 0.6:
            follow(store, documents, rows=chance.choice((1, 3, 10, 1000)))
            assert documents == from_scratch(store), told
    follow(store, documents, rows=chance.choice((1, 7)))
    assert documents == from_scratch(store), told
