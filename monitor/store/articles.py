"""Articles and their revisions: what is source data and is never rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, RowMapping, and_, func, insert, select, update

from crawler.text_hash import text_hash
from monitor.store import outbox
from monitor.store.pruned import pruned_revisions, was_pruned
from monitor.store.schema import articles, revisions
from monitor.store.search import index_words
from processors.records import Article

Outcome = Literal["new", "revised", "unchanged"]
Origin = Literal["crawl", "import"]
SHORTEST_COPY = 80  # characters: shorter texts are the same by chance ("to be continued")
BATCH = 500


def save_article(connection: Connection, article: Article, *, numbered: bool, origin: Origin, at: datetime) -> Outcome:
    """Keeps one revision; `numbered` says that who brought it also gave its number, which is then kept where it is free.

    The same text again is no revision, whatever its number; no text is ever written over.
    """
    digest = text_hash(article.text)
    stored = dict(
        connection.execute(select(revisions.c.revision, revisions.c.text_hash).where(revisions.c.article_id == article.id)).all()
    )
    if digest in stored.values() or was_pruned(connection, article.id, digest):
        return "unchanged"
    if not stored:
        _insert_article(connection, article, digest, origin, at)
    taken = {*stored, *pruned_revisions(connection, article.id)}
    revision = article.revision if numbered and article.revision not in taken else max(taken, default=0) + 1
    _insert_revision(connection, article, revision, digest, at)
    outbox.announce(connection, "article", f"{article.id}#{revision}", at)
    return "revised" if stored else "new"


def _insert_article(connection: Connection, article: Article, digest: str, origin: Origin, at: datetime) -> None:
    connection.execute(
        insert(articles).values(
            id=article.id,
            outlet=article.outlet,
            edition=article.edition,
            same_as=article.same_as or _copied_from(connection, article, digest),
            origin=origin,
            first_seen_at=at,
        )
    )


def _copied_from(connection: Connection, article: Article, digest: str) -> str | None:
    """The first article of the same edition that ever had this very text."""
    if article.outlet is None or len(article.text) < SHORTEST_COPY:
        return None
    same_text = select(articles.c.id, articles.c.same_as).join(revisions, revisions.c.article_id == articles.c.id)
    found = connection.execute(
        same_text.where(
            revisions.c.text_hash == digest,
            articles.c.outlet == article.outlet,
            articles.c.edition.is_not_distinct_from(article.edition),
        ).order_by(revisions.c.number)
    ).first()
    return found and (found.same_as or found.id)


def _insert_revision(connection: Connection, article: Article, revision: int, digest: str, at: datetime) -> None:
    number = connection.execute(
        insert(revisions)
        .values(
            article_id=article.id,
            revision=revision,
            title=article.title,
            text=article.text,
            text_hash=digest,
            language=article.language,
            url=article.url,
            published_at=article.published_at,
            published_zone=article.published_zone,
            fetched_at=article.fetched_at,
            sha256=article.sha256,
            warc=article.warc,
            completeness=article.completeness,
            extra=list(map(list, article.extra)),
            added_at=at,
        )
        .returning(revisions.c.number)
    ).scalar_one()
    index_words(connection, number, article)


COLUMNS = (
    articles.c.outlet, articles.c.edition, articles.c.same_as,
    revisions.c.article_id, revisions.c.revision, revisions.c.title, revisions.c.text, revisions.c.language, revisions.c.url,
    revisions.c.published_at, revisions.c.published_zone, revisions.c.fetched_at, revisions.c.sha256, revisions.c.warc,
    revisions.c.completeness, revisions.c.extra,
)  # fmt: skip
ARTICLES = select(*COLUMNS).join(revisions, revisions.c.article_id == articles.c.id)


def article_from_row(row: RowMapping) -> Article:
    fields = {name: row[name] for name in Article.__dataclass_fields__ if name in row and name != "extra"}
    return Article(id=row["article_id"], extra=tuple((name, value) for name, value in row["extra"]), **fields)


def load_article(connection: Connection, article_id: str, revision: int | None = None) -> Article | None:
    """That revision, or the last one."""
    query = ARTICLES.where(articles.c.id == article_id).order_by(revisions.c.revision.desc()).limit(1)
    row = connection.execute(query if revision is None else query.where(revisions.c.revision == revision)).mappings().first()
    return None if row is None else article_from_row(row)


def load_articles(connection: Connection, ids: Iterable[str]) -> tuple[Article, ...]:
    """Every revision of those articles, in the order of article and revision."""
    wanted = sorted(set(ids))
    found: list[Article] = []
    for start in range(0, len(wanted), BATCH):
        query = ARTICLES.where(articles.c.id.in_(wanted[start : start + BATCH])).order_by(articles.c.id, revisions.c.revision)
        found += map(article_from_row, connection.execute(query).mappings())
    return tuple(found)


def all_articles(connection: Connection) -> Iterator[Article]:
    """Every revision of every article, in the order of arrival."""
    last = 0
    while True:
        query = ARTICLES.add_columns(revisions.c.number).where(revisions.c.number > last).order_by(revisions.c.number).limit(BATCH)
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        yield from map(article_from_row, rows)
        last = rows[-1]["number"]


def set_edition(connection: Connection, article_id: str, edition: str, at: datetime) -> None:
    """For an article that did not say which; an edition that is known stays."""
    unnamed = and_(articles.c.id == article_id, articles.c.edition.is_(None))
    if connection.execute(update(articles).where(unnamed).values(edition=edition)).rowcount:
        outbox.announce_articles(connection, [article_id], at)


def count_articles(connection: Connection) -> dict[str, int]:
    return {
        "articles": connection.execute(select(func.count()).select_from(articles)).scalar_one(),
        "revisions": connection.execute(select(func.count()).select_from(revisions)).scalar_one(),
    }
