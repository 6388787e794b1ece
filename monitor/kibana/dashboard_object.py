"""A dashboard as a saved object: its boxes, its panels by reference, the lists above it."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.kibana.description import Control, Dashboard, Figure, Note, Panel, Row
from monitor.kibana.envelope import Json, as_text, object_id, saved_object, view_reference
from monitor.kibana.lens import kql
from monitor.kibana.panel_objects import type_of


def dashboard_object(dashboard: Dashboard, prefix: str) -> Json:
    placed = list(_placed(dashboard.rows))
    attributes: Json = {
        "title": dashboard.title,
        "description": dashboard.purpose,
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text({"query": kql(""), "filter": []})},
        "optionsJSON": as_text(
            {"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False, "hidePanelTitles": False}
        ),
        "panelsJSON": as_text([_dashboard_panel(panel, box) for panel, box in placed]),
        "timeRestore": True,
        "timeFrom": dashboard.since,
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "version": 1,
    }
    references = [
        {"type": type_of(panel), "id": object_id(panel.id, prefix), "name": f"{box['i']}:panel_{box['i']}"} for panel, box in placed
    ]
    if dashboard.controls:
        attributes["controlGroupInput"] = _control_group(dashboard.controls)
        references += [
            view_reference(f"controlGroup_{control.id}:optionsListDataView", control.alias, prefix)
            for control in dashboard.controls
        ]
    return saved_object("dashboard", object_id(dashboard.id, prefix), attributes, *references)


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
        "type": type_of(panel),
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
        "panelsJSON": as_text(panels),
        "ignoreParentSettingsJSON": as_text(obeyed),
    }
