"""Each object has the form that Kibana's public code expects of the version it is stamped with."""

from __future__ import annotations

import copy

import pytest
from pydantic import ValidationError

from tests.monitor.kibana.reading import OBJECTS, Json, of_type, search_source
from tests.monitor.kibana.shapes import AnySavedObject, SearchSource

STATES = {"lnsXY": "Xy", "lnsDatatable": "Datatable", "lnsMetric": "Metric"}


@pytest.mark.parametrize("saved", OBJECTS, ids=lambda one: f"{one['type']}-{one['id']}")
def test_it_has_its_form(saved: Json) -> None:
    AnySavedObject.validate_python(saved)


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_what_is_drawn_is_of_the_kind_that_it_says(lens: Json) -> None:
    read = AnySavedObject.validate_python(lens)
    assert type(read.attributes.state.visualization).__name__ == STATES[lens["attributes"]["visualizationType"]]


@pytest.mark.parametrize("search", of_type("search"), ids=lambda one: one["id"])
def test_a_saved_search_says_what_it_asks(search: Json) -> None:
    SearchSource.model_validate(search_source(search))


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_no_column_is_named_as_lens_names_the_parts_of_a_formula(lens: Json) -> None:
    (layer,) = lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"].values()
    assert [name for name in layer["columns"] if "X" in name] == []


@pytest.mark.parametrize(
    "taken",
    ["adHocDataViews", "internalReferences", "datasourceStates", "visualization", "query", "filters"],
)
def test_a_state_that_lacks_a_part_has_not_its_form(taken: str) -> None:
    broken = copy.deepcopy(of_type("lens")[0])
    del broken["attributes"]["state"][taken]
    with pytest.raises(ValidationError, match=taken):
        AnySavedObject.validate_python(broken)


def test_an_attribute_that_kibana_forbids_is_found() -> None:
    broken = copy.deepcopy(of_type("dashboard")[0])
    broken["attributes"]["sections"] = []
    with pytest.raises(ValidationError, match="sections"):
        AnySavedObject.validate_python(broken)
