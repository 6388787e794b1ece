"""One write to the search engine: a document as it is to be, or its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Alias = Literal["articles", "quotes", "events", "divergences", "runs"]
ALIASES: tuple[Alias, ...] = get_args(Alias)
SCHEMA_VERSION = 1  # of config/elasticsearch: in each template's _meta, and in the names of the indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Idempotent: the same id, a version that only grows, the whole document."""

    alias: Alias
    id: str
    version: int  # `outbox.store_version` of the transaction that the source was read in; sent as external_gte
    source: Mapping[str, Any] | None  # Any: JSON; None: there is no such document any more
