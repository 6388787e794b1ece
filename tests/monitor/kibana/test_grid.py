"""Boxes of a dashboard: within its 48 columns, none over another, none too small to read."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.monitor.kibana.reading import Json, of_type, panels_of

WIDTH = 48
NARROWEST, LOWEST = 8, 4
DASHBOARDS = of_type("dashboard")


def meet(one: Json, other: Json) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def boxes(dashboard: Json) -> list[Json]:
    return [panel["gridData"] for panel in panels_of(dashboard)]


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one["id"])
def test_boxes_stay_within_the_width(dashboard: Json) -> None:
    for box in boxes(dashboard):
        assert box["x"] >= 0
        assert box["x"] + box["w"] <= WIDTH
        assert box["w"] >= NARROWEST
        assert box["h"] >= LOWEST


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one["id"])
def test_no_box_lies_over_another(dashboard: Json) -> None:
    assert [(one["i"], other["i"]) for one, other in combinations(boxes(dashboard), 2) if meet(one, other)] == []


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one["id"])
def test_no_row_leaves_a_hole(dashboard: Json) -> None:
    assert sum(box["w"] * box["h"] for box in boxes(dashboard)) == WIDTH * max(box["y"] + box["h"] for box in boxes(dashboard))


def test_the_three_languages_stand_side_by_side() -> None:
    (person,) = (one for one in DASHBOARDS if one["id"] == "readout-one-person")
    sides = [box for box in boxes(person) if box["i"] in ("person-zh", "person-ru", "person-en")]
    assert len({(box["y"], box["h"], box["w"]) for box in sides}) == 1
    assert [box["x"] for box in sides] == [0, 16, 32]
