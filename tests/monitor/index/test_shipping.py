"""What becomes of each action: written, deleted, there already in a later version, refused; and when the whole run stops."""

from __future__ import annotations

from typing import Any

import pytest
from elasticsearch import Elasticsearch

from monitor.index import shipping
from monitor.index.action import Action, Alias
from monitor.index.client import connect
from monitor.index.shipping import Pace, Refusal, ship
from monitor.index.templates import read_templates
from monitor.sections import Elasticsearch as Section
from processors.errors import ConfigError, TryLater
from tests.conftest import CHECKOUT
from tests.monitor.index.gate import DROP, HANG_UP, gate_to

pytestmark = pytest.mark.both_clients

QUICK = Pace(max_retries=3, initial_backoff=0.01, max_backoff=0.01)
SOURCE = {"kind": "pass", "command": "run"}


def action(name: str, version: int = 7, source: Any = SOURCE, alias: Alias = "runs") -> Action:
    return Action(alias=alias, id=name, version=version, source=source)


@pytest.fixture
def runs(client: Elasticsearch, section: Section) -> Elasticsearch:
    """A server with the one alias that these tests write to."""
    mapping = read_templates(CHECKOUT / "config", section.prefix).indices["runs"]["template"]["mappings"]
    client.indices.create(index=f"{section.prefix}-runs-v3", mappings=mapping, aliases={f"{section.prefix}-runs": {}})
    return client


def documents(client: Elasticsearch, section: Section) -> dict[str, Any]:
    client.indices.refresh(index=f"{section.prefix}-runs")
    hits = client.search(index=f"{section.prefix}-runs", size=1000)["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


def test_documents_are_written_and_deleted(runs: Elasticsearch, section: Section) -> None:
    assert ship(runs, section, [action("a"), action("b")]).written == 2
    shipped = ship(runs, section, [action("a", 8, None), action("b", 8, SOURCE | {"command": "import"})])
    assert (shipped.written, shipped.deleted) == (1, 1)
    assert documents(runs, section) == {"b": {"kind": "pass", "command": "import"}}


def test_the_same_again_changes_nothing(runs: Elasticsearch, section: Section) -> None:
    for _ in range(2):
        assert ship(runs, section, [action("a"), action("b", 7, None)]).seen == 2
    assert documents(runs, section) == {"a": SOURCE}


def test_an_older_version_leaves_the_newer_one(runs: Elasticsearch, section: Section) -> None:
    ship(runs, section, [action("a", 8)])
    assert ship(runs, section, [action("a", 7, {"kind": "crawl"}), action("a", 7, None)]).newer == 2
    assert documents(runs, section) == {"a": SOURCE}


def test_what_does_not_fit_the_mapping_is_refused_alone(runs: Elasticsearch, section: Section) -> None:
    shipped = ship(runs, section, [action("a"), action("b", source={"colour": "red"}), action("c")])
    assert shipped.written == 2
    (refusal,) = shipped.refused
    assert (refusal.name, refusal.version) == ("runs/b", 7)
    assert "strict_dynamic_mapping_exception" in refusal.error
    assert "colour" in refusal.error


@pytest.mark.parametrize("name", ["", "ж" * 257], ids=["empty", "long"])
def test_an_id_that_would_spoil_the_whole_request_is_refused_alone(runs: Elasticsearch, section: Section, name: str) -> None:
    shipped = ship(runs, section, [action(name), action("ж" * 256)])
    assert shipped.refused == [
        Refusal(name=f"runs/{name}", error=f"an id has 1 to 512 bytes, this has {len(name.encode())}", version=7)
    ]
    assert shipped.written == 1


def test_what_was_refused_before_is_healed_when_it_is_taken(runs: Elasticsearch, section: Section) -> None:
    parked = frozenset({"runs/a", "runs/b", "runs/x"})
    shipped = ship(runs, section, [action("a"), action("b", source=None), action("c")], parked=parked)
    assert shipped.healed == {"runs/a", "runs/b"}


def test_so_many_refusals_stop_the_run(runs: Elasticsearch, section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "MOST_REFUSED", 3)
    with pytest.raises(ConfigError, match="the index refuses 4 of 4 documents, the last one being runs/3"):
        ship(runs, section, [action(str(number), source={"colour": "red"}) for number in range(10)])


def test_few_refusals_among_many_do_not_stop_it(runs: Elasticsearch, section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "MOST_REFUSED", 1)
    good = [action(f"good {number}") for number in range(300)]
    shipped = ship(runs, section, [*good, *[action(str(number), source={"colour": "red"}) for number in range(3)]])
    assert (shipped.written, len(shipped.refused)) == (300, 3)


def test_writing_makes_no_index(client: Elasticsearch, section: Section) -> None:
    with pytest.raises(ConfigError, match="`readout index setup` makes it"):
        ship(client, section, [action("a"), action("b", source=None)])
    assert not client.indices.get(index=f"{section.prefix}-*")


def test_another_index_may_be_written_to(runs: Elasticsearch, section: Section) -> None:
    runs.indices.create(index=f"{section.prefix}-runs-v4")
    ship(runs, section, [action("a")], indices={"runs": f"{section.prefix}-runs-v4"})
    assert not documents(runs, section)
    assert runs.get(index=f"{section.prefix}-runs-v4", id="a")["_version"] == 7


def test_more_than_one_chunk(runs: Elasticsearch, section: Section) -> None:
    seen: list[int] = []
    shipped = ship(runs, section, [action(str(number)) for number in range(1201)], progress=seen.append)
    assert (shipped.written, sum(seen)) == (1201, 1201)


def through(section: Section, plan: list[str | int | None], count: int) -> int:
    """How many bulk requests it took to ship so many documents over a way with these faults."""
    with gate_to(section.url) as gate:
        gate.plan.extend(plan)
        behind = section.model_copy(update={"url": gate.url})
        with connect(behind) as client:
            assert ship(client, behind, [action(str(number)) for number in range(count)], pace=QUICK).written == count
        return gate.bulks


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_server_that_is_busy_for_a_moment_is_asked_again(runs: Elasticsearch, section: Section, status: int) -> None:
    assert through(section, [status, status], 3) == 3
    assert len(documents(runs, section)) == 3


def test_a_connection_that_breaks_once_is_made_again(runs: Elasticsearch, section: Section) -> None:
    assert through(section, [DROP], 3) == 2


def test_a_server_that_stays_busy_ends_it_for_later(runs: Elasticsearch, section: Section) -> None:
    with pytest.raises(TryLater, match="overloaded"):
        through(section, [429] * 4, 3)


@pytest.mark.parametrize("fault", [DROP, HANG_UP], ids=["drop", "hang-up"])
def test_a_server_that_goes_away_in_the_middle_ends_it_for_later(runs: Elasticsearch, section: Section, fault: str) -> None:
    with pytest.raises(TryLater, match="the connection broke off"):
        through(section, [None, *[fault] * 20], 1001)
    assert len(documents(runs, section)) >= 500


def test_a_request_that_is_too_long_for_the_way_stops_it(runs: Elasticsearch, section: Section) -> None:
    with pytest.raises(ConfigError, match="takes no request that long"):
        through(section, [413], 3)


def test_a_disk_that_fills_up_ends_it_for_later(runs: Elasticsearch, section: Section) -> None:
    runs.indices.put_settings(index=f"{section.prefix}-runs", settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(TryLater, match="disk is nearly full"):
        ship(runs, section, [action("a")], pace=QUICK)
