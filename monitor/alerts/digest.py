"""The digest record: what one mail says, in the order in which it says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.reports.evidence import Evidence
from processors.records import Divergence

IN_FULL = 10  # an analyst who gets forty equal lines reads none
LISTED = 100  # lines of each list; beyond it, who gets them counts and asks the store


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One divergence in the mail, and where more of it is: a page of the web view, if there is one."""

    evidence: Evidence
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A mailed divergence that ended: withdrawn because we were wrong, or closed because the other side printed it."""

    evidence: Evidence
    what: str  # "printed by Xinhua (zh) after 10 days"
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    id: str  # the ledger claim's: the Message-ID is made of it
    watch: str
    clock: datetime
    full: tuple[Item, ...]
    rest: tuple[Item, ...]
    closed: tuple[Correction, ...] = ()
    withdrawn: tuple[Correction, ...] = ()
    gaps: tuple[str, ...] = ()  # editions that are blocked, failing or not fresh, one sentence each
    notes: tuple[str, ...] = ()  # "the articles of the demo are invented"
    alarms: tuple[str, ...] = ()  # readings that are not as expected, one sentence each
    more: int = 0  # new ones that are only counted

    @property
    def count(self) -> int:
        return len(self.full) + len(self.rest) + self.more


def build_digest(
    *,
    id: str,
    watch: str,
    clock: datetime,
    new: Iterable[Item],
    closed: Iterable[Correction] = (),
    withdrawn: Iterable[Correction] = (),
    gaps: Iterable[str] = (),
    notes: Iterable[str] = (),
    in_full: int = IN_FULL,
    alarms: Iterable[str] = (),
) -> Digest | None:
    """The digest with the most salient divergence first; None when nothing is new, because then nothing is mailed."""
    ranked = sorted(new, key=lambda item: by_salience(item.evidence.divergence))
    ended, wrong = tuple(closed), tuple(withdrawn)
    if not (ranked or ended or wrong):
        return None
    rest = ranked[in_full:]
    return Digest(
        id=id, watch=watch, clock=clock, full=tuple(ranked[:in_full]), rest=tuple(rest[:LISTED]), more=len(rest[LISTED:]),
        closed=ended, withdrawn=wrong, gaps=tuple(gaps), notes=tuple(notes), alarms=tuple(alarms),
    )  # fmt: skip


def by_salience(divergence: Divergence) -> tuple[float, str]:
    """The sorting key of a digest: equals by id, so that the order never depends on the store."""
    return -divergence.salience, divergence.id
