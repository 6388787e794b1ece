"""Every panel's question, asked of a real server over documents that fit the strict mappings, has an answer."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from elasticsearch import BadRequestError

from monitor.index.documents import all_actions
from tests.monitor.index.projecting import projection
from tests.monitor.index.storing import begun
from tests.monitor.kibana.asking import empty_columns, empty_parts
from tests.monitor.kibana.indexing import Indexed, indexed
from tests.monitor.kibana.kql import to_query
from tests.monitor.kibana.reading import OBJECTS, Json, controls_of, of_type
from tests.monitor.kibana.seeded import NAMES, SINCE, UNTIL, documents
from tests.servers.elasticsearch.running import RunningServer

BY_ID = {one["id"].removeprefix("readout-"): one for one in OBJECTS if one["type"] in ("lens", "search")}


@pytest.fixture(scope="module")
def seeded(elasticsearch_plain: RunningServer) -> Iterator[Indexed]:
    with indexed(elasticsearch_plain, documents(), since=SINCE, until=UNTIL) as made:
        yield made


@pytest.fixture(scope="module")
def projected(elasticsearch_plain: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Indexed]:
    """What our own projector makes of a small store."""
    with begun(tmp_path_factory.mktemp("store")) as store, store.reading() as connection:
        actions = list(all_actions(connection, projection()))
    rows = [(action.alias, action.id, dict(action.source or {})) for action in actions]
    with indexed(elasticsearch_plain, rows, since=SINCE, until=UNTIL) as made:
        yield made


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_every_column_returns_a_bucket_with_a_value(seeded: Indexed, lens: Json) -> None:
    answer = seeded.ask(lens)
    assert empty_columns(lens, answer) == []
    assert empty_parts(lens, answer) == []


@pytest.mark.parametrize("search", of_type("search"), ids=lambda one: one["id"])
def test_every_listing_returns_documents_and_fills_its_columns(seeded: Indexed, search: Json) -> None:
    filled = {name for hit in seeded.list(search) for name in hit.get("fields", {})}
    assert set(search["attributes"]["columns"]) <= filled


def split_by(field: str) -> Json:
    """Who is quoted by which outlet, with another field in the outlet's place."""
    lens = copy.deepcopy(BY_ID["quotes-by-speaker"])
    lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]["layer"]["columns"]["split"]["sourceField"] = field
    return lens


def test_a_column_of_a_field_that_is_not_there_would_be_found(seeded: Indexed) -> None:
    lens = split_by("nowhere")
    assert empty_columns(lens, seeded.ask(lens)) == ["measure-1", "split"]


def test_a_column_of_a_field_that_cannot_answer_would_be_found(seeded: Indexed) -> None:
    with pytest.raises(BadRequestError, match="Fielddata is disabled"):
        seeded.ask(split_by("text.zh"))


def test_a_query_that_nothing_fits_would_be_found(seeded: Indexed) -> None:
    lens = copy.deepcopy(BY_ID["divergences-open"])
    lens["attributes"]["state"]["query"]["query"] = "status: opened"
    assert empty_columns(lens, seeded.ask(lens)) == ["measure-1"]


def test_what_stood_in_an_older_revision_or_in_a_copy_is_not_counted(seeded: Indexed) -> None:
    lens = BY_ID["quotes-count"]
    assert seeded.ask(lens)["hits"]["total"]["value"] == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_person_is_found_by_a_name_in_any_script(seeded: Indexed, name: str) -> None:
    found = seeded.search("quotes", {"query": to_query(f'current: true and not same_as: * and speaker_names: "{name}"')})
    assert {hit["_source"]["language"] for hit in found["hits"]["hits"]} == {"zh", "ru", "en"}


@pytest.mark.parametrize("typed", ["harb", "портов", "港"])
def test_the_list_of_names_finds_what_is_typed(seeded: Indexed, typed: str) -> None:
    (control,) = (control for one in of_type("dashboard") for control in controls_of(one).values())
    listed = {"terms": {"field": control["explicitInput"]["fieldName"], "include": f"{typed}.*"}}
    answer = seeded.search("quotes", {"size": 0, "aggs": {"listed": listed}})
    assert [bucket["key"] in NAMES for bucket in answer["aggregations"]["listed"]["buckets"]] == [True]


def test_each_language_has_its_own_column_of_quotes(seeded: Indexed) -> None:
    for language in ("zh", "ru", "en"):
        assert [hit["_source"]["language"] for hit in seeded.list(BY_ID[f"person-{language}"])] == [language]


@pytest.mark.parametrize(
    "panel",
    [
        "coverage-by-outlet",
        "coverage-by-edition",
        "coverage-by-language",
        "coverage-newest",
        "coverage-events-table",
        "quotes-over-time",
        "quotes-newest",
        "person-ru",
        "divergences-over-time",
        "divergences-by-state",
        "divergences-sides",
        "divergences-open-table",
        "health-over-time",
        "health-by-edition",
        "health-articles",
        "health-last-passes",
    ],
)
def test_what_our_projector_makes_answers_too(projected: Indexed, panel: str) -> None:
    assert not projected.is_empty(BY_ID[panel])


def test_a_divergence_of_our_projector_has_the_address_of_its_dossier(projected: Indexed) -> None:
    (divergence,) = projected.list(BY_ID["divergences-open-table"])
    assert divergence["fields"]["dossier"][0].startswith("https://readout.example.org/divergences/")
