"""What was understood of each revision: made again from the articles at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select

from monitor.store import outbox
from monitor.store.articles import ARTICLES, BATCH, COLUMNS, article_from_row, set_edition
from monitor.store.schema import analyses, articles, entity_mentions, failures, revisions, to_compare
from processors.records import Analysis, Article
from processors.wire import analysis_from_json, analysis_to_json

WAITING = (
    ARTICLES.outerjoin(analyses, and_(analyses.c.article_id == revisions.c.article_id, analyses.c.revision == revisions.c.revision))
    .outerjoin(failures, and_(failures.c.article_id == revisions.c.article_id, failures.c.revision == revisions.c.revision))
    .where(analyses.c.article_id.is_(None), failures.c.article_id.is_(None))
    .order_by(revisions.c.number)
)


def unanalysed(connection: Connection, after: int, limit: int) -> tuple[tuple[int, Article], ...]:
    """The next revisions that nobody has looked at, in the order of arrival, each with its number there."""
    query = WAITING.add_columns(revisions.c.number).where(revisions.c.number > after).limit(limit)
    return tuple((row["number"], article_from_row(row)) for row in connection.execute(query).mappings())


def count_unanalysed(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(WAITING.order_by(None).subquery())).scalar_one()


def save_analysis(connection: Connection, analysis: Analysis, at: datetime) -> None:
    """Keeps it in place of an earlier one, and asks for its event to be compared."""
    article = analysis.article
    key = {"article_id": article.id, "revision": article.revision}
    _announce_vanished(connection, article, {quote.id for quote in (*analysis.quotes, *analysis.headline_quotes)}, at)
    _forget(connection, article)
    connection.execute(
        insert(analyses).values(
            **key,
            language=analysis.language.code,
            relevance=analysis.relevance.score,
            document=analysis_to_json(analysis),
            analysed_at=at,
        )
    )
    mentioned = {mention.entity_id for mention in (*analysis.mentions, *analysis.headline_mentions) if mention.entity_id}
    if mentioned:
        connection.execute(insert(entity_mentions), [{"entity_id": entity, **key} for entity in sorted(mentioned)])
    connection.execute(insert(to_compare).prefix_with("OR IGNORE", dialect="sqlite").values(article_id=article.id))
    outbox.announce(connection, "analysis", f"{article.id}#{article.revision}", at)


def save_failure(connection: Connection, article: Article, reason: str, at: datetime) -> None:
    """The revision stays, findable as one that could not be analysed, and stops nothing else."""
    _announce_vanished(connection, article, set(), at)
    _forget(connection, article)
    connection.execute(insert(failures).values(article_id=article.id, revision=article.revision, reason=reason[:500], failed_at=at))
    outbox.announce(connection, "analysis", f"{article.id}#{article.revision}", at)


def _announce_vanished(connection: Connection, article: Article, kept: set[str], at: datetime) -> None:
    """An earlier analysis may have found quotes that this one does not."""
    for quote_id in sorted(quote_ids(connection, article.id, article.revision) - kept):
        outbox.announce(connection, "quote", quote_id, at)


def quote_ids(connection: Connection, article_id: str, revision: int) -> set[str]:
    """Of the analysis that is stored of that revision."""
    key = (analyses.c.article_id == article_id, analyses.c.revision == revision)
    document = connection.execute(select(analyses.c.document).where(*key)).scalar()
    return {row["id"] for row in (*document["quotes"], *document["headline_quotes"])} if document else set()


def _forget(connection: Connection, article: Article) -> None:
    for table in (analyses, entity_mentions, failures):
        connection.execute(delete(table).where(table.c.article_id == article.id, table.c.revision == article.revision))


def name_edition(connection: Connection, article: Article, edition: str | None, at: datetime) -> None:
    """The edition that the detected language tells, for an article that named only its outlet."""
    if article.edition is None and edition is not None:
        set_edition(connection, article.id, edition, at)


ANALYSED = (
    select(*COLUMNS, analyses.c.document)
    .select_from(articles)
    .join(revisions, revisions.c.article_id == articles.c.id)
    .join(analyses, and_(analyses.c.article_id == revisions.c.article_id, analyses.c.revision == revisions.c.revision))
)


def load_analyses(connection: Connection, article_ids: Iterable[str], clock: datetime | None = None) -> tuple[Analysis, ...]:
    """Every analysed revision of those articles that exists by the clock, in the order of article and revision."""
    wanted = sorted(set(article_ids))
    found: list[Analysis] = []
    for start in range(0, len(wanted), BATCH):
        query = ANALYSED.where(articles.c.id.in_(wanted[start : start + BATCH])).order_by(articles.c.id, revisions.c.revision)
        if clock is not None:
            query = query.where(revisions.c.published_at <= clock)
        found += (analysis_from_json(row["document"], article_from_row(row)) for row in connection.execute(query).mappings())
    return tuple(found)


def all_analyses(connection: Connection) -> Iterator[Analysis]:
    """In the order of arrival."""
    last = 0
    while True:
        query = ANALYSED.add_columns(revisions.c.number).where(revisions.c.number > last).order_by(revisions.c.number).limit(BATCH)
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        yield from (analysis_from_json(row["document"], article_from_row(row)) for row in rows)
        last = rows[-1]["number"]


def count_analyses(connection: Connection) -> dict[str, int]:
    return {
        "analysed": connection.execute(select(func.count()).select_from(analyses)).scalar_one(),
        "failed": connection.execute(select(func.count()).select_from(failures)).scalar_one(),
        "waiting": count_unanalysed(connection),
    }
