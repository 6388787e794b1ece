"""Old revisions of articles that nothing rests on, and old rows of the log of passes and crawls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, tuple_

from monitor.store import outbox
from monitor.store.crawls import crawl_key
from monitor.store.divergences import load_comparison, save_comparison
from monitor.store.engine import Store
from monitor.store.events import events_of
from monitor.store.pruned import OldRevision, old_revisions, take_away
from monitor.store.schema import crawls, passes, refusals
from processors.records import Comparison, QuoteRef


def find_old_revisions(connection: Connection, before: datetime, needed: Collection[str]) -> tuple[OldRevision, ...]:
    """Those that came before that moment, of articles that are not needed; never the newest of an article."""
    return tuple(old for old in old_revisions(connection, before) if old.article_id not in needed)


def take_revisions_away(store: Store, found: Collection[OldRevision], at: datetime) -> None:
    """One transaction for each article: killed between two, each is whole or gone."""
    ordered = sorted(found, key=lambda old: (old.article_id, old.revision))
    for article_id, group in groupby(ordered, key=lambda old: old.article_id):
        gone = tuple(group)
        with store.writing() as connection:
            for old in gone:
                take_away(connection, old, at)
            for event_id in events_of(connection, [article_id]).values():
                _forget_places(connection, event_id, gone, at)
            outbox.announce_articles(connection, [article_id], at)


def _forget_places(connection: Connection, event_id: str, gone: Collection[OldRevision], at: datetime) -> None:
    """The article's own event, in which it is alone and nothing diverges, speaks no more of what stood in them."""
    comparison = load_comparison(connection, event_id)
    if comparison is not None:
        save_comparison(connection, event_id, without(comparison, {(old.article_id, old.revision) for old in gone}), at)


def without(comparison: Comparison, gone: Collection[tuple[str, int]]) -> Comparison:
    """The comparison without the renderings of those revisions, and without what has none left."""

    def stays(reference: QuoteRef) -> bool:
        return (reference.article_id, reference.revision) not in gone

    kept = (
        replace(utterance, versions=tuple(left for version in utterance.versions if (left := tuple(filter(stays, version)))))
        for utterance in comparison.utterances
    )
    return replace(
        comparison,
        utterances=tuple(utterance for utterance in kept if utterance.versions),
        aligned=tuple(pair for pair in comparison.aligned if stays(pair.a) and stays(pair.b)),
        set_phrases=tuple(phrase for phrase in comparison.set_phrases if stays(phrase.quote)),
    )


# --- the log ------------------------------------------------------------------------------------------------------------


def count_old_rows(connection: Connection, before: datetime) -> int:
    """How many rows `take_rows_away` would take."""
    conditions = {crawls: _old_crawls(before), passes: _old_passes(before), refusals: refusals.c.refused_at < before}
    return sum(
        connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
        for table, condition in conditions.items()
    )


def take_rows_away(store: Store, before: datetime, at: datetime) -> None:
    """The rows on crawls, passes and refused lines of before that moment; the last crawl of each edition and the last pass stay."""
    with store.writing() as connection:
        key = select(crawls.c.outlet, crawls.c.edition, crawls.c.started_at).where(_old_crawls(before))
        for outlet, edition, started_at in connection.execute(key).all():
            outbox.announce(connection, "crawl", crawl_key(outlet, edition, started_at), at)
        for number in connection.execute(select(passes.c.number).where(_old_passes(before))).scalars().all():
            outbox.announce(connection, "pass", str(number), at)
        connection.execute(delete(crawls).where(_old_crawls(before)))
        connection.execute(delete(passes).where(_old_passes(before)))
        connection.execute(delete(refusals).where(refusals.c.refused_at < before))


def _old_crawls(before: datetime) -> ColumnElement[bool]:
    newest = select(crawls.c.outlet, crawls.c.edition, func.max(crawls.c.started_at)).group_by(crawls.c.outlet, crawls.c.edition)
    return and_(crawls.c.started_at < before, tuple_(crawls.c.outlet, crawls.c.edition, crawls.c.started_at).not_in(newest))


def _old_passes(before: datetime) -> ColumnElement[bool]:
    return and_(passes.c.started_at < before, passes.c.number < select(func.max(passes.c.number)).scalar_subquery())
