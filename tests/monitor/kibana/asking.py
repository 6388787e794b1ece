"""What a panel asks of Elasticsearch: each Lens column as the aggregation that it stands for.

Written from how Kibana's form-based data source nests its columns: in the order of `columnOrder`, the measures innermost, and
once more at every level whose values are ordered by one of them. `auto` intervals are asked as days. Left out is what needs a
second request (the rest of a top list as one value) and what only draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.monitor.kibana.kql import to_query
from tests.monitor.kibana.reading import Json, layer_of, search_source

SIMPLE = {"unique_count": "cardinality", "sum": "sum", "average": "avg", "max": "max"}


def asked_by_lens(lens: Json, *, time_field: str, since: str, until: str) -> Json:
    """The body of its search."""
    layer, state = layer_of(lens), lens["attributes"]["state"]
    query = _within(to_query(state["query"]["query"]), time_field, since, until)
    return {"size": 0, "query": query, "aggs": _nested(layer["columnOrder"], layer["columns"]), "track_total_hits": True}


def asked_by_search(search: Json, *, time_field: str, since: str, until: str) -> Json:
    """The body of the search of a listing: its documents, its columns."""
    query = _within(to_query(search_source(search)["query"]["query"]), time_field, since, until)
    attributes = search["attributes"]
    return {"query": query, "sort": [{field: way} for field, way in attributes["sort"]], "fields": attributes["columns"]}


def _within(query: Json, time_field: str, since: str, until: str) -> Json:
    return {"bool": {"filter": [query, {"range": {time_field: {"gte": since, "lte": until}}}]}}


def _nested(order: list[str], columns: Json) -> Json:
    measures = {name: columns[name] for name in order if not columns[name]["isBucketed"]}
    aggregations = _measures(measures)
    for name in reversed([name for name in order if columns[name]["isBucketed"]]):
        inner = aggregations
        if columns[name].get("params", {}).get("orderBy", {}).get("type") == "column":
            inner = inner | _measures(measures)
        aggregations = {name: _bucket(columns[name], columns) | ({"aggs": inner} if inner else {})}
    return aggregations


def _bucket(column: Json, columns: Json) -> Json:
    params = column["params"]
    match column["operationType"]:
        case "date_histogram":
            return {"date_histogram": {"field": column["sourceField"], "calendar_interval": "day", "min_doc_count": 1}}
        case "terms":
            order = {_order(params["orderBy"], columns): params["orderDirection"]}
            return {"terms": {"field": column["sourceField"], "size": params["size"], "order": order}}
        case "filters":
            return {"filters": {"filters": {part["label"]: to_query(part["input"]["query"]) for part in params["filters"]}}}
        case other:
            raise ValueError(f"a column is bucketed by {other}")


def _order(by: Json, columns: Json) -> str:
    if by["type"] == "alphabetical":
        return "_key"
    ranked = columns[by["columnId"]]
    if "filter" in ranked:
        raise ValueError("Kibana would order by the number inside a filter")
    return "_count" if ranked["operationType"] == "count" else str(by["columnId"])


def _measures(columns: Json) -> Json:
    return dict(
        _measure(name, column) for name, column in columns.items() if column["operationType"] != "count" or "filter" in column
    )


def _measure(name: str, column: Json) -> tuple[str, Json]:
    if "filter" not in column:
        return name, _number(column)
    inner = {} if column["operationType"] == "count" else {"aggs": {"of": _number(column)}}
    return name, {"filter": to_query(column["filter"]["query"])} | inner


def _number(column: Json) -> Json:
    if column["operationType"] == "last_value":
        params = column["params"]
        return {
            "top_hits": {"size": 1, "sort": [{params["sortField"]: "desc"}], "fields": [column["sourceField"]], "_source": False}
        }
    return {SIMPLE[column["operationType"]]: {"field": column["sourceField"]}}


def empty_columns(lens: Json, answer: Json) -> list[str]:
    """The columns that returned nothing: a bucketed one without a document, a measure without a value."""
    columns = layer_of(lens)["columns"]
    buckets = [name for name in layer_of(lens)["columnOrder"] if columns[name]["isBucketed"]]
    found: set[str] = set()
    for level, bucket in _walked(answer.get("aggregations", {}) | {"doc_count": answer["hits"]["total"]["value"]}, buckets):
        if bucket["doc_count"] == 0:
            continue
        if level:
            found.add(level)
        if level == (buckets[-1] if buckets else ""):
            found |= {
                name
                for name, column in columns.items()
                if not column["isBucketed"] and _has_value(column, bucket.get(name), bucket)
            }
    return sorted(set(columns) - found)


def empty_parts(lens: Json, answer: Json) -> list[str]:
    """Named parts without a document."""
    columns = layer_of(lens)["columns"]
    return [
        label
        for name, column in columns.items()
        if column["operationType"] == "filters"
        for label, part in answer["aggregations"][name]["buckets"].items()
        if part["doc_count"] == 0
    ]


def _walked(level: Json, names: list[str], at: str = "") -> Iterator[tuple[str, Json]]:
    yield at, level
    if not names:
        return
    buckets = level[names[0]]["buckets"]
    for bucket in buckets.values() if isinstance(buckets, dict) else buckets:
        yield from _walked(bucket, names[1:], names[0])


def _has_value(column: Json, value: Any, bucket: Json) -> bool:
    if value is None:  # documents are counted
        return column["operationType"] == "count" and bucket["doc_count"] > 0
    if "filter" in column:
        if column["operationType"] == "count":
            return bool(value["doc_count"])
        value = value["of"]
    if column["operationType"] == "last_value":
        return any(hit["fields"].get(column["sourceField"]) for hit in value["hits"]["hits"])
    return bool(value["value"])
