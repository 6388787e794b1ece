"""Which articles a crawl brought: only they are ever mailed about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from monitor.store.articles import BATCH
from monitor.store.schema import articles


def crawled_articles(connection: Connection, article_ids: Iterable[str]) -> frozenset[str]:
    wanted = sorted(set(article_ids))
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        query = select(articles.c.id).where(articles.c.id.in_(wanted[start : start + BATCH]), articles.c.origin == "crawl")
        found |= set(connection.execute(query).scalars())
    return frozenset(found)
