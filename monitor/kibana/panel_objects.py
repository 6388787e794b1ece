"""Each panel as a saved object of its own, which dashboards refer to."""

from __future__ import annotations

from monitor.kibana.description import Chart, Figure, Listing, Note, Panel, Summary
from monitor.kibana.envelope import Json, as_text, object_id, saved_object, view_reference
from monitor.kibana.lens import LAYER, kql, lens_attributes

SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"


def panel_object(panel: Panel, prefix: str) -> Json:
    match panel:
        case Chart() | Summary() | Figure():
            layer = view_reference(f"indexpattern-datasource-layer-{LAYER}", panel.alias, prefix)
            return saved_object("lens", object_id(panel.id, prefix), lens_attributes(panel), layer)
        case Listing():
            index = view_reference(SEARCH_INDEX, panel.alias, prefix)
            return saved_object("search", object_id(panel.id, prefix), _listing_attributes(panel), index)
        case Note():
            return saved_object("visualization", object_id(panel.id, prefix), _note_attributes(panel))


def type_of(panel: Panel) -> str:
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
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text(source)},
        "timeRestore": False,
    }


def _note_attributes(note: Note) -> Json:
    params = {"fontSize": 12, "openLinksInNewTab": False, "markdown": note.text}
    return {
        "title": note.title,
        "description": "",
        "visState": as_text({"title": note.title, "type": "markdown", "aggs": [], "params": params}),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text({"query": kql(""), "filter": []})},
        "version": 1,
    }
