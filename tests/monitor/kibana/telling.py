"""Each dashboard as a table of its panels, as `docs/kibana.md` has it. Print it: python -m tests.monitor.kibana.telling"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.kibana.dashboards import DASHBOARDS
from monitor.kibana.description import Chart, Dashboard, Figure, Listing, Measure, Panel, Summary, panels_of

SHAPES = {
    "line": "lines",
    "bar_stacked": "stacked bars",
    "bar_percentage_stacked": "bars of shares",
    "bar_horizontal": "lying bars",
    "bar_horizontal_stacked": "lying stacked bars",
}


def told(dashboard: Dashboard) -> Iterator[str]:
    """The lines of its section: heading, purpose, controls, table."""
    yield f"### {dashboard.title}"
    yield ""
    yield f"{dashboard.purpose} Opens on the time from `{dashboard.since}`."
    for control in dashboard.controls:
        yield f"**{control.title}** above it lists the values of `{control.field}`."
    yield ""
    yield "| panel | is | of | shows |"
    yield "|---|---|---|---|"
    yield from filter(None, map(_row, panels_of(dashboard)))


def _row(panel: Panel) -> str | None:
    match panel:
        case Chart():
            split = f", by {panel.split.label}" if panel.split else ""
            what = f"{_measures(panel.measures)} along {panel.along.label}{split}"
            return _line(panel.title, SHAPES[panel.shape], panel.alias, what, panel.where)
        case Summary():
            what = f"for each {' and '.join(row.label for row in panel.rows)}: {_measures(panel.measures)}"
            return _line(panel.title, "table", panel.alias, what, panel.where)
        case Figure():
            return _line(panel.title, "number", panel.alias, _measures((panel.measure,)), panel.where)
        case Listing():
            return _line(panel.title, "documents", panel.alias, ", ".join(f"`{one}`" for one in panel.columns), panel.where)
        case _:
            return None  # a note says what this page says


def _measures(measures: tuple[Measure, ...]) -> str:
    return ", ".join(f"{one.label} ({_measure(one)})" for one in measures)


def _measure(one: Measure) -> str:
    of = f" of `{one.field}`" if one.field else ""
    return f"`{one.operation}`{of}{f' where `{one.where}`' if one.where else ''}"


def _line(title: str, kind: str, alias: str, what: str, where: str) -> str:
    return f"| {title} | {kind} | {alias}{f', `{where}`' if where else ''} | {what} |"


if __name__ == "__main__":
    print("\n\n".join("\n".join(told(dashboard)) for dashboard in DASHBOARDS))  # noqa: T201 - that is what it is run for
