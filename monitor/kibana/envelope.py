"""What every saved object has around its attributes: type, id, references, and the stamps of its form.

The stamps say which version's form an object has. They are low on purpose: a newer Kibana brings an object of an older form
up to its own, and an older one refuses it.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]  # Any: JSON

STAMPS = {"index-pattern": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0", "search": "8.0.0", "visualization": "8.5.0"}
CORE_STAMP = "8.8.0"


def saved_object(kind: str, identity: str, attributes: Json, *references: Json) -> Json:
    return {
        "type": kind,
        "id": identity,
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": CORE_STAMP,
        "typeMigrationVersion": STAMPS[kind],
    }


def object_id(name: str, prefix: str) -> str:
    return f"{prefix}-{name}"


def view_reference(name: str, alias: str, prefix: str) -> Json:
    return {"type": "index-pattern", "id": object_id(alias, prefix), "name": name}


def as_text(value: object) -> str:
    """JSON inside a string, which is how Kibana keeps what it does not search."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
