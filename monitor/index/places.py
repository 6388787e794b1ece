"""Which index stands behind each alias."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from monitor import sections
from monitor.index.action import ALIASES, SCHEMA_VERSION, Alias
from monitor.index.failures import explained
from processors.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    alias: Alias
    index: str  # "readout-quotes-v2"
    live: Mapping[str, Any]  # what the server says of it: aliases, mappings, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything under our prefix that could be ours."""

    places: Mapping[Alias, Place]
    loose: tuple[str, ...]  # indices named as ours behind no alias: what a rebuild that was killed left
    next_number: int  # no index has it, or a higher one


def index_name(settings: sections.Elasticsearch, alias: Alias, number: int) -> str:
    return f"{settings.prefix}-{alias}-v{number}"


def look_at_indices(client: Elasticsearch, settings: sections.Elasticsearch) -> Found:
    """What is there; `ConfigError` when an alias is something else."""
    with explained(settings):
        answer = client.indices.get(index=[f"{settings.prefix}-{alias}*" for alias in ALIASES], expand_wildcards=["open", "closed"])
    places: dict[Alias, Place] = {}
    loose, numbers = [], [0]
    for index, live in sorted(answer.items()):
        found = re.fullmatch(rf"{re.escape(settings.prefix)}-({'|'.join(ALIASES)})(?:-v(\d+))?", index)
        if found is None:
            continue
        alias = next(alias for alias in ALIASES if alias == found[1])
        if found[2] is None:
            raise _not_an_alias(settings, index)
        numbers.append(int(found[2]))
        if f"{settings.prefix}-{alias}" not in live["aliases"]:
            loose.append(index)
        elif alias in places:
            raise _two_behind(settings, alias, places[alias].index, index)
        else:
            places[alias] = Place(alias=alias, index=index, live=live)
    return Found(places=places, loose=tuple(loose), next_number=max(numbers) + 1)


def require_places(client: Elasticsearch, settings: sections.Elasticsearch) -> Mapping[Alias, str]:
    """The index behind each alias; `ConfigError` when one is missing, or was made for another version of Readout."""
    names = [f"{settings.prefix}-{alias}" for alias in ALIASES]
    with explained(settings):
        answer = client.indices.get(index=names, filter_path="*.aliases,*.mappings._meta.schema_version")
    found: dict[Alias, str] = {}
    for index, live in answer.items():
        alias = next((alias for alias in ALIASES if f"{settings.prefix}-{alias}" in live.get("aliases", {})), None)
        if alias is None:
            raise _not_an_alias(settings, index)
        if alias in found:
            raise _two_behind(settings, alias, found[alias], index)
        version = live.get("mappings", {}).get("_meta", {}).get("schema_version")
        if version != SCHEMA_VERSION:
            raise ConfigError(
                f"{settings.url}: {index} was made for version {version} of the documents, and Readout writes version "
                f"{SCHEMA_VERSION}; `readout index rebuild` makes a new one"
            )
        found[alias] = index
    return found


def _not_an_alias(settings: sections.Elasticsearch, index: str) -> ConfigError:
    return ConfigError(f"{settings.url}: {index} is an index and should be an alias; delete it, then `readout index setup`")


def _two_behind(settings: sections.Elasticsearch, alias: Alias, one: str, other: str) -> ConfigError:
    return ConfigError(f"{settings.url}: {settings.prefix}-{alias} points to {one} and to {other}; take the alias from one of them")
