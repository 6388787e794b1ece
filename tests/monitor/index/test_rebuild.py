"""A rebuild leaves no moment in which the aliases lack anything, and can be killed at any."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from monitor.index import rebuild as rebuilding
from monitor.index.action import ALIASES
from monitor.index.documents import Projection
from monitor.index.rebuild import Rebuilt, rebuild
from monitor.index.sync import sync
from monitor.sections import Elasticsearch as Section
from monitor.store import outbox
from monitor.store.engine import Store
from monitor.store.lock import only_sync
from monitor.store.parked import last_parked, park
from processors.errors import TryLater
from tests.conftest import CHECKOUT
from tests.monitor.index.storing import change, in_index, in_store, now, waiting


def anew(store: Store, section: Section, shown: Projection) -> Rebuilt:
    return rebuild(store, section, shown, CHECKOUT / "config", now=now)


def indices(client: Elasticsearch, section: Section) -> set[str]:
    return set(client.indices.get(index=f"{section.prefix}-*"))


def numbered(section: Section, number: int) -> set[str]:
    return {f"{section.prefix}-{alias}-v{number}" for alias in ALIASES}


def test_it_fills_an_index_from_nothing(client: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    done = anew(store, section, shown)
    assert in_index(client, section) == in_store(store, shown)
    assert done.written == len(in_store(store, shown))
    assert indices(client, section) == numbered(section, 1)
    assert waiting(store) == 0


def test_new_indices_take_the_place_of_the_old(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    sync(store, section, shown, now=now)
    ready.index(index=f"{section.prefix}-articles", id="stale", document={"id": "stale"})
    anew(store, section, shown)
    assert indices(ready, section) == numbered(section, 2)
    assert in_index(ready, section) == in_store(store, shown)


def test_new_indices_show_what_is_new_as_the_templates_say(
    client: Elasticsearch, store: Store, section: Section, shown: Projection
) -> None:
    anew(store, section, shown)
    settings = client.indices.get_settings(index=f"{section.prefix}-*", flat_settings=True)
    assert {found["settings"]["index.refresh_interval"] for found in settings.values()} == {"5s"}


def test_the_old_ones_serve_until_the_end(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(store, section, shown, now=now)
    before, seen = in_index(ready, section), []
    swap = rebuilding._swap

    def look_first(*arguments: object) -> None:
        seen.append(in_index(ready, section))
        swap(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuilding, "_swap", look_first)
    anew(store, section, shown)
    assert seen == [before]
    assert in_index(ready, section) == before


@pytest.mark.parametrize("step", ["_catch_up", "_make_searchable", "_swap", "_remember"])
def test_killed_at_any_step_it_is_done_again(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    sync(store, section, shown, now=now)
    with monkeypatch.context() as dying:
        dying.setattr(rebuilding, step, die)
        with pytest.raises(KeyboardInterrupt):
            anew(store, section, shown)
    assert in_index(ready, section) == in_store(store, shown)
    assert len(anew(store, section, shown).swept) == (0 if step == "_remember" else 5)
    assert indices(ready, section) == numbered(section, 3)
    assert in_index(ready, section) == in_store(store, shown)


def test_what_changes_meanwhile_is_caught_up_with(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catch_up = rebuilding._catch_up

    def change_first(*arguments: object) -> int:
        change(tmp_path, store)
        return catch_up(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuilding, "_catch_up", change_first)
    assert anew(store, section, shown).caught_up > 0
    assert in_index(ready, section) == in_store(store, shown)
    assert waiting(store) == 0


def test_what_changes_after_that_is_left_to_the_next_sync(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    swap = rebuilding._swap

    def change_first(*arguments: object) -> None:
        change(tmp_path, store)
        swap(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuilding, "_swap", change_first)
    anew(store, section, shown)
    assert waiting(store) > 0
    sync(store, section, shown, now=now)
    assert in_index(ready, section) == in_store(store, shown)


def test_it_serves_a_store_that_did_not_keep_its_changes(
    ready: Elasticsearch, store: Store, section: Section, shown: Projection
) -> None:
    with store.writing() as connection:
        outbox.tell_everything(connection, now())
    anew(store, section, shown)
    assert waiting(store) == 0
    sync(store, section, shown, now=now)
    assert in_index(ready, section) == in_store(store, shown)


def test_what_was_parked_before_is_not_any_more(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    with store.writing() as connection:
        park(connection, "articles/t1", "invented", 1, now())
    anew(store, section, shown)
    with store.reading() as connection:
        assert not last_parked(connection)


def test_no_sync_meanwhile(ready: Elasticsearch, store: Store, section: Section, shown: Projection) -> None:
    with only_sync(store.path), pytest.raises(TryLater, match="another process is writing the index"):
        anew(store, section, shown)
    assert indices(ready, section) == numbered(section, 1)
