"""`/`: the divergences, the most salient first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from monitor.reports.desk import lay_desk, names_of
from monitor.reports.dossier import KINDS
from monitor.reports.evidence import Evidence
from monitor.reports.gathering import gather_evidence
from monitor.reports.wording import headline_of, spoken, spoken_gloss
from monitor.store.browsing import Wanted, count_states, find_divergences, list_speakers
from monitor.store.reading import check_tables
from monitor.web.asked import choice_asked, page_asked, text_asked
from monitor.web.printing import print_page, with_other
from monitor.web.shelf import Shelf
from processors.records import Divergence

ON_A_PAGE = 20
SPEAKERS = 200  # in the list to choose from
STATES = {
    "new": "new",
    "alerted": "mailed",
    "pending": "waiting",
    "not-known": "not yet known",
    "confirmed": "confirmed",
    "closed": "closed",
    "uncertain": "uncertain",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}
CURRENT = tuple(state for state in STATES if state not in ("uncertain", "rejected", "withdrawn"))  # shown when nothing is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One divergence in the list."""

    evidence: Evidence
    kind: str
    words: str
    language: str
    gloss: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One choice of states, and how many divergences it shows."""

    words: str
    count: int
    chosen: bool
    address: dict[str, str]


def show_list(shelf: Shelf, request: Request) -> str:
    state = choice_asked(request, "state", (*STATES, "all"))
    page = page_asked(request)
    wanted = Wanted(
        states=_states(state),
        kind=choice_asked(request, "kind", KINDS),
        outlet=choice_asked(request, "outlet", shelf.outlets),
        speaker=text_asked(request, "speaker") or None,
    )
    address = with_other(
        {}, state=state or "", kind=wanted.kind or "", outlet=wanted.outlet or "", speaker=wanted.speaker or ""
    )  # fmt: skip
    with shelf.store.reading() as connection:
        check_tables(connection)
        counts = count_states(connection, wanted)
        total = sum(counts.get(name, 0) for name in wanted.states or STATES)
        if page > 1 and (page - 1) * ON_A_PAGE >= total:
            raise NotFound(f"There are {total} divergences here, and no page {page}.")
        found = find_divergences(connection, wanted, offset=(page - 1) * ON_A_PAGE, limit=ON_A_PAGE)
        entries = _entries(connection, shelf, found)
        speakers = [(name, names_of(name, shelf.knowledge).en) for name in list_speakers(connection, SPEAKERS)]
    return print_page(
        "list.html.j2", active="divergences", entries=entries, chips=_chips(counts, state, address), wanted=wanted, state=state,
        kinds=KINDS, outlets=shelf.outlets, speakers=sorted(speakers, key=lambda speaker: speaker[1]), states=STATES,
        first=(page - 1) * ON_A_PAGE + 1, total=total, address=address,
        before={**address, "page": str(page - 1)} if page > 1 else None,
        after={**address, "page": str(page + 1)} if page * ON_A_PAGE < total else None,
    )  # fmt: skip


def _states(state: str | None) -> tuple[str, ...] | None:
    if state == "all":
        return None
    return CURRENT if state is None else (state,)


def _chips(counts: dict[str, int], state: str | None, address: dict[str, str]) -> list[Chip]:
    """The current ones, all, and each state that there is."""
    choices = [("", "current", sum(counts.get(name, 0) for name in CURRENT))]
    choices += [(name, words, counts.get(name, 0)) for name, words in STATES.items() if counts.get(name) or name == state]
    choices.append(("all", "all", sum(counts.values())))
    return [
        Chip(words=words, count=count, chosen=name == (state or ""), address=with_other(address, state=name))
        for name, words, count in choices
    ]


def _entries(connection: Connection, shelf: Shelf, found: tuple[Divergence, ...]) -> list[Entry]:
    """With the quoted articles alone on the desk: what covers it is for the dossier."""
    quoted = [replace(divergence, coverage=(), nearest=None) for divergence in found]
    desk = lay_desk(
        connection, quoted, outlets=shelf.settings.outlets, knowledge=shelf.knowledge, instruments=None, gloss=shelf.gloss
    )  # fmt: skip
    return [_entry(gather_evidence(divergence, desk)) for divergence in quoted]


def _entry(evidence: Evidence) -> Entry:
    shown = (evidence.english or evidence.main) if evidence.renderings else None
    return Entry(
        evidence=evidence, kind=KINDS[evidence.divergence.kind], words=spoken(evidence), gloss=spoken_gloss(evidence),
        language=shown.source.language if shown else "", headline=headline_of(evidence),
    )  # fmt: skip
