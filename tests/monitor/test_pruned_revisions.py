"""A revision that was taken away: everything made of it goes with it, and the same text is never taken for a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from monitor.store import outbox, schema
from monitor.store.analyses import save_analysis
from monitor.store.articles import load_article, load_articles, save_article
from monitor.store.engine import Store, open_store
from monitor.store.pruned import old_revisions, pruned_revisions, take_away
from monitor.store.search import search
from processors.records import Article
from tests.monitor.lightweight import analyse, at

FIRST = Article(
    id="a", outlet="tass", edition="en", title="visit", text='He said "we came to support you" there.', published_at=at(1)
)
SECOND = replace(FIRST, revision=2, text='He said "we came" there.')


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened, opened.writing() as connection:
        for article in (FIRST, SECOND):
            save_article(connection, article, numbered=False, origin="crawl", at=at(2))
            save_analysis(connection, analyse(article), at(2))
        outbox.forget(connection, outbox.store_version(connection))
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def prune_first(store: Store) -> None:
    with store.writing() as connection:
        (old,) = old_revisions(connection, at(3))
        take_away(connection, old, at(3))


def test_the_newest_revision_is_never_old(store: Store) -> None:
    with store.reading() as connection:
        assert [old.revision for old in old_revisions(connection, at(3))] == [1]
        assert list(old_revisions(connection, at(1))) == []


def test_everything_that_was_made_of_it_goes_with_it(store: Store) -> None:
    prune_first(store)
    with store.reading() as connection:
        assert [article.revision for article in load_articles(connection, ["a"])] == [2]
        assert connection.execute(select(schema.analyses.c.revision)).scalars().all() == [2]
        assert search(connection, "support") == ()
        assert len(search(connection, "came")) == 1
        assert pruned_revisions(connection, "a") == (1,)


def test_the_outbox_hears_which_quotes_went_and_whose_revisions_are_fewer(store: Store) -> None:
    prune_first(store)
    with store.reading() as connection:
        assert [(change.kind, change.key) for change in outbox.waiting(connection)] == [
            ("quote", analyse(FIRST).quotes[0].id),
            ("article", "a#0"),
        ]


def test_the_same_text_again_is_no_revision(store: Store) -> None:
    prune_first(store)
    with store.writing() as connection:
        for numbered in (True, False):
            assert save_article(connection, FIRST, numbered=numbered, origin="import", at=at(4)) == "unchanged"
        assert connection.execute(select(func.count()).select_from(schema.revisions)).scalar_one() == 1


def test_its_number_is_never_given_again(store: Store) -> None:
    prune_first(store)
    with store.writing() as connection:
        save_article(connection, replace(FIRST, text="Another text."), numbered=True, origin="import", at=at(4))
        newest = load_article(connection, "a")
        assert newest is not None
        assert newest.revision == 3
