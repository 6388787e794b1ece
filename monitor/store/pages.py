"""What became of pages that gave no article: events of those that had been one, and those that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from crawler.crawlfile import PageEvent, Quarantined
from monitor.store.schema import page_events, quarantine, revisions
from processors.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """A page in quarantine."""

    page: Quarantined
    solved_at: datetime | None


def save_event(connection: Connection, event: PageEvent, article_id: str) -> None:
    """Keeps it once, however often the file is read."""
    row = {name: getattr(event, name) for name in PageEvent.__dataclass_fields__} | {"article_id": article_id}
    connection.execute(insert(page_events).values(row).on_conflict_do_nothing())


def events_of_page(connection: Connection, article_id: str, urls: frozenset[str] = frozenset()) -> tuple[PageEvent, ...]:
    """What happened to the page of that article, in the order of time."""
    found = select(page_events).where(or_(page_events.c.article_id == article_id, page_events.c.url.in_(sorted(urls))))
    rows = connection.execute(found.order_by(page_events.c.at, page_events.c.kind)).mappings()
    return tuple(PageEvent(**{name: value for name, value in row.items() if name != "article_id"}) for row in rows)


def save_quarantined(connection: Connection, page: Quarantined, article_id: str) -> None:
    """Keeps it once; where an article of that address was fetched since, it is solved already."""
    later = select(func.min(revisions.c.fetched_at)).where(revisions.c.article_id == article_id, revisions.c.fetched_at >= page.at)
    row = {name: getattr(page, name) for name in Quarantined.__dataclass_fields__}
    row |= {"article_id": article_id, "solved_at": connection.execute(later).scalar()}
    connection.execute(insert(quarantine).values(row).on_conflict_do_nothing())


def solve_quarantine(connection: Connection, article: Article, at: datetime) -> None:
    """The address has given an article after all: what was held of it until then is solved."""
    moment = article.fetched_at or at
    held = (quarantine.c.article_id == article.id, quarantine.c.solved_at.is_(None), quarantine.c.at <= moment)
    if connection.execute(select(exists().where(*held))).scalar():
        connection.execute(update(quarantine).where(*held).values(solved_at=moment))


def held_pages(connection: Connection, since: datetime | None = None) -> tuple[HeldPage, ...]:
    """The pages that are still in quarantine, the last failure of each, the newest first."""
    query = select(quarantine).where(quarantine.c.solved_at.is_(None)).order_by(quarantine.c.at.desc(), quarantine.c.url)
    if since is not None:
        query = query.where(quarantine.c.at >= since)
    last: dict[str, HeldPage] = {}
    for row in connection.execute(query).mappings():
        last.setdefault(row["article_id"], _held(dict(row)))
    return tuple(last.values())


def quarantines_of(connection: Connection, article_id: str) -> tuple[HeldPage, ...]:
    """Each time the page of that article could not be read, in the order of time."""
    query = select(quarantine).where(quarantine.c.article_id == article_id).order_by(quarantine.c.at)
    return tuple(_held(dict(row)) for row in connection.execute(query).mappings())


def _held(row: dict[str, object]) -> HeldPage:
    fields = {name: row[name] for name in Quarantined.__dataclass_fields__}
    return HeldPage(page=Quarantined(**fields), solved_at=row["solved_at"])  # type: ignore[arg-type]  # the table's own columns
