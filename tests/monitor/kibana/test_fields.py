"""Every field that Kibana is told of is in our mapping, with a type that allows what is done with it."""

from __future__ import annotations

import json

import pytest

from monitor.index.action import ALIASES
from tests.monitor.kibana.mapping import KIBANA_TYPES, fields, is_aggregatable
from tests.monitor.kibana.reading import OBJECTS, VIEWS, Json, alias_of, controls_of, layer_of, of_type

RECORDS = "___records___"
NUMBERS = {"number"}
ANY = {"string", "number", "date", "boolean"}
OPERATIONS = {  # what Lens allows each operation to be asked of, and what comes out of it: None, the field's own type
    "date_histogram": ({"date"}, "date"),
    "terms": ({"string", "number", "boolean"}, None),
    "unique_count": (ANY, "number"),
    "sum": (NUMBERS, "number"),
    "average": (NUMBERS, "number"),
    "max": (NUMBERS | {"date"}, None),
    "last_value": (ANY, None),
}
COLUMNS = [(lens, name, column) for lens in of_type("lens") for name, column in layer_of(lens)["columns"].items()]
OF_A_FIELD = [one for one in COLUMNS if one[2]["operationType"] not in ("count", "filters")]


def name_of(column: tuple[Json, str, Json]) -> str:
    return f"{column[0]['id']}.{column[1]}"


@pytest.mark.parametrize("place", OF_A_FIELD, ids=name_of)
def test_a_column_asks_what_its_field_can_answer(place: tuple[Json, str, Json]) -> None:
    lens, _, column = place
    kind = fields(alias_of(lens))[column["sourceField"]]
    allowed, result = OPERATIONS[column["operationType"]]
    assert KIBANA_TYPES[kind] in allowed
    assert is_aggregatable(kind)
    assert column["dataType"] == (result or KIBANA_TYPES[kind])


@pytest.mark.parametrize("place", [one for one in COLUMNS if one not in OF_A_FIELD], ids=name_of)
def test_a_column_without_a_field_counts_documents_or_names_parts(place: tuple[Json, str, Json]) -> None:
    _, _, column = place
    if column["operationType"] == "count":
        assert (column["sourceField"], column["dataType"]) == (RECORDS, "number")
    else:
        assert "sourceField" not in column
        assert len(column["params"]["filters"]) > 1


@pytest.mark.parametrize("place", [one for one in COLUMNS if one[2]["operationType"] == "last_value"], ids=name_of)
def test_the_last_value_is_the_last_by_a_date(place: tuple[Json, str, Json]) -> None:
    lens, _, column = place
    assert fields(alias_of(lens))[column["params"]["sortField"]] == "date"
    assert column["params"]["showArrayValues"] is True  # top_hits; the other way needs an aggregation not all servers have


@pytest.mark.parametrize("search", of_type("search"), ids=lambda one: one["id"])
def test_a_listing_shows_and_sorts_by_fields_that_are_there(search: Json) -> None:
    known = fields(alias_of(search))
    attributes = search["attributes"]
    assert set(attributes["columns"]) <= set(known)
    assert [(known[field], way) for field, way in attributes["sort"]] == [("date", "desc")]


@pytest.mark.parametrize("alias", ALIASES)
def test_each_alias_has_its_data_view_with_a_date_to_choose_by(alias: str) -> None:
    view = VIEWS[f"readout-{alias}"]
    assert view["title"] == f"readout-{alias}"
    assert fields(alias)[view["timeFieldName"]] == "date"


@pytest.mark.parametrize("alias", ALIASES)
def test_links_are_fields_that_hold_addresses(alias: str) -> None:
    formats = json.loads(VIEWS[f"readout-{alias}"]["fieldFormatMap"])
    for name, shown in formats.items():
        assert fields(alias)[name] == "keyword"
        assert shown["id"] == "url"
        assert shown["params"]["urlTemplate"] == "{{rawValue}}"


def test_a_divergence_leads_to_its_dossier() -> None:
    assert json.loads(VIEWS["readout-divergences"]["fieldFormatMap"])["dossier"]["params"]["labelTemplate"] == "dossier"
    assert any("dossier" in one["attributes"]["columns"] for one in of_type("search"))


def test_every_listed_article_has_its_link() -> None:
    for one in OBJECTS:
        if one["type"] == "search" and alias_of(one) in ("articles", "quotes"):
            assert "url" in one["attributes"]["columns"], one["id"]


@pytest.mark.parametrize("dashboard", of_type("dashboard"), ids=lambda one: one["id"])
def test_a_control_lists_values_of_a_keyword(dashboard: Json) -> None:
    views = {reference["name"]: reference["id"] for reference in dashboard["references"]}
    for name, control in controls_of(dashboard).items():
        view = VIEWS[views[f"controlGroup_{name}:optionsListDataView"]]
        alias = view["title"].removeprefix("readout-")
        assert control["explicitInput"]["id"] == name
        assert fields(alias)[control["explicitInput"]["fieldName"]] == "keyword"


def test_one_person_is_chosen_by_a_name_in_any_script() -> None:
    (person,) = (one for one in of_type("dashboard") if one["id"] == "readout-one-person")
    assert [one["explicitInput"]["fieldName"] for one in controls_of(person).values()] == ["speaker_names"]
