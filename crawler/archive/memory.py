"""What the index remembers of pages and crawls."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from crawler.archive.memory_records import Known, PastCrawl
from crawler.archive.moments import moment_of, moment_to_text

PAGE = tuple(field.name for field in fields(Known))
CRAWL = tuple(field.name for field in fields(PastCrawl))
MOMENTS = {"first_at", "last_at", "failed_since", "published_after", "started_at", "complete_from", "complete_to"}


def known(connection: sqlite3.Connection, canonical: str) -> Known | None:
    found = connection.execute(f"SELECT {', '.join(PAGE)} FROM pages WHERE canonical = ?", (canonical,)).fetchone()
    return Known(**_from_row(PAGE, found)) if found else None


def remember(connection: sqlite3.Connection, page: Known) -> None:
    _put(connection, "pages", PAGE, page)


def due(connection: sqlite3.Connection, outlet: str, edition: str, now: datetime, hours: Sequence[float]) -> tuple[Known, ...]:
    """The edition's articles, those that went away too, whose next look has come, the longest known first."""
    steps = sorted(timedelta(hours=hour) for hour in hours)
    if not steps:
        return ()
    oldest = now - steps[-1] - max(later - earlier for earlier, later in zip([timedelta(), *steps], steps, strict=False))
    query = f"""SELECT {", ".join(PAGE)} FROM pages WHERE outlet = ? AND edition = ? AND first_at BETWEEN ? AND ?
                AND (outcome IN ('article', 'gone', 'moved') OR outcome = 'failed' AND text_hash <> '')
                ORDER BY first_at, canonical"""
    found = connection.execute(query, (outlet, edition, moment_to_text(oldest), moment_to_text(now)))
    pages = (Known(**_from_row(PAGE, row)) for row in found)
    return tuple(page for page in pages if _is_due(page, now, steps))


def _is_due(page: Known, now: datetime, steps: Sequence[timedelta]) -> bool:
    """A threshold has passed since the last look, and more have passed than there were looks after the first.

    A look that failed is made up for at once; looks that nobody made while the crawler stood still are made up for by one."""
    passed, then = (sum(page.first_at + step <= moment for step in steps) for moment in (now, page.last_at))
    return page.looks <= passed and (page.outcome == "failed" or passed > then)


def failing(connection: sqlite3.Connection, outlet: str, edition: str) -> tuple[Known, ...]:
    """The edition's pages that are to be read or failed at the last attempt, and are not given up, the longest known first."""
    query = f"""SELECT {", ".join(PAGE)} FROM pages WHERE outlet = ? AND edition = ?
                AND outcome IN ('listed', 'failed', 'quarantined') AND failed_since IS NOT NULL ORDER BY first_at, canonical"""
    return tuple(Known(**_from_row(PAGE, row)) for row in connection.execute(query, (outlet, edition)))


def record_crawl(connection: sqlite3.Connection, crawl: PastCrawl) -> None:
    _put(connection, "crawls", CRAWL, crawl)


def crawl_to_json(crawl: PastCrawl) -> bytes:
    return json.dumps({name: _plain(getattr(crawl, name)) for name in CRAWL}).encode()


def crawl_from_json(note: bytes) -> tuple[PastCrawl, ...]:
    """The crawl that was noted; nothing when the note is none."""
    try:
        row = json.loads(note)
        values = [row[name] for name in CRAWL]
        if not all(
            isinstance(value, str) or (value is None and name in MOMENTS) for name, value in zip(CRAWL, values, strict=True)
        ):
            return ()
        return (PastCrawl(**_from_row(CRAWL, values)),)
    except (ValueError, LookupError, TypeError, RecursionError):
        return ()


def past_crawls(connection: sqlite3.Connection, outlet: str, edition: str) -> tuple[PastCrawl, ...]:
    """The edition's finished crawls, the latest first."""
    query = f"SELECT {', '.join(CRAWL)} FROM crawls WHERE outlet = ? AND edition = ? ORDER BY started_at DESC, crawl DESC"
    return tuple(PastCrawl(**_from_row(CRAWL, row)) for row in connection.execute(query, (outlet, edition)))


def remember_from_records(connection: sqlite3.Connection) -> int:
    """Fills in the pages that are not remembered, as far as their records tell; how many.

    Whether a page was read as an article no record tells: it is taken for one without text, so that the next look asks for the
    whole page and hands it over once more."""
    return connection.execute(
        f"""INSERT OR IGNORE INTO pages ({", ".join(PAGE)})
           SELECT canonical, min(coalesce(article_url, url)), outlet, edition, min(fetched_at), max(fetched_at),
                  sum(status IN (200, 304, 404, 410)), CASE
                      WHEN max(fetched_at || status) LIKE '%Z404' OR max(fetched_at || status) LIKE '%Z410' THEN 'gone'
                      WHEN sum(status = 200) THEN 'article'
                      ELSE 'failed' END,
                  '', '', '', NULL, NULL
           FROM records WHERE role = 'page' GROUP BY canonical"""
    ).rowcount


def _put(connection: sqlite3.Connection, table: str, names: Sequence[str], record: Known | PastCrawl) -> None:
    values = [_plain(getattr(record, name)) for name in names]
    connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment_to_text(value)
    return value.encode(errors="replace").decode() if isinstance(value, str) else value  # SQLite takes no lone surrogate


def _from_row(names: Sequence[str], values: Sequence[object]) -> dict[str, Any]:  # the table's types are the record's
    return {
        name: moment_of(value) if name in MOMENTS and isinstance(value, str) else value
        for name, value in zip(names, values, strict=True)
    }
