"""Actions to the server in bulk: what became of each is counted, and what is refused for its own fault is kept by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch, helpers

from monitor import sections
from monitor.index.action import Action, Alias
from monitor.index.failures import explain_answer, explained, explanation
from processors.errors import ConfigError, ReadoutError

CHUNK_ACTIONS = 500
CHUNK_BYTES = 8 * 1024 * 1024
LONGEST_ID = 512  # bytes; one that is longer has the server refuse the whole request
PASSING = (429, 502, 503, 504)  # may go through a moment later
NOT_ITS_OWN_FAULT = (401, 403, 408, *PASSING)  # such an answer to one document would be the answer to each
MOST_REFUSED = 50  # a broken document comes alone; so many are a mapping that does not fit, and putting them aside would hide it
MOST_REFUSED_SHARE = 0.01
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often what may pass is sent again, and after how many seconds: 1, 2, 4, 8, 16."""

    max_retries: int = 5
    initial_backoff: float = 1
    max_backoff: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A document that the server does not take as it is."""

    name: str  # "quotes/<id>"
    error: str
    version: int  # of the store, when it was refused


@dataclass(slots=True, kw_only=True)
class Shipped:
    """What became of the actions."""

    written: int = 0
    deleted: int = 0
    newer: int = 0  # the index had a later version already
    refused: list[Refusal] = field(default_factory=list)
    healed: set[str] = field(default_factory=set)  # names that had been refused before

    @property
    def seen(self) -> int:
        return self.written + self.deleted + self.newer + len(self.refused)


def ship(
    client: Elasticsearch,
    settings: sections.Elasticsearch,
    actions: Iterable[Action],
    *,
    indices: Mapping[Alias, str] | None = None,
    parked: frozenset[str] = frozenset(),
    pace: Pace | None = None,
    progress: Callable[[int], object] = lambda count: None,
) -> Shipped:
    """What became of each; `indices` names what to write to in place of the aliases, `parked` what was refused before.

    Raises `TryLater` when the server goes away or cannot write, `ConfigError` when we may not, or when it refuses too many. How
    far it had come matters to nobody: every action may be repeated.
    """
    shipped = Shipped()
    course = _Course(settings=settings, actions=actions, indices=indices, shipped=shipped)
    with explained(settings):
        for ok, outcome in course.outcomes(client, pace or Pace()):
            item = next(iter(outcome.values()))
            if ok or item["status"] == 409 or _was_gone(item):
                _count(shipped, outcome)
                if parked and (name := course.name(item)) in parked:
                    shipped.healed.add(name)
            elif (fault := _fault_of_server(item, settings)) is not None:
                raise fault
            else:
                course.refuse(course.name(item), _error_words(item))
            progress(1)
    return shipped


@dataclass(slots=True, kw_only=True)
class _Course:
    """One run through the actions."""

    settings: sections.Elasticsearch
    actions: Iterable[Action]
    indices: Mapping[Alias, str] | None
    shipped: Shipped
    version: int = 0  # the newest seen
    aliases: dict[str, str] = field(default_factory=dict)  # by the index that it was written to

    def outcomes(self, client: Elasticsearch, pace: Pace) -> Iterator[tuple[bool, dict[str, Any]]]:
        return iter(
            helpers.streaming_bulk(
                client.options(retry_on_status=()),  # the transport would repeat at once, without a pause
                self._sendable(),  # type: ignore[arg-type]  # expand makes of an Action what the helper would of a dict
                expand_action_callback=self._expand,  # type: ignore[arg-type]
                chunk_size=CHUNK_ACTIONS,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,  # otherwise a 429 of one item is never sent again
                raise_on_exception=False,  # a refused request comes as an outcome of each of its items, with the exception
                max_retries=pace.max_retries,
                initial_backoff=pace.initial_backoff,
                max_backoff=pace.max_backoff,
                retry_on_status=PASSING,
                require_alias=self.indices is None,  # an index must never be made by being written to
            )
        )

    def _sendable(self) -> Iterator[Action]:
        for action in self.actions:
            self.version = max(self.version, action.version)
            if 0 < len(action.id.encode()) <= LONGEST_ID:
                yield action
            else:
                self.refuse(f"{action.alias}/{action.id}", f"an id has 1 to {LONGEST_ID} bytes, this has {len(action.id.encode())}")

    def _expand(self, action: Action) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
        index = self.indices[action.alias] if self.indices else f"{self.settings.prefix}-{action.alias}"
        head = {"_index": index, "_id": action.id, "version": action.version, "version_type": "external_gte"}
        return {"delete" if action.source is None else "index": head}, action.source

    def name(self, item: Mapping[str, Any]) -> str:
        """ "quotes/<id>", whether the server named the alias or the index behind it."""
        index = item["_index"]
        if index not in self.aliases:
            found = re.fullmatch(rf"{re.escape(self.settings.prefix)}-([a-z]+)(-v\d+)?", index)
            self.aliases[index] = found[1] if found else index
        return f"{self.aliases[index]}/{item['_id']}"

    def refuse(self, name: str, error: str) -> None:
        """Puts the document aside; `ConfigError` when there are too many of them."""
        refused = self.shipped.refused
        refused.append(Refusal(name=name, error=error, version=self.version))
        if len(refused) > MOST_REFUSED and len(refused) > MOST_REFUSED_SHARE * self.shipped.seen:
            raise ConfigError(
                f"{self.settings.url}: the index refuses {len(refused)} of {self.shipped.seen} documents, the last one being "
                f"{name}: {error}; `readout index setup` says whether the mapping still fits"
            )


def _count(shipped: Shipped, outcome: Mapping[str, Mapping[str, Any]]) -> None:
    ((kind, item),) = outcome.items()
    if item["status"] == 409:
        shipped.newer += 1
    elif kind == "delete":
        shipped.deleted += 1
    else:
        shipped.written += 1


def _was_gone(item: Mapping[str, Any]) -> bool:
    """A delete of what is not there; a missing index has the same status and an error."""
    return item["status"] == 404 and "error" not in item


def _fault_of_server(item: Mapping[str, Any], settings: sections.Elasticsearch) -> ReadoutError | None:
    """The error to stop with; None when it is this document that is wrong."""
    if (exception := item.get("exception")) is not None:  # the request as a whole was answered so
        return explanation(exception, settings)
    error = item.get("error")
    kind = error.get("type") if isinstance(error, Mapping) else None
    if item["status"] in NOT_ITS_OWN_FAULT or kind == "index_not_found_exception":
        return explain_answer(item["status"], error if isinstance(error, Mapping) else {"reason": error}, settings)
    return None


def _error_words(item: Mapping[str, Any]) -> str:
    error = item.get("error")
    if not isinstance(error, Mapping):
        return f"{item['status']}: {error}"[:LONGEST_ERROR]
    cause = error.get("caused_by", {}).get("reason")
    words = f"{error.get('type')}: {error.get('reason')}" + (f" ({cause})" if cause else "")
    return " ".join(words.split())[:LONGEST_ERROR]
