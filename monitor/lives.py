"""The life of a divergence: what a pass computes is matched to what is stored, so that ids are kept and nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from processors.records import Divergence, QuoteRef, State

Status = Literal["pending", "open", "closed", "withdrawn"]
ABSENCES = ("omitted", "edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A divergence as the store holds it: its id was given at birth."""

    divergence: Divergence  # as compared last; its own `state` is not looked at
    status: Status
    known: bool  # False while it is a watermark that lacks
    mailable: bool  # False when all its articles came by import
    renderings: tuple[QuoteRef, ...]  # every place it was ever seen at
    born_at: datetime
    open_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None  # the article that carried it after all


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What has to be known of an article to tell a late rendering from a mistake of ours."""

    edition: str  # "xinhua/zh"
    published_at: datetime  # its first revision
    revised_at: datetime  # its last one
    crawled: bool  # False: it came by import


def reconcile(
    stored: Sequence[Life],
    computed: Sequence[Divergence],
    renderings: Mapping[str, Sequence[QuoteRef]],
    seen: Mapping[str, Seen],
    clock: datetime,
) -> tuple[Life, ...]:
    """The lives after this comparison: those that go on or ended, then those that were born; `stored` order is kept.

    `renderings` gives the quotes of each computed utterance, `seen` the articles of the events that were compared.
    """
    matches = _match(stored, computed, renderings, [not _carried_after_all(life, renderings, seen) for life in stored])
    going_on = [
        _go_on(life, computed[matches[number]], renderings, seen, clock)
        if number in matches
        else _end(life, renderings, seen, clock)
        for number, life in enumerate(stored)
    ]
    taken = {life.divergence.id for life in stored}
    born = [
        _born(divergence, renderings, seen, clock, told=any(_likeness(life, divergence, renderings) for life in stored))
        for place, divergence in enumerate(computed)
        if place not in matches.values() and divergence.id not in taken
    ]
    return (*going_on, *born)


def state_of(life: Life, *, notified: bool, verdict: str | None) -> State:
    """What the interface shows, derived from the three facts that are kept apart."""
    if life.status in ("withdrawn", "closed"):
        return "withdrawn" if life.status == "withdrawn" else "closed"
    if verdict in ("confirmed", "rejected"):
        return "confirmed" if verdict == "confirmed" else "rejected"
    if life.status == "pending":
        return "pending" if life.known else "not-known"
    if not life.divergence.certain:
        return "uncertain"
    return "alerted" if notified else "new"


# --- matching -----------------------------------------------------------------------------------------------------------


def _match(
    stored: Sequence[Life], computed: Sequence[Divergence], renderings: Mapping[str, Sequence[QuoteRef]], alive: Sequence[bool]
) -> dict[int, int]:
    """Index in `stored` → index in `computed`: the same id first, then the most places in common, one to one."""
    candidates = []
    for number, life in enumerate(stored):
        if not alive[number]:
            continue
        for place, divergence in enumerate(computed):
            common = _likeness(life, divergence, renderings)
            if common:
                same_id = life.divergence.id == divergence.id
                candidates.append((not same_id, -common, number, place))
    matches: dict[int, int] = {}
    used: set[int] = set()
    for _, _, number, place in sorted(candidates):
        if number not in matches and place not in used:
            matches[number] = place
            used.add(place)
    return matches


def _likeness(life: Life, divergence: Divergence, renderings: Mapping[str, Sequence[QuoteRef]]) -> int:
    """How many places the two share; 0 when they are not the same divergence."""
    old = life.divergence
    if old.kind != divergence.kind or _side(old) != _side(divergence):
        return 0
    if old.id == divergence.id:
        return 1_000_000
    if divergence.kind in ABSENCES:
        return _common(life.renderings, places(divergence, renderings))
    ends = divergence.quotes[:2]  # one of each version, speaker or revision
    if not ends or not old.quotes or not all(_common(life.renderings, [end]) for end in ends):
        return 0
    if not all(_common(divergence.quotes, [end]) for end in old.quotes[:2]):
        return 0
    return _common(life.renderings, divergence.quotes)


def _carried_after_all(life: Life, renderings: Mapping[str, Sequence[QuoteRef]], seen: Mapping[str, Seen]) -> bool:
    """Whether the silent side now carries what most of it became.

    A new rendering can part an utterance in two, a lead and the words themselves; the half that is still not carried is
    not the omission that was told.
    """
    if life.divergence.kind not in ABSENCES:
        return False
    common = {utterance: _common(life.renderings, quotes) for utterance, quotes in renderings.items()}
    most = max(common.values(), default=0)
    return any(
        count == most and _silent_side_in(life.divergence, {seen[quote.article_id].edition for quote in renderings[utterance]})
        for utterance, count in common.items()
        if most
    )


def _silent_side_in(divergence: Divergence, editions: set[str]) -> bool:
    if divergence.kind == "edition":
        return set(divergence.absent) <= editions
    return _side(divergence) in {edition.partition("/")[0] for edition in editions}


def _side(divergence: Divergence) -> str:
    """What, beside the words, makes it one: the silent outlet."""
    return divergence.absent[0].partition("/")[0] if divergence.kind in ABSENCES and divergence.absent else ""


def _common(some: Iterable[QuoteRef], others: Iterable[QuoteRef]) -> int:
    others = tuple(others)
    return sum(any(overlap(one, other) for other in others) for one in some)


def overlap(one: QuoteRef, other: QuoteRef) -> bool:
    """Whether two references share printed words."""
    return (
        (one.article_id, one.revision, one.field) == (other.article_id, other.revision, other.field)
        and any(a.start < b.stop and b.start < a.stop for a in one.content for b in other.content)
    )  # fmt: skip


def places(divergence: Divergence, renderings: Mapping[str, Sequence[QuoteRef]]) -> tuple[QuoteRef, ...]:
    """Where it stands: for an absence all that renders the utterance, else the quotes that it compares."""
    whole = renderings.get(divergence.utterance_id, ()) if divergence.kind in ABSENCES else ()
    return tuple(dict.fromkeys((divergence.anchor, *divergence.quotes, *whole)))


# --- living -------------------------------------------------------------------------------------------------------------


def _born(
    divergence: Divergence, renderings: Mapping[str, Sequence[QuoteRef]], seen: Mapping[str, Seen], clock: datetime, *, told: bool
) -> Life:
    """A part of what another life tells already (`told`) is shown and never mailed."""
    status = _status(divergence)
    return Life(
        divergence=divergence,
        status=status,
        known=divergence.state != "not-known",
        mailable=_mailable(divergence, seen) and not told,
        renderings=places(divergence, renderings),
        born_at=clock,
        open_at=_became_open(divergence, seen, clock) if status == "open" else None,
        ended_at=clock if status in ("closed", "withdrawn") else None,
    )


def _became_open(divergence: Divergence, seen: Mapping[str, Seen], clock: datetime) -> datetime:
    """When it could first have been told: an old story that is found today is old."""
    if divergence.kind in ABSENCES:
        return min(clock, divergence.window_closes_at or clock)
    concerned = [seen[quote.article_id] for quote in divergence.quotes if quote.article_id in seen]
    moments = [article.revised_at if divergence.kind == "edited" else article.published_at for article in concerned]
    return min(clock, max(moments, default=clock))


def _go_on(
    life: Life, divergence: Divergence, renderings: Mapping[str, Sequence[QuoteRef]], seen: Mapping[str, Seen], clock: datetime
) -> Life:
    """What was open stays open whatever the clock says now; what had ended and is found again lives on."""
    status = _status(divergence)
    if life.open_at is not None and status == "pending":
        status = "open"
    return replace(
        life,
        divergence=replace(divergence, id=life.divergence.id),
        status=status,
        known=divergence.state != "not-known" or status != "pending",
        mailable=life.mailable or _mailable(divergence, seen),
        renderings=tuple(dict.fromkeys((*life.renderings, *places(divergence, renderings)))),
        open_at=life.open_at or (clock if status == "open" else None),
        ended_at=(life.ended_at or clock) if status in ("closed", "withdrawn") else None,
        ended_by=life.ended_by if status in ("closed", "withdrawn") else None,
    )


def _end(life: Life, renderings: Mapping[str, Sequence[QuoteRef]], seen: Mapping[str, Seen], clock: datetime) -> Life:
    """Closed when the silent side carried it later, withdrawn when nothing but our own reading changed."""
    if life.status in ("closed", "withdrawn"):
        return life
    carrier = _late_carrier(life, renderings, seen)
    return replace(life, status="closed" if carrier else "withdrawn", known=True, ended_at=clock, ended_by=carrier)


def _late_carrier(life: Life, renderings: Mapping[str, Sequence[QuoteRef]], seen: Mapping[str, Seen]) -> str | None:
    """The first article of the silent side that carries it and came out too late; while it was pending, one that came in time."""
    divergence = life.divergence
    if divergence.kind not in ABSENCES:
        return None
    since = divergence.window_closes_at if life.status == "open" else divergence.opened_at
    late = {
        article_id: article
        for article_id, article in seen.items()
        if _was_silent(divergence, article.edition) and since is not None and article.published_at >= since
    }
    carrying = {
        quote.article_id
        for quotes in renderings.values()
        if _common(life.renderings, quotes)
        for quote in quotes
        if quote.article_id in seen and _was_silent(divergence, seen[quote.article_id].edition)
    }
    if carrying - set(late):
        return None  # it stood there in time, and we had not seen it
    # In the outlet's own words it is no rendering, but the absence is gone all the same since that article came.
    return min(carrying or late, key=lambda article_id: (late[article_id].published_at, article_id), default=None)


def _was_silent(divergence: Divergence, edition: str) -> bool:
    if divergence.kind == "edition":
        return edition in divergence.absent
    return edition.partition("/")[0] == _side(divergence)


def _status(divergence: Divergence) -> Status:
    if divergence.state in ("closed", "withdrawn"):
        return "closed" if divergence.state == "closed" else "withdrawn"
    return "pending" if divergence.state in ("pending", "not-known") else "open"


def _mailable(divergence: Divergence, seen: Mapping[str, Seen]) -> bool:
    concerned = (*(quote.article_id for quote in divergence.quotes), divergence.anchor.article_id, *divergence.coverage)
    return any(seen[article_id].crawled for article_id in concerned if article_id in seen)
