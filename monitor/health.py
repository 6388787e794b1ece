"""Alarms about the crawls: what they brought beside what is expected of a healthy day. A person looks; no verdict comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.crawlfile import EntryPoint, Health
from crawler.outlets import Edition, Outlet, Outlets
from monitor.store.pages import HeldPage
from monitor.store.watermarks import Watermark

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=3)  # over so long the counts are taken together
RECENT = timedelta(days=14)  # an older gap or quarantine is known by now
LACKING = 0.2  # of the articles may lack a required field
FEW = 5  # articles of which a share says nothing
SURE = 3  # where fewer were to be expected, none at all says nothing: a weekly between two issues

AlarmKind = Literal[
    "not-crawled", "blocked", "failed", "nothing-listed", "stale", "count", "incomplete", "fallback", "quarantine", "held", "gap"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    outlet: str
    edition: str
    kind: AlarmKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store holds of one edition's readings."""

    crawls: tuple[Health, ...]  # in the order of time, those that had begun by the clock
    held: tuple[HeldPage, ...]
    mark: Watermark | None


def find_alarms(
    outlets: Outlets,
    crawls: Iterable[Health],
    held: Iterable[HeldPage],
    marks: Mapping[tuple[str, str], Watermark],
    clock: datetime,
) -> tuple[Alarm, ...]:
    """In the order of outlets and editions, the gravest of each first; an edition that was never crawled gives none, nor does
    an outlet that is not enabled."""
    crawls, held = tuple(crawls), tuple(held)
    alarms: list[Alarm] = []
    for outlet in outlets.enabled():
        for edition in outlet.editions:
            place = (outlet.id, edition.id)
            known = Known(
                crawls=tuple(c for c in crawls if (c.outlet, c.edition) == place and c.started_at <= clock),
                held=tuple(page for page in held if (page.page.outlet, page.page.edition) == place and page.page.at <= clock),
                mark=marks.get(place),
            )
            if known.crawls:
                alarms += _alarms(outlet, edition, known, clock)
    return tuple(alarms)


def _alarms(outlet: Outlet, edition: Edition, known: Known, clock: datetime) -> Iterator[Alarm]:
    looks: tuple[tuple[AlarmKind, str | None], ...] = (
        ("blocked", _refused(known.crawls[-1], "blocked")),
        ("failed", _refused(known.crawls[-1], "failed")),
        ("not-crawled", _not_crawled(known.crawls[-1], clock)),
        ("nothing-listed", _nothing_listed(known.crawls[-1])),
        ("stale", _stale(known.crawls[-1], edition)),
        ("held", _held(known.crawls[-1])),
        ("gap", _gap(known.mark, clock)),
        ("count", _count(known.crawls, edition, clock)),
        ("quarantine", _quarantine(known.held, clock)),
        ("fallback", _fallback(known.crawls, clock)),
        ("incomplete", _incomplete(known.crawls, edition, clock)),
    )
    for kind, words in looks:
        if words:
            yield Alarm(outlet=outlet.id, edition=edition.id, kind=kind, words=words)


def _refused(last: Health, status: Literal["blocked", "failed"]) -> str | None:
    if last.status != status:
        return None
    points = "; ".join(f"{point.url} {point.reason or point.status}" for point in last.entry_points if point.status != "read")
    return f"{status} at the last crawl{f': {points[:300]}' if points else ''}"


def _not_crawled(last: Health, clock: datetime) -> str | None:
    return f"not crawled since {_time(last.started_at)}" if clock - last.started_at > DAY else None


def _read(last: Health) -> tuple[EntryPoint, ...]:
    return tuple(point for point in last.entry_points if point.status == "read")


def _nothing_listed(last: Health) -> str | None:
    points = _read(last)
    if not points or any(point.listed for point in points):
        return None
    return f"answers and lists nothing: {', '.join(point.url for point in points)[:300]}"


def _stale(last: Health, edition: Edition) -> str | None:
    newest = max((point.newest for point in _read(last) if point.newest), default=None)
    hours = edition.expect.fresh_hours
    if newest is None or last.started_at - newest <= timedelta(hours=hours):
        return None
    return f"the newest that it lists is of {_time(newest)}, expected within {hours:g} hours"


def _held(last: Health) -> str | None:
    pages = last.held_by
    if not pages:
        return None
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    return f"complete only up to before pages that could not be read: {pages[0]}{more}"


def _gap(mark: Watermark | None, clock: datetime) -> str | None:
    gap = mark.gap if mark else None
    if gap is None or clock - gap[1] > RECENT:
        return None
    ends = f"--since {_time(gap[0])} --until {_time(gap[1])}"
    return f"nothing is known between {_time(gap[0])} and {_time(gap[1])}; `readout run {ends}` reads it"


def _count(crawls: Sequence[Health], edition: Edition, clock: datetime) -> str | None:
    """How much was listed in a day: each crawl counts what was listed since the one before it."""
    expected, recent = edition.expect.articles_per_day, _recent(crawls, clock)
    if expected is None or len(recent) < 2 or not all(crawl.status == "complete" for crawl in recent):
        return None
    days = (recent[-1].started_at - recent[0].started_at) / DAY
    if days < 1:
        return None
    per_day = sum(crawl.listed for crawl in recent[1:]) / days
    least, most = expected
    if least <= per_day <= most or (per_day < least and least * days < SURE):
        return None
    return f"{per_day:.3g} articles listed a day over {days:.1f} days, expected {least:g} to {most:g}"


def _quarantine(held: Sequence[HeldPage], clock: datetime) -> str | None:
    recent = [page.page for page in held if clock - page.page.at <= RECENT]
    if not recent:
        return None
    newest = max(recent, key=lambda page: page.at)
    pages = "1 page" if len(recent) == 1 else f"{len(recent)} pages"
    return f"{pages} in quarantine, the newest {newest.url}: {newest.reason[:200]}"


def _fallback(crawls: Sequence[Health], clock: datetime) -> str | None:
    recent = _recent(crawls, clock)
    count, articles = sum(crawl.fallback for crawl in recent), sum(crawl.articles for crawl in recent)
    if not count:
        return None
    return f"{count} of {articles} articles fit no layout and were read by the general extractor: a layout may have changed"


def _incomplete(crawls: Sequence[Health], edition: Edition, clock: datetime) -> str | None:
    recent = _recent(crawls, clock)
    count, articles = sum(crawl.incomplete for crawl in recent), sum(crawl.articles for crawl in recent)
    if articles < FEW or count <= LACKING * articles:
        return None
    return f"{count} of {articles} articles lack one of {', '.join(edition.expect.required)}"


def _recent(crawls: Sequence[Health], clock: datetime) -> tuple[Health, ...]:
    return tuple(crawl for crawl in crawls if clock - crawl.started_at <= LOOK_BACK)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"
