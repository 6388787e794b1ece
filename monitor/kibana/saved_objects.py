"""The described things as Kibana's saved objects: what an export of Kibana 8.9 would write, without its times and versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.kibana.dashboard_object import dashboard_object
from monitor.kibana.description import Dashboard, DataView, Panel, panels_of
from monitor.kibana.envelope import Json, as_text, object_id, saved_object
from monitor.kibana.panel_objects import panel_object


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
        "fieldFormatMap": as_text(formats),
        "fieldAttrs": "{}",
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "typeMeta": "{}",
    }
    return saved_object("index-pattern", object_id(view.alias, prefix), attributes)
