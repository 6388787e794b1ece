"""The templates of `config/elasticsearch`: read, named for this installation's prefix, given to the server."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from crawler.config_folder import built_in_config
from monitor import sections
from monitor.index.action import ALIASES, SCHEMA_VERSION, Alias
from monitor.index.failures import explained
from processors.errors import ConfigError

Json = dict[str, Any]  # Any: a part of a template
SHIPPED_PREFIX = "readout-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    components: Mapping[str, Json]  # by the name that the server has for it
    indices: Mapping[Alias, Json]


def read_templates(folder: Path, prefix: str) -> Templates:
    """Those of the configuration, else the built-in ones; `ConfigError` when they do not fit this program."""
    place = folder / "elasticsearch"
    if not place.is_dir():
        place = built_in_config() / "elasticsearch"
    bodies = {path.stem.removeprefix(SHIPPED_PREFIX): _read(path) for path in sorted(place.glob("*.json"))}
    if missing := [alias for alias in ALIASES if alias not in bodies]:
        raise ConfigError(f"{place}: there is no {SHIPPED_PREFIX}{missing[0]}.json; take it from the shipped configuration")
    return Templates(
        components={f"{prefix}-{name}": body for name, body in bodies.items() if "composed_of" not in body},
        indices={alias: _renamed(bodies[alias], prefix) for alias in ALIASES},
    )


def put_templates(client: Elasticsearch, settings: sections.Elasticsearch, templates: Templates) -> None:
    """The server makes new indices so from now on; those that are there stay as they are."""
    with explained(settings):
        for name, body in templates.components.items():
            client.cluster.put_component_template(name=name, **_arguments(body))
        for alias, body in templates.indices.items():
            client.indices.put_index_template(name=f"{settings.prefix}-{alias}", **_arguments(body))


def composed(templates: Templates, alias: Alias) -> tuple[Json, Json]:
    """Settings and mapping of an index of that alias, as the server puts them together."""
    body = templates.indices[alias]
    settings: Json = {}
    mapping: Json = {}
    for part in [*(templates.components[name] for name in body["composed_of"]), body]:
        template = part.get("template", {})
        _merge(settings, template.get("settings", {}).get("index", {}))
        _merge(mapping, template.get("mappings", {}))
    return settings, mapping


def _read(path: Path) -> Json:
    try:
        body: Json = json.loads(path.read_text(encoding="utf-8"))
        version = body["_meta"]["schema_version"]
    except (OSError, ValueError, LookupError, TypeError) as wrong:
        raise ConfigError(f"{path}: it cannot be read as a template ({wrong}); take it from the shipped configuration") from wrong
    if version != SCHEMA_VERSION:
        raise ConfigError(
            f"{path}: it is of version {version}, and Readout writes version {SCHEMA_VERSION}; "
            "take the folder from the shipped configuration"
        )
    return body


def _renamed(body: Json, prefix: str) -> Json:
    named = copy.deepcopy(body)
    for key in ("index_patterns", "composed_of"):
        named[key] = [f"{prefix}-{name.removeprefix(SHIPPED_PREFIX)}" for name in body[key]]
    return named


def _arguments(body: Json) -> Json:
    """As the client calls them."""
    return {key.lstrip("_"): value for key, value in body.items()}


def _merge(into: Json, more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value
