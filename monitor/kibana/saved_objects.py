"""The described things as Kibana's saved objects: what an export of Kibana 8.9 would write, without its times and versions.

The stamps say which version's form an object has. They are low on purpose: a newer Kibana brings an object of an older form
up to its own, and an older one refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from monitor.kibana.description import (
    Chart,
    Control,
    Dashboard,
    DataView,
    Figure,
    Listing,
    Note,
    Panel,
    Row,
    Summary,
    panels_of,
)
from monitor.kibana.lens import LAYER, Json, kql, lens_attributes

STAMPS = {"index-pattern": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0", "search": "8.0.0", "visualization": "8.5.0"}
CORE_STAMP = "8.8.0"
SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"


def saved_objects(views: Iterable[DataView], dashboards: Iterable[Dashboard], prefix: str) -> Iterator[Json]:
    """Every object, what is referred to before what refers to it; a panel that stands on two dashboards once."""
    for view in views:
        yield data_view(view, prefix)
    known: dict[str, Panel] = {}
    for dashboard in dashboards:
        for panel in panels_of(dashboard):
            if known.setdefault(panel.id, panel) is not panel:
                raise ValueError(f"two panels are called {panel.id}")
    for panel in known.values():
        yield panel_object(panel, prefix)
    for dashboard in dashboards:
        yield dashboard_object(dashboard, prefix)


def data_view(view: DataView, prefix: str) -> Json:
    formats = {
        link.field: {"id": "url", "params": {"type": "a", "urlTemplate": "{{rawValue}}", "labelTemplate": link.label}}
        for link in view.links
    }
    attributes = {
        "title": f"{prefix}-{view.alias}",
        "name": view.name,
        "timeFieldName": view.time_field,
        "fieldFormatMap": _text(formats),
        "fieldAttrs": "{}",
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "typeMeta": "{}",
    }
    return _object("index-pattern", view_id(view.alias, prefix), attributes)


def view_id(alias: str, prefix: str) -> str:
    return f"{prefix}-{alias}"


def panel_object(panel: Panel, prefix: str) -> Json:
    match panel:
        case Chart() | Summary() | Figure():
            layer = _reference(f"indexpattern-datasource-layer-{LAYER}", panel.alias, prefix)
            return _object("lens", _id(panel.id, prefix), lens_attributes(panel), layer)
        case Listing():
            index = _reference(SEARCH_INDEX, panel.alias, prefix)
            return _object("search", _id(panel.id, prefix), _listing_attributes(panel), index)
        case Note():
            return _object("visualization", _id(panel.id, prefix), _note_attributes(panel))


def dashboard_object(dashboard: Dashboard, prefix: str) -> Json:
    placed = list(_placed(dashboard.rows))
    attributes: Json = {
        "title": dashboard.title,
        "description": dashboard.purpose,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text({"query": kql(""), "filter": []})},
        "optionsJSON": _text(
            {"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False, "hidePanelTitles": False}
        ),
        "panelsJSON": _text([_dashboard_panel(panel, box) for panel, box in placed]),
        "timeRestore": True,
        "timeFrom": dashboard.since,
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "version": 1,
    }
    references = [
        {"type": _type(panel), "id": _id(panel.id, prefix), "name": f"{box['i']}:panel_{box['i']}"} for panel, box in placed
    ]
    if dashboard.controls:
        attributes["controlGroupInput"] = _control_group(dashboard.controls)
        references += [
            _reference(f"controlGroup_{control.id}:optionsListDataView", control.alias, prefix) for control in dashboard.controls
        ]
    return _object("dashboard", _id(dashboard.id, prefix), attributes, *references)


def _object(kind: str, identity: str, attributes: Json, *references: Json) -> Json:
    return {
        "type": kind,
        "id": identity,
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": CORE_STAMP,
        "typeMigrationVersion": STAMPS[kind],
    }


def _id(name: str, prefix: str) -> str:
    return f"{prefix}-{name}"


def _reference(name: str, alias: str, prefix: str) -> Json:
    return {"type": "index-pattern", "id": view_id(alias, prefix), "name": name}


def _text(value: object) -> str:
    """JSON inside a string, which is how Kibana keeps what it does not search."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _type(panel: Panel) -> str:
    match panel:
        case Listing():
            return "search"
        case Note():
            return "visualization"
        case _:
            return "lens"


def _listing_attributes(listing: Listing) -> Json:
    source = {"query": kql(listing.where), "filter": [], "indexRefName": SEARCH_INDEX}
    return {
        "title": listing.title,
        "description": "",
        "columns": list(listing.columns),
        "sort": [[listing.newest_by, "desc"]],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
        "timeRestore": False,
    }


def _note_attributes(note: Note) -> Json:
    params = {"fontSize": 12, "openLinksInNewTab": False, "markdown": note.text}
    return {
        "title": note.title,
        "description": "",
        "visState": _text({"title": note.title, "type": "markdown", "aggs": [], "params": params}),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text({"query": kql(""), "filter": []})},
        "version": 1,
    }


def _placed(rows: tuple[Row, ...]) -> Iterator[tuple[Panel, Json]]:
    """Each panel with its box: rows below one another, in a row from the left."""
    top = 0
    for row in rows:
        left = 0
        for panel, width in row.panels:
            yield panel, {"x": left, "y": top, "w": width, "h": row.height, "i": panel.id}
            left += width
        top += row.height


def _dashboard_panel(panel: Panel, box: Json) -> Json:
    hidden = {"hidePanelTitles": True} if isinstance(panel, Note | Figure) else {}  # they say it themselves
    return {
        "type": _type(panel),
        "gridData": box,
        "panelIndex": box["i"],
        "embeddableConfig": {"enhancements": {}, **hidden},
        "panelRefName": f"panel_{box['i']}",
    }


def _control_group(controls: tuple[Control, ...]) -> Json:
    panels = {
        control.id: {
            "order": order,
            "width": "large",
            "grow": True,
            "type": "optionsListControl",
            "explicitInput": {
                "id": control.id,
                "fieldName": control.field,
                "title": control.title,
                "selectedOptions": [],
                "enhancements": {},
            },
        }
        for order, control in enumerate(controls)
    }
    obeyed = {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    return {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "panelsJSON": _text(panels),
        "ignoreParentSettingsJSON": _text(obeyed),
    }
