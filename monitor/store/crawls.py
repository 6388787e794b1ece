"""How each crawl of each edition ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from crawler.crawlfile import Health, health_from_json, health_to_json
from monitor.store import outbox
from monitor.store.schema import crawls


def save_crawl(connection: Connection, health: Health) -> None:
    """Keeps the closing record; the same crawl again takes its place."""
    row = {name: getattr(health, name) for name in ("outlet", "edition", "started_at", "finished_at", "status")}
    row["health"] = health_to_json(health)
    key = ["outlet", "edition", "started_at"]
    if connection.execute(select(crawls.c.health).where(*(crawls.c[name] == row[name] for name in key))).scalar() == row["health"]:
        return
    connection.execute(insert(crawls).values(row).on_conflict_do_update(index_elements=key, set_=row))
    outbox.announce(connection, "crawl", crawl_key(health.outlet, health.edition, health.started_at), health.finished_at)


def crawl_key(outlet: str, edition: str, started_at: datetime) -> str:
    """By which a crawl is announced: "tass/ru/2018-04-03T12:00:00.000000Z"."""
    return f"{outlet}/{edition}/{started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def last_crawls(connection: Connection, clock: datetime, back: timedelta = timedelta(days=4)) -> tuple[Health, ...]:
    """The crawls of the last days before the clock, and of each edition the last one however old it is, in the order of time."""
    newest = (
        select(crawls.c.outlet, crawls.c.edition, func.max(crawls.c.started_at))
        .where(crawls.c.started_at <= clock)
        .group_by(crawls.c.outlet, crawls.c.edition)
    )
    key = tuple_(crawls.c.outlet, crawls.c.edition, crawls.c.started_at)
    query = select(crawls.c.health).where(crawls.c.started_at.between(clock - back, clock) | key.in_(newest))
    rows = connection.execute(query.order_by(crawls.c.started_at, crawls.c.outlet, crawls.c.edition)).scalars()
    return tuple(map(health_from_json, rows))


def load_crawls(connection: Connection, since: datetime | None = None) -> tuple[Health, ...]:
    """The closing records, in the order of time."""
    query = select(crawls.c.health).order_by(crawls.c.started_at, crawls.c.outlet, crawls.c.edition)
    if since is not None:
        query = query.where(crawls.c.started_at >= since)
    return tuple(health_from_json(record) for record in connection.execute(query).scalars())
