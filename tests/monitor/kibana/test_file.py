"""The file that is committed: whole, its own generator's, and nothing in it refers to what it lacks."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from monitor.kibana.dashboards import DASHBOARDS
from monitor.kibana.data_views import DATA_VIEWS
from monitor.kibana.description import Dashboard, Figure, Measure, Note, Row
from monitor.kibana.ndjson import ndjson_lines
from monitor.kibana.saved_objects import saved_objects
from tests.monitor.kibana.reading import OBJECTS, Json, layer_of, of_type, panels_of, search_source

COMMITTED = Path(__file__).parents[3] / "config" / "kibana" / "readout.ndjson"


def test_the_committed_file_is_what_the_generator_writes() -> None:
    assert COMMITTED.read_text(encoding="utf-8").splitlines(keepends=True) == list(ndjson_lines()), (
        "remake it: readout kibana build -o config/kibana/readout.ndjson"
    )


def test_every_line_is_one_object() -> None:
    for line in ndjson_lines():
        assert line.endswith("\n")
        assert line.count("\n") == 1
        assert isinstance(json.loads(line), dict)


def test_no_id_stands_twice() -> None:
    counted = Counter((one["type"], one["id"]) for one in OBJECTS)
    assert max(counted.values()) == 1


def test_every_reference_leads_to_an_object_of_the_file() -> None:
    there = {(one["type"], one["id"]) for one in OBJECTS}
    for one in OBJECTS:
        assert {(reference["type"], reference["id"]) for reference in one["references"]} <= there, one["id"]


def test_what_is_referred_to_stands_first() -> None:
    seen: set[tuple[str, str]] = set()
    for one in OBJECTS:
        assert {(reference["type"], reference["id"]) for reference in one["references"]} <= seen, one["id"]
        seen.add((one["type"], one["id"]))


def test_every_panel_and_note_stands_on_a_dashboard() -> None:
    shown = {reference["id"] for one in of_type("dashboard") for reference in one["references"]}
    assert {one["id"] for one in OBJECTS if one["type"] not in ("index-pattern", "dashboard")} <= shown


@pytest.mark.parametrize("dashboard", of_type("dashboard"), ids=lambda one: one["id"])
def test_each_panel_finds_its_object_by_the_name_of_the_reference(dashboard: Json) -> None:
    by_name = {reference["name"]: reference for reference in dashboard["references"]}
    for panel in panels_of(dashboard):
        assert panel["panelIndex"] == panel["gridData"]["i"]
        assert by_name[f"{panel['panelIndex']}:{panel['panelRefName']}"]["type"] == panel["type"]


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_each_layer_finds_its_data_view_by_the_name_of_the_reference(lens: Json) -> None:
    layers = lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    assert [reference["name"] for reference in lens["references"]] == [f"indexpattern-datasource-layer-{name}" for name in layers]


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_what_is_drawn_are_columns_of_the_layer(lens: Json) -> None:
    layer, drawn = layer_of(lens), lens["attributes"]["state"]["visualization"]
    match lens["attributes"]["visualizationType"]:
        case "lnsXY":
            (part,) = drawn["layers"]
            ids = {part["xAccessor"], *part["accessors"], *([part["splitAccessor"]] if "splitAccessor" in part else [])}
        case "lnsDatatable":
            ids = {column["columnId"] for column in drawn["columns"]}
        case "lnsMetric":
            ids = {drawn["metricAccessor"]}
        case other:
            pytest.fail(f"{other} is a visualisation that nobody looked up")
    assert ids == set(layer["columns"])
    assert sorted(layer["columnOrder"]) == sorted(layer["columns"])


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_buckets_stand_before_measures_and_order_by_one_of_them(lens: Json) -> None:
    layer = layer_of(lens)
    bucketed = [layer["columns"][name]["isBucketed"] for name in layer["columnOrder"]]
    assert bucketed == sorted(bucketed, reverse=True)
    for column in layer["columns"].values():
        order = column.get("params", {}).get("orderBy", {})
        if order.get("type") == "column":
            assert layer["columns"][order["columnId"]]["operationType"] != "last_value"  # Lens cannot rank by it
            assert not layer["columns"][order["columnId"]]["isBucketed"]


def test_top_speakers_are_chosen_before_their_outlets_and_top_outlets_before_time() -> None:
    orders = {one["id"]: layer_of(one)["columnOrder"] for one in of_type("lens")}
    assert orders["readout-quotes-by-speaker"] == ["along", "split", "measure-1"]
    assert orders["readout-quotes-over-time"] == ["split", "along", "measure-1"]


def test_saved_searches_ask_by_reference() -> None:
    for one in of_type("search"):
        assert [reference["name"] for reference in one["references"]] == [search_source(one)["indexRefName"]]


def test_another_prefix_makes_other_names_everywhere() -> None:
    lines = ndjson_lines("elsewhere")
    assert [json.loads(line)["id"].removeprefix("elsewhere-") for line in lines] == [
        one["id"].removeprefix("readout-") for one in OBJECTS
    ]
    assert '"title": "elsewhere-quotes"' in "".join(lines)
    assert '"readout-' not in "".join(lines)


def test_two_panels_of_one_name_are_a_mistake_of_the_description() -> None:
    figure = Figure(id="same", title="Articles", alias="articles", measure=Measure(label="Articles"))
    note = Note(id="same", title="A note", text="Invented.")
    wrong = Dashboard(id="d", title="D", purpose="P", rows=(Row(height=4, panels=((figure, 24), (note, 24))),))
    with pytest.raises(ValueError, match="two panels are called same"):
        list(saved_objects(DATA_VIEWS, (wrong,), "readout"))


def test_no_secret_no_machine_and_no_time_of_writing_stands_in_it() -> None:
    text = COMMITTED.read_text(encoding="utf-8")
    assert "updated_at" not in text
    assert "created_at" not in text
    assert "http" not in text


def test_every_dashboard_is_there() -> None:
    assert [one["attributes"]["title"] for one in of_type("dashboard")] == [dashboard.title for dashboard in DASHBOARDS]
