"""The forms of Kibana's saved objects at the versions that ours are stamped with, as its public code and real exports show them.

Every model forbids what it does not name. Where Kibana checks the same on import (dashboards since 8.9, saved searches since
8.8), an unknown or missing attribute would be refused there; where it checks nothing (Lens, Markdown), a wrong name would be
swallowed and the panel stay empty, so these are the stricter for it.
"""

# ruff: noqa: N815 - the names are Kibana's

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _from_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("Kibana keeps this as a string of JSON")
    return json.loads(value)


Text = BeforeValidator(_from_text)  # before a field that is JSON inside a string


class Reference(Shape):
    type: Literal["index-pattern", "lens", "search", "visualization"]
    id: str
    name: str


class Kql(Shape):
    language: Literal["kuery"]
    query: str


class UrlFormatParams(Shape):
    type: Literal["a"]
    urlTemplate: Literal["{{rawValue}}"]
    labelTemplate: str


class UrlFormat(Shape):
    id: Literal["url"]
    params: UrlFormatParams


class DataViewAttributes(Shape):
    title: str
    name: str
    timeFieldName: str
    fieldFormatMap: Annotated[dict[str, UrlFormat], Text]
    fieldAttrs: Annotated[dict[str, Any], Text]
    fields: Annotated[list[Any], Text]
    runtimeFieldMap: Annotated[dict[str, Any], Text]
    sourceFilters: Annotated[list[Any], Text]
    typeMeta: Annotated[dict[str, Any], Text]


class Column(Shape):
    label: Annotated[str, Field(min_length=1)]
    customLabel: Literal[True]
    dataType: Literal["string", "number", "date", "boolean"]
    isBucketed: bool


class DateHistogramParams(Shape):
    interval: Literal["auto"]
    includeEmptyRows: bool
    dropPartials: bool


class DateHistogram(Column):
    operationType: Literal["date_histogram"]
    isBucketed: Literal[True]
    scale: Literal["interval"]
    dataType: Literal["date"]
    sourceField: str
    params: DateHistogramParams


class ByColumn(Shape):
    type: Literal["column"]
    columnId: str


class Alphabetical(Shape):
    type: Literal["alphabetical"]
    fallback: bool


class ParentFormat(Shape):
    id: Literal["terms"]


class TermsParams(Shape):
    size: Annotated[int, Field(ge=1, le=1000)]
    orderBy: ByColumn | Alphabetical
    orderDirection: Literal["asc", "desc"]
    otherBucket: bool
    missingBucket: bool
    parentFormat: ParentFormat
    include: list[str]
    exclude: list[str]
    includeIsRegex: bool
    excludeIsRegex: bool


class Terms(Column):
    operationType: Literal["terms"]
    isBucketed: Literal[True]
    scale: Literal["ordinal"]
    sourceField: str
    params: TermsParams


class Part(Shape):
    label: str
    input: Kql


class FiltersParams(Shape):
    filters: list[Part]


class Filters(Column):
    operationType: Literal["filters"]
    isBucketed: Literal[True]
    scale: Literal["ordinal"]
    dataType: Literal["string"]
    params: FiltersParams


class NumberParams(Shape):
    decimals: int


class NumberFormat(Shape):
    id: Literal["number"]
    params: NumberParams


class Measure(Column):
    isBucketed: Literal[False]
    scale: Literal["ratio"]
    filter: Kql | None = None


class CountParams(Shape):
    emptyAsNull: bool
    format: NumberFormat | None = None


class Count(Measure):
    operationType: Literal["count"]
    sourceField: Literal["___records___"]
    params: CountParams


class UniqueOrSum(Measure):
    operationType: Literal["unique_count", "sum"]
    sourceField: str
    params: CountParams


class NumberParamsOnly(Shape):
    format: NumberFormat | None = None


class AverageOrMax(Measure):
    operationType: Literal["average", "max"]
    sourceField: str
    params: NumberParamsOnly


class LastValueParams(Shape):
    sortField: str
    showArrayValues: Literal[True]


class LastValue(Column):
    operationType: Literal["last_value"]
    isBucketed: Literal[False]
    scale: Literal["ordinal", "ratio"]
    sourceField: str
    filter: Kql
    params: LastValueParams


AnyColumn = Annotated[
    DateHistogram | Terms | Filters | Count | UniqueOrSum | AverageOrMax | LastValue, Field(discriminator="operationType")
]


class Layer(Shape):
    columnOrder: list[str]
    columns: dict[str, AnyColumn]
    incompleteColumns: dict[str, Any]


class FormBased(Shape):
    layers: dict[str, Layer]


class DatasourceStates(Shape):
    formBased: FormBased  # called indexpattern before 8.6


class Axes(Shape):
    x: bool
    yLeft: bool
    yRight: bool


class Orientation(Shape):
    x: int
    yLeft: int
    yRight: int


class Legend(Shape):
    isVisible: bool
    position: Literal["right", "left", "top", "bottom"]


Series = Literal["line", "bar_stacked", "bar_percentage_stacked", "bar_horizontal", "bar_horizontal_stacked"]


class XyLayer(Shape):
    layerId: str
    layerType: Literal["data"]
    seriesType: Series
    xAccessor: str
    accessors: Annotated[list[str], Field(min_length=1)]
    splitAccessor: str | None = None


class Xy(Shape):
    preferredSeriesType: Series
    legend: Legend
    valueLabels: Literal["hide", "show"]
    fittingFunction: Literal["None"]
    axisTitlesVisibilitySettings: Axes
    tickLabelsVisibilitySettings: Axes
    gridlinesVisibilitySettings: Axes
    labelsOrientation: Orientation
    layers: Annotated[list[XyLayer], Field(min_length=1)]


class TableColumn(Shape):
    columnId: str
    isTransposed: bool


class Datatable(Shape):
    layerId: str
    layerType: Literal["data"]
    columns: Annotated[list[TableColumn], Field(min_length=1)]
    rowHeight: Literal["auto", "single", "custom"]


class Metric(Shape):
    layerId: str
    layerType: Literal["data"]
    metricAccessor: str  # the old kind of metric, lnsLegacyMetric, calls it accessor


class LensState(Shape):
    datasourceStates: DatasourceStates
    visualization: Xy | Datatable | Metric
    query: Kql
    filters: Annotated[list[Any], Field(max_length=0)]
    internalReferences: Annotated[list[Any], Field(max_length=0)]
    adHocDataViews: Annotated[dict[str, Any], Field(max_length=0)]


class LensAttributes(Shape):
    title: str
    description: str
    visualizationType: Literal["lnsXY", "lnsDatatable", "lnsMetric"]
    state: LensState


class SearchMeta(Shape):
    searchSourceJSON: str


class SearchAttributes(Shape):  # what 8.8 checks a saved search against; later versions only add to it
    title: str
    description: str
    columns: list[str]
    sort: list[Annotated[list[str], Field(min_length=2, max_length=2)]]
    grid: dict[str, Any]
    hideChart: bool
    isTextBasedQuery: bool
    kibanaSavedObjectMeta: SearchMeta
    timeRestore: bool


class SearchSource(Shape):
    query: Kql
    filter: Annotated[list[Any], Field(max_length=0)]
    indexRefName: Literal["kibanaSavedObjectMeta.searchSourceJSON.index"]


class MarkdownParams(Shape):
    fontSize: int
    openLinksInNewTab: bool
    markdown: str


class VisState(Shape):
    title: str
    type: Literal["markdown"]
    aggs: Annotated[list[Any], Field(max_length=0)]
    params: MarkdownParams


class VisualizationAttributes(Shape):
    title: str
    description: str
    visState: Annotated[VisState, Text]
    uiStateJSON: Literal["{}"]
    kibanaSavedObjectMeta: SearchMeta
    version: Literal[1]


class Box(Shape):
    x: int
    y: int
    w: int
    h: int
    i: str


class Embeddable(Shape):
    enhancements: dict[str, Any]
    hidePanelTitles: bool | None = None


class Panel(Shape):
    type: Literal["lens", "search", "visualization"]
    gridData: Box
    panelIndex: str
    embeddableConfig: Embeddable
    panelRefName: str


class Options(Shape):
    useMargins: bool
    syncColors: bool
    syncCursor: bool
    syncTooltips: bool
    hidePanelTitles: bool


class Refresh(Shape):
    pause: bool
    value: int


class ControlInput(Shape):
    id: str
    fieldName: str
    title: str
    selectedOptions: list[str]
    enhancements: dict[str, Any]


class Control(Shape):
    order: int
    width: Literal["small", "medium", "large"]
    grow: bool
    type: Literal["optionsListControl"]
    explicitInput: ControlInput


class Obeyed(Shape):
    ignoreFilters: bool
    ignoreQuery: bool
    ignoreTimerange: bool
    ignoreValidations: bool


class ControlGroup(Shape):
    controlStyle: Literal["oneLine", "twoLine"]
    chainingSystem: Literal["HIERARCHICAL", "NONE"]
    panelsJSON: Annotated[dict[str, Control], Text]
    ignoreParentSettingsJSON: Annotated[Obeyed, Text]


class DashboardSource(Shape):
    query: Kql
    filter: Annotated[list[Any], Field(max_length=0)]


class DashboardMeta(Shape):
    searchSourceJSON: Annotated[DashboardSource, Text]


class DashboardAttributes(Shape):  # what 8.9 checks a dashboard against, and forbids anything beside
    title: str
    description: str
    kibanaSavedObjectMeta: DashboardMeta
    optionsJSON: Annotated[Options, Text]
    panelsJSON: Annotated[list[Panel], Text]
    timeRestore: bool
    timeFrom: str
    timeTo: str
    refreshInterval: Refresh
    version: Literal[1]
    controlGroupInput: ControlGroup | None = None


class SavedObject(Shape):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    references: list[Reference]
    coreMigrationVersion: Literal["8.8.0"]


class DataView(SavedObject):
    type: Literal["index-pattern"]
    typeMigrationVersion: Literal["8.0.0"]
    attributes: DataViewAttributes


class Lens(SavedObject):
    type: Literal["lens"]
    typeMigrationVersion: Literal["8.9.0"]
    attributes: LensAttributes


class Search(SavedObject):
    type: Literal["search"]
    typeMigrationVersion: Literal["8.0.0"]
    attributes: SearchAttributes


class Visualization(SavedObject):
    type: Literal["visualization"]
    typeMigrationVersion: Literal["8.5.0"]
    attributes: VisualizationAttributes


class Dashboard(SavedObject):
    type: Literal["dashboard"]
    typeMigrationVersion: Literal["8.9.0"]
    attributes: DashboardAttributes


AnySavedObject: TypeAdapter[Any] = TypeAdapter(
    Annotated[DataView | Lens | Search | Visualization | Dashboard, Field(discriminator="type")]
)
