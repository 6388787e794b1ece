"""A chart, a table or a number as Lens keeps it: columns with their operations, and what is drawn of them.

Column ids are words, not random: the same description gives the same bytes. The order of the columns is the nesting of the
aggregations: the top outlets and then time, not the top outlets of each day; but the top speakers and then their outlets.
"""

from __future__ import annotations

from typing import Any

from monitor.kibana.description import Bucket, Chart, Figure, LensPanel, Measure, OverTime, Summary, Top
from monitor.kibana.envelope import Json

LAYER = "layer"
RECORDS = "___records___"  # Lens's name for "the documents themselves"


def lens_attributes(panel: LensPanel) -> Json:
    """The attributes of a Lens object; its one layer is bound to a data view by a reference."""
    match panel:
        case Chart():
            return _attributes(panel, "lnsXY", _nested(panel), panel.measures, _xy(panel))
        case Summary():
            buckets = {f"row-{number}": bucket for number, bucket in enumerate(panel.rows, start=1)}
            return _attributes(panel, "lnsDatatable", buckets, panel.measures, _table(buckets, panel.measures))
        case Figure():
            return _attributes(panel, "lnsMetric", {}, (panel.measure,), _figure())


def _nested(chart: Chart) -> dict[str, Bucket]:
    along: dict[str, Bucket] = {"along": chart.along}
    split: dict[str, Bucket] = {} if chart.split is None else {"split": chart.split}
    return split | along if isinstance(chart.along, OverTime) else along | split


def _measure_ids(measures: tuple[Measure, ...]) -> list[str]:
    return [f"measure-{number}" for number, _ in enumerate(measures, start=1)]


def _attributes(
    panel: LensPanel, kind: str, buckets: dict[str, Bucket], measures: tuple[Measure, ...], visualization: Json
) -> Json:
    columns = {name: _bucket_column(bucket, measures) for name, bucket in buckets.items()}
    columns |= dict(zip(_measure_ids(measures), map(_measure_column, measures), strict=True))
    layer = {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}}
    return {
        "title": panel.title,
        "description": "",
        "visualizationType": kind,
        "state": {
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "visualization": visualization,
            "query": kql(panel.where),
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def kql(query: str) -> Json:
    return {"language": "kuery", "query": query}


def _column(label: str, data_type: str, operation: str, *, bucketed: bool, scale: str, **more: Any) -> Json:
    return {
        "label": label,
        "customLabel": True,
        "dataType": data_type,
        "operationType": operation,
        "isBucketed": bucketed,
        "scale": scale,
        **more,
    }


def _bucket_column(bucket: Bucket, measures: tuple[Measure, ...]) -> Json:
    if isinstance(bucket, OverTime):
        params: Json = {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
        return _column(
            bucket.label, "date", "date_histogram", bucketed=True, scale="interval", sourceField=bucket.field, params=params
        )
    if isinstance(bucket, Top):
        return _column(
            bucket.label,
            bucket.data_type,
            "terms",
            bucketed=True,
            scale="ordinal",
            sourceField=bucket.field,
            params=_terms(bucket, measures),
        )
    parts = [{"label": label, "input": kql(query)} for label, query in bucket.parts]
    return _column(bucket.label, "string", "filters", bucketed=True, scale="ordinal", params={"filters": parts})


def _terms(top: Top, measures: tuple[Measure, ...]) -> Json:
    ranked = next((name for name, one in zip(_measure_ids(measures), measures, strict=True) if one.operation != "last_value"), None)
    by_number = ranked is not None and not top.alphabetical
    order: Json = {"type": "column", "columnId": ranked} if by_number else {"type": "alphabetical", "fallback": False}
    return {
        "size": top.size,
        "orderBy": order,
        "orderDirection": "desc" if by_number else "asc",
        "otherBucket": top.rest,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }


def _measure_column(measure: Measure) -> Json:
    params: Json = {}
    if measure.decimals is not None:
        params["format"] = {"id": "number", "params": {"decimals": measure.decimals}}
    if measure.operation in ("count", "unique_count", "sum"):
        params["emptyAsNull"] = False
    if measure.operation == "last_value":
        params |= {"sortField": measure.latest_by, "showArrayValues": True}  # top hits, which every distribution has
    filtered = {"filter": kql(measure.where)} if measure.where else {}
    return _column(
        measure.label,
        measure.data_type,
        measure.operation,
        bucketed=False,
        scale="ordinal" if measure.data_type == "string" else "ratio",
        sourceField=measure.field or RECORDS,
        params=params,
        **filtered,
    )


def _xy(chart: Chart) -> Json:
    layer: Json = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": chart.shape,
        "xAccessor": "along",
        "accessors": _measure_ids(chart.measures),
    }
    if chart.split is not None:
        layer["splitAccessor"] = "split"
    shown = {"x": True, "yLeft": True, "yRight": True}
    return {
        "preferredSeriesType": chart.shape,
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": True, "yRight": True},
        "tickLabelsVisibilitySettings": shown,
        "gridlinesVisibilitySettings": shown,
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "layers": [layer],
    }


def _table(buckets: dict[str, Bucket], measures: tuple[Measure, ...]) -> Json:
    columns = [{"columnId": name, "isTransposed": False} for name in (*buckets, *_measure_ids(measures))]
    return {"layerId": LAYER, "layerType": "data", "columns": columns, "rowHeight": "auto"}


def _figure() -> Json:
    return {"layerId": LAYER, "layerType": "data", "metricAccessor": "measure-1"}
