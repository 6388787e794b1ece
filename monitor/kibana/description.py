"""The records that dashboards are described in. Everything that Kibana calls by a long name is made of these few.

A panel has an `id` without the prefix, unique among all dashboards; `where` is KQL. Labels are for readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.index.action import Alias

Shape = Literal["line", "bar_stacked", "bar_percentage_stacked", "bar_horizontal", "bar_horizontal_stacked"]
Operation = Literal["count", "unique_count", "sum", "average", "max", "last_value"]
DataType = Literal["string", "number", "date", "boolean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A field whose value is an address, shown as a link with that label."""

    field: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    alias: Alias
    name: str
    time_field: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The most frequent values of a field; `alphabetical`: the first ones by name, where the order means more than the number."""

    field: str
    label: str
    size: int = 10
    data_type: DataType = "string"
    alphabetical: bool = False
    rest: bool = True  # what is beyond `size`, as one value


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Stretches of time, as long as the chosen range asks for."""

    field: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Named parts, each by its KQL."""

    label: str
    parts: tuple[tuple[str, str], ...]


Bucket = Top | OverTime | Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is shown of each bucket; `count` counts documents and has no field."""

    label: str
    operation: Operation = "count"
    field: str | None = None
    data_type: DataType = "number"
    where: str = ""  # only of these documents
    latest_by: str | None = None  # last_value: the date that says which is the last
    decimals: int | None = None  # None: as Kibana writes numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars or lines along one bucket, coloured by another."""

    id: str
    title: str
    alias: Alias
    shape: Shape
    along: Bucket
    measures: tuple[Measure, ...]
    split: Bucket | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A table of buckets: one row for each, or for each combination."""

    id: str
    title: str
    alias: Alias
    rows: tuple[Bucket, ...]
    measures: tuple[Measure, ...]
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number."""

    id: str
    title: str
    alias: Alias
    measure: Measure
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The documents themselves, a row each, the newest first."""

    id: str
    title: str
    alias: Alias
    columns: tuple[str, ...]
    newest_by: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A few words of Markdown for who opens the dashboard."""

    id: str
    title: str
    text: str


LensPanel = Chart | Summary | Figure
Panel = LensPanel | Listing | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Panels side by side: each with the columns that it takes of the 48."""

    height: int
    panels: tuple[tuple[Panel, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A list of a field's values above the dashboard, to choose from by typing."""

    id: str
    title: str
    alias: Alias
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    id: str
    title: str
    purpose: str  # one sentence: what question it answers
    rows: tuple[Row, ...]
    controls: tuple[Control, ...] = ()
    since: str = "now-30d"  # how far back it looks when it is opened


def panels_of(dashboard: Dashboard) -> tuple[Panel, ...]:
    """Its panels as they are read: from the left, row by row."""
    return tuple(panel for row in dashboard.rows for panel, _ in row.panels)
