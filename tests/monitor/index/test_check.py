"""`readout index check`: equal is told as equal, and every difference by name and field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from monitor.index.check import Checked, check
from monitor.index.documents import all_actions
from monitor.index.setup import set_up
from monitor.index.sync import sync
from monitor.sections import Elasticsearch as Section
from monitor.store import outbox
from monitor.store.divergences import load_lives
from monitor.store.engine import Store
from monitor.store.judgements import Judgement, judge
from monitor.store.lock import only_sync
from monitor.store.parked import park
from processors.errors import TryLater
from tests.monitor.index.projecting import projection
from tests.monitor.index.storing import begun, change, now
from tests.monitor.lightweight import CHECKOUT, at

pytestmark = pytest.mark.both_clients


@pytest.fixture
def store(tmp_path: Path, section: Section, client: Elasticsearch) -> Iterator[Store]:
    """In the index as it is."""
    with begun(tmp_path) as opened:
        set_up(opened, section, CHECKOUT / "config", now=now)
        sync(opened, section, projection(), now=now)
        yield opened


@pytest.fixture
def checked(store: Store, section: Section, client: Elasticsearch) -> Any:
    def now_checked() -> Checked:
        client.indices.refresh(index=f"{section.prefix}-*")
        return check(store, client, section, projection())

    return now_checked


def put(client: Elasticsearch, section: Section, alias: str, name: str, source: dict[str, Any]) -> None:
    client.index(index=f"{section.prefix}-{alias}", id=name, document=source, version=10**9, version_type="external_gte")


def get(client: Elasticsearch, section: Section, alias: str, name: str) -> dict[str, Any]:
    return dict(client.get(index=f"{section.prefix}-{alias}", id=name)["_source"])


def test_what_was_synced_is_equal(checked: Any, store: Store) -> None:
    result = checked()

    assert (result.wrong, result.waiting, result.parked) == (0, 0, 0)
    with store.reading() as connection:
        assert result.equal == len(list(all_actions(connection, projection())))


def test_a_document_that_lacks_is_named(checked: Any, client: Elasticsearch, section: Section) -> None:
    client.delete(index=f"{section.prefix}-articles", id="t1", version=10**9, version_type="external_gte")
    result = checked()

    assert (result.missing, result.wrong) == (1, 1)
    assert result.differences == ["articles/t1: the index does not have it"]


def test_a_field_that_differs_is_named_with_both_values(checked: Any, client: Elasticsearch, section: Section) -> None:
    source = get(client, section, "articles", "t1")
    put(client, section, "articles", "t1", source | {"title": "another", "origin": "import"})
    result = checked()

    assert (result.different, result.wrong) == (1, 1)
    assert result.differences == ["articles/t1: origin is 'import', should be 'crawl'; title is 'another', should be 'visit'"]


def test_a_document_that_the_store_does_not_make_is_named(checked: Any, client: Elasticsearch, section: Section) -> None:
    put(client, section, "events", "stranger", {"id": "stranger"})
    result = checked()

    assert (result.unknown, result.wrong) == (1, 1)
    assert result.differences == ["events/stranger: the store does not have it"]


def test_a_document_deleted_a_moment_ago_is_no_stranger(client: Elasticsearch, section: Section, store: Store) -> None:
    put(client, section, "events", "stranger", {"id": "stranger"})
    client.indices.refresh(index=f"{section.prefix}-events")
    client.delete(index=f"{section.prefix}-events", id="stranger", version=2 * 10**9, version_type="external_gte")

    assert check(store, client, section, projection()).wrong == 0


def test_what_waits_in_the_outbox_is_not_wrong(checked: Any, store: Store, tmp_path: Path, section: Section) -> None:
    change(tmp_path, store)
    with store.writing() as connection:
        (life, *_) = load_lives(connection)
        judge(connection, Judgement(divergence_id=life.divergence.id, verdict="confirmed", by="a", why="b", at=at(6)))
    before = checked()
    sync(store, section, projection(), now=now)
    after = checked()

    assert before.wrong == 0
    assert before.waiting > 5
    assert (after.wrong, after.waiting) == (0, 0)


def test_without_its_row_in_the_outbox_the_same_change_is_wrong(checked: Any, store: Store, tmp_path: Path) -> None:
    change(tmp_path, store)
    with store.writing() as connection:
        outbox.forget(connection, outbox.store_version(connection))

    assert checked().wrong > 5


def test_a_document_that_was_refused_is_told_as_parked(checked: Any, client: Elasticsearch, section: Section, store: Store) -> None:
    client.delete(index=f"{section.prefix}-articles", id="t1", version=10**9, version_type="external_gte")
    with store.writing() as connection:
        park(connection, "articles/t1", "too long", 1, at(6))
    result = checked()

    assert (result.parked, result.wrong) == (1, 0)


def test_of_many_differences_the_first_are_named_and_all_are_counted(checked: Any, client: Elasticsearch, section: Section) -> None:
    for number in range(30):
        put(client, section, "runs", f"stranger-{number}", {"id": f"stranger-{number}"})
    result = checked()

    assert result.unknown == 30
    assert len(result.differences) == 20


def test_while_a_sync_is_under_way_nothing_is_compared(checked: Any, store: Store) -> None:
    with only_sync(store.path), pytest.raises(TryLater, match="another process is writing the index"):
        checked()
