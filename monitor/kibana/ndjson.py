"""The file that Kibana imports: one saved object a line."""

from __future__ import annotations

from monitor.kibana.dashboards import DASHBOARDS
from monitor.kibana.data_views import DATA_VIEWS
from monitor.kibana.saved_objects import saved_objects
from monitor.output import json_line

PREFIX = "readout"  # of the aliases, when nobody says otherwise


def ndjson_lines(prefix: str = PREFIX) -> tuple[str, ...]:
    """The lines; the same description and prefix give the same bytes."""
    return tuple(map(json_line, saved_objects(DATA_VIEWS, DASHBOARDS, prefix)))
