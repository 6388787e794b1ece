"""What differs between an index that is there and the one that its template would make now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.index.templates import Json


def differences(live: Mapping[str, Any], settings: Json, mapping: Json) -> Iterator[str]:
    """One line for each field and each setting; `live` is what the server says of the index."""
    there, wanted = _fields(live["mappings"]), _fields(mapping)
    for name in sorted({*there, *wanted}):
        if name not in there:
            yield f"field {name} is missing"
        elif name not in wanted:
            yield f"field {name} is not ours"
        else:
            yield from (f"field {name}: {words}" for words in _differing(there[name], wanted[name]))
    version = _leaves(mapping.get("_meta", {}))
    yield from (f"mapping: {words}" for words in _differing(_leaves(live["mappings"].get("_meta", {})), version))
    ours = _leaves(settings)
    is_set = {name: value for name, value in _leaves(live["settings"]["index"]).items() if name in ours}
    yield from (f"setting {words}" for words in _differing(is_set, ours))


def _differing(there: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*there, *wanted}):
        if there.get(name) != wanted.get(name):
            yield f"{name} is {there.get(name, 'not set')}, should be {wanted.get(name, 'not set')}"


def _fields(mapping: Mapping[str, Any], path: str = "") -> dict[str, dict[str, str]]:
    """Each field by its dotted name with what is set for it; "(all)" is the mapping itself."""
    own = {key: value for key, value in mapping.items() if key not in ("properties", "_meta")}
    found = {path or "(all)": _leaves(own)}
    for name, field in mapping.get("properties", {}).items():
        found |= _fields(field, f"{path}.{name}" if path else name)
    return found


def _leaves(tree: Any, path: str = "") -> dict[str, str]:
    """Each value by its dotted path, as the server writes it: numbers and truth values as words."""
    if isinstance(tree, Mapping):
        return {key: leaf for name, part in tree.items() for key, leaf in _leaves(part, f"{path}.{name}" if path else name).items()}
    if isinstance(tree, list):
        return {path: ", ".join(str(part) for part in tree)}
    return {path: str(tree).lower() if isinstance(tree, bool) else str(tree)}
