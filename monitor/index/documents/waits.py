"""Which documents the rows of the outbox are about, so that nobody calls wrong what only waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.index.action import Alias
from monitor.index.documents.runs import crawl_id, pass_id
from monitor.index.documents.subjects import read_changes
from monitor.store import outbox

BATCH = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """By alias the ids; a quote waits with its article."""

    names: Mapping[Alias, frozenset[str]]
    everything: bool  # rows were thrown away: only a rebuild tells

    def holds(self, alias: Alias, source: Mapping[str, object]) -> bool:
        if self.everything or source.get("id") in self.names[alias]:
            return True
        return alias == "quotes" and source.get("article") in self.names["articles"]


def read_waits(connection: Connection) -> Waits:
    """Of all rows that wait."""
    names: dict[Alias, set[str]] = {"articles": set(), "quotes": set(), "events": set(), "divergences": set(), "runs": set()}
    after = 0
    while changes := outbox.waiting(connection, BATCH, after=after):
        subjects = read_changes(connection, changes)
        names["articles"].update(subjects.articles)
        names["quotes"].update(subjects.quotes)
        names["events"].update(subjects.events)
        names["divergences"].update(subjects.divergences)
        names["runs"].update(map(pass_id, subjects.passes), map(crawl_id, subjects.crawls))
        after = changes[-1].number
    return Waits(
        names={alias: frozenset(found) for alias, found in names.items()}, everything=outbox.must_tell_everything(connection)
    )
