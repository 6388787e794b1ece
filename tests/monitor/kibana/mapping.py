"""The fields of each alias as the shipped templates declare them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "config" / "elasticsearch"

KIBANA_TYPES = {  # what Kibana makes of a field's type
    "keyword": "string", "text": "string", "long": "number", "float": "number", "date": "date", "boolean": "boolean",
}  # fmt: skip


@cache
def fields(alias: str) -> Mapping[str, str]:
    """Each field with its Elasticsearch type, multi-fields included."""
    template = _read(f"readout-{alias}")
    parts = [*map(_read, template["composed_of"]), template]
    return {
        name: kind for part in parts for name, kind in _flat(part["template"].get("mappings", {}).get("properties", {}), prefix="")
    }


def is_aggregatable(kind: str) -> bool:
    return kind != "text"


def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def _flat(properties: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, field in properties.items():
        if "properties" in field:
            yield from _flat(field["properties"], f"{prefix}{name}.")
            continue
        yield f"{prefix}{name}", field["type"]
        for inner, more in field.get("fields", {}).items():
            yield f"{prefix}{name}.{inner}", more["type"]
