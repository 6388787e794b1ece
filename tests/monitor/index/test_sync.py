"""What changed in the store is in the index after a sync, once, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from monitor.index.action import Action
from monitor.index.documents import Projection, actions_for
from monitor.index.shipping import Pace
from monitor.index.sync import Synced, sync
from monitor.sections import Elasticsearch as Section
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.store.lock import only_sync
from monitor.store.parked import last_parked
from processors.errors import ConfigError, TryLater
from tests.monitor.index.gate import DROP, HANG_UP, gate_to
from tests.monitor.index.storing import change, in_index, in_store, now, waiting

pytestmark = pytest.mark.both_clients

QUICK = Pace(max_retries=2, initial_backoff=0.01, max_backoff=0.01)


def ship_all(store: Store, section: Section, shown: Projection) -> Synced:
    return sync(store, section, shown, now=now, pace=QUICK)


def test_the_index_has_what_the_store_has(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    done = ship_all(store, section, shown)
    assert in_index(ready, section) == in_store(store, shown)
    assert {alias for alias, _ in in_index(ready, section)} == {"articles", "quotes", "events", "divergences", "runs"}
    assert done.changes > 0 == done.parked == waiting(store)


def test_a_second_sync_has_nothing_to_do(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    ship_all(store, section, shown)
    assert ship_all(store, section, shown) == Synced()


def test_what_changes_later_comes_later(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, tmp_path: Path
) -> None:
    ship_all(store, section, shown)
    change(tmp_path, store)
    assert in_index(ready, section) != in_store(store, shown)
    ship_all(store, section, shown)
    assert in_index(ready, section) == in_store(store, shown)


@pytest.mark.parametrize("fault", [DROP, HANG_UP, 503], ids=["drop", "hang-up", "busy"])
def test_nothing_is_forgotten_when_the_server_goes_away(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, fault: str | int
) -> None:
    before = waiting(store)
    with gate_to(section.url) as gate:
        gate.plan.extend([fault] * 20)
        with pytest.raises(TryLater):
            ship_all(store, section.model_copy(update={"url": gate.url}), shown)
    assert waiting(store) == before
    ship_all(store, section, shown)
    assert in_index(ready, section) == in_store(store, shown)


def test_a_sync_that_died_before_it_forgot_is_repeated(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("monitor.index.sync.keep", die)
        with pytest.raises(KeyboardInterrupt):
            ship_all(store, section, shown)
    assert waiting(store) > 0
    ship_all(store, section, shown)
    assert in_index(ready, section) == in_store(store, shown)


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One of the documents has a field that no mapping knows; until it is undone."""

    def spoil(*arguments: Any) -> Iterator[Action]:
        for action in actions_for(*arguments):
            fault = {"colour": "red"} if action.id == "t1" else {}
            yield replace(action, source={**action.source, **fault} if action.source else None)

    monkeypatch.setattr("monitor.index.sync.actions_for", spoil)
    return monkeypatch


def test_what_the_index_refuses_is_parked_and_stops_nothing(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, spoilt: pytest.MonkeyPatch
) -> None:
    assert ship_all(store, section, shown).parked == 1
    with store.reading() as connection:
        (found,) = last_parked(connection)
    assert (found.name, found.at) == ("articles/t1", now())
    assert "colour" in found.error
    assert waiting(store) == 0
    assert in_store(store, shown).keys() - in_index(ready, section).keys() == {("articles", "t1")}


def test_what_was_parked_is_so_no_more_once_it_is_taken(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, spoilt: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ship_all(store, section, shown)
    spoilt.undo()
    change(tmp_path, store)
    ship_all(store, section, shown)
    with store.reading() as connection:
        assert not last_parked(connection)
    assert in_index(ready, section) == in_store(store, shown)


def test_one_sync_at_a_time(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    with only_sync(store.path), pytest.raises(TryLater, match="another process is writing the index"):
        ship_all(store, section, shown)


def test_without_aliases_nothing_is_shipped(client: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    with pytest.raises(ConfigError, match="`readout index setup` makes it"):
        ship_all(store, section, shown)
    assert not client.indices.get(index=f"{section.prefix}-*")
    assert waiting(store) > 0


def test_into_an_index_of_another_version_nothing_is_shipped(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection
) -> None:
    ready.indices.put_mapping(index=f"{section.prefix}-quotes", meta={"schema_version": 0})
    with pytest.raises(ConfigError, match="quotes-v1 was made for version 0 of the documents"):
        ship_all(store, section, shown)
    assert waiting(store) > 0


def test_an_index_in_the_place_of_an_alias_is_told(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    ready.indices.delete(index=f"{section.prefix}-quotes-v1")
    ready.indices.create(index=f"{section.prefix}-quotes")
    with pytest.raises(ConfigError, match="-quotes is an index and should be an alias"):
        ship_all(store, section, shown)


def test_a_store_that_did_not_keep_its_changes_asks_for_a_rebuild(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection
) -> None:
    with store.writing() as connection:
        assert outbox.bound(connection, now(), most=3)
    with pytest.raises(ConfigError, match="`readout index rebuild` makes it again"):
        ship_all(store, section, shown)


def test_an_index_that_is_ahead_of_the_store_is_to_be_rebuilt(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection
) -> None:
    ready.index(index=f"{section.prefix}-articles", id="t1", document={"id": "t1"}, version=10**6, version_type="external")
    with pytest.raises(ConfigError, match="1 documents that are newer than the store"):
        ship_all(store, section, shown)
    with pytest.raises(ConfigError, match="`readout index rebuild` makes it again"):
        ship_all(store, section, shown)
