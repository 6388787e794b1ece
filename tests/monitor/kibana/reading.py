"""The saved objects as a reader of the file sees them: nothing here knows the description that they were made from."""

from __future__ import annotations

import json
from typing import Any

from monitor.kibana.ndjson import ndjson_lines

Json = dict[str, Any]

OBJECTS: tuple[Json, ...] = tuple(map(json.loads, ndjson_lines()))
VIEWS = {one["id"]: one["attributes"] for one in OBJECTS if one["type"] == "index-pattern"}


def of_type(kind: str) -> tuple[Json, ...]:
    return tuple(one for one in OBJECTS if one["type"] == kind)


def view_of(saved: Json) -> str:
    """The id of the data view that a Lens object or a saved search asks."""
    (view,) = (one["id"] for one in saved["references"] if one["type"] == "index-pattern")
    return str(view)


def alias_of(saved: Json) -> str:
    """The alias, without the prefix, that it asks."""
    return str(VIEWS[view_of(saved)]["title"]).removeprefix("readout-")


def layer_of(lens: Json) -> Json:
    (layer,) = lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"].values()
    return dict(layer)


def search_source(saved: Json) -> Json:
    return dict(json.loads(saved["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"]))


def panels_of(dashboard: Json) -> list[Json]:
    return list(json.loads(dashboard["attributes"]["panelsJSON"]))


def controls_of(dashboard: Json) -> dict[str, Json]:
    group = dashboard["attributes"].get("controlGroupInput")
    return dict(json.loads(group["panelsJSON"])) if group else {}


def queries_of(saved: Json) -> list[str]:
    """Every KQL query in it."""
    if saved["type"] == "search":
        return [search_source(saved)["query"]["query"]]
    columns = layer_of(saved)["columns"].values()
    inner = [part["input"]["query"] for column in columns for part in column.get("params", {}).get("filters", ())]
    return [saved["attributes"]["state"]["query"]["query"], *inner, *(one["filter"]["query"] for one in columns if "filter" in one)]
