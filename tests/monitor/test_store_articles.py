"""Revisions, copies, search, and what is written with them in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from monitor.store import schema
from monitor.store.analyses import save_analysis
from monitor.store.articles import all_articles, load_article, load_articles, save_article
from monitor.store.engine import Store, open_store
from monitor.store.outbox import forget, waiting
from monitor.store.search import Hit, match_expression, search
from processors.records import Analysis, Article, Language, Mention, Span
from tests.monitor.lightweight import at

LONG = "Минобороны сообщило о переговорах. " * 5
RUSSIAN = Article(
    id="r", outlet="tass", edition="ru", title="Переговоры министров", text="Министры обсудили военные учения на полигоне."
)
CHINESE = Article(
    id="z", outlet="xinhua", edition="zh", title="会谈", text="魏凤和说，当前中俄关系稳如泰山。两国国防部长举行会谈。"
)
ENGLISH = Article(
    id="e", outlet="tass", edition="en", title="Talks", text="The ministers discussed military drills at a training range."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def keep(store: Store, article: Article, *, numbered: bool = False) -> str:
    with store.writing() as connection:
        return save_article(connection, article, numbered=numbered, origin="import", at=at(3))


def revisions(store: Store, name: str) -> list[tuple[int, str]]:
    with store.reading() as connection:
        return [(article.revision, article.text) for article in load_articles(connection, [name])]


def test_a_new_text_is_the_next_revision_and_the_same_text_again_is_none(store: Store) -> None:
    outcomes = [keep(store, replace(RUSSIAN, text=text)) for text in ("first", "second", "first", "second", "third")]
    assert outcomes == ["new", "revised", "unchanged", "unchanged", "revised"]
    assert revisions(store, "r") == [(1, "first"), (2, "second"), (3, "third")]


def test_a_number_that_was_given_is_kept_where_it_is_free(store: Store) -> None:
    keep(store, replace(RUSSIAN, revision=4, text="fourth"), numbered=True)
    keep(store, replace(RUSSIAN, revision=2, text="second"), numbered=True)
    assert keep(store, replace(RUSSIAN, revision=9, text="second"), numbered=True) == "unchanged"
    keep(store, replace(RUSSIAN, revision=4, text="written over?"), numbered=True)
    assert revisions(store, "r") == [(2, "second"), (4, "fourth"), (5, "written over?")]


def test_the_same_text_in_one_edition_is_a_copy_of_the_first(store: Store) -> None:
    for name, edition in (("a", "ru"), ("b", "ru"), ("c", "ru"), ("other", "en")):
        keep(store, replace(RUSSIAN, id=name, edition=edition, text=LONG))
    with store.reading() as connection:
        assert [article.same_as for article in load_articles(connection, ["a", "b", "c", "other"])] == [None, "a", "a", None]


@settings(deadline=None, max_examples=30)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
    title=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_every_text_comes_back_letter_for_letter(tmp_path_factory: pytest.TempPathFactory, text: str, title: str) -> None:
    article = replace(RUSSIAN, text=text, title=title, published_at=at(3), extra=(("note", "[1]"),))
    with open_store(tmp_path_factory.mktemp("letters") / "readout.db") as store:
        keep(store, article)
        with store.reading() as connection:
            assert load_article(connection, "r") == article
            assert list(all_articles(connection)) == [article]


def test_a_failure_leaves_neither_article_nor_index_nor_outbox(store: Store) -> None:
    def keep_and_die() -> None:
        with store.writing() as connection:
            save_article(connection, RUSSIAN, numbered=False, origin="import", at=at(3))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        keep_and_die()
    with store.reading() as connection:
        assert load_article(connection, "r") is None
        assert search(connection, "переговоры") == ()
        assert waiting(connection) == ()


def test_each_revision_is_announced_once(store: Store) -> None:
    for _ in range(2):
        keep(store, RUSSIAN)
        keep(store, replace(RUSSIAN, text="another"))
    with store.writing() as connection:
        changes = waiting(connection)
        assert [(change.kind, change.key) for change in changes] == [("article", "r#1"), ("article", "r#2")]
        forget(connection, changes[0].number)
        assert [change.key for change in waiting(connection)] == ["r#2"]


# --- search -------------------------------------------------------------------------------------------------------------


def find(store: Store, query: str, **options: object) -> tuple[Hit, ...]:
    with store.reading() as connection:
        return search(connection, query, **options)  # type: ignore[arg-type]


@pytest.fixture
def library(store: Store) -> Store:
    for article in (RUSSIAN, CHINESE, ENGLISH):
        keep(store, article)
    return store


@pytest.mark.parametrize(
    ("query", "found", "printed"),
    [
        ("учение полигон", "r", ["учения", "полигоне"]),  # exercise, range: other case forms
        ("министр", "r", ["Министры"]),
        ("稳如泰山", "z", ["稳如泰山"]),  # as stable as Mount Tai
        ("穩如泰山", "z", ["稳如泰山"]),  # the same in traditional script
        ("国防", "z", ["国防"]),  # defence, inside 国防部长
        ("drill", "e", ["drills"]),
        ('"military drills"', "e", ["military", "drills"]),
    ],
)
def test_words_are_found_in_the_forms_they_are_printed_in(library: Store, query: str, found: str, printed: list[str]) -> None:
    (hit,) = find(library, query)
    assert hit.article.id == found
    words = [hit.article.text[match.start : match.stop] for match in hit.matches]
    assert set(printed) & set(words) or "".join(words) in "".join(printed)
    assert all(hit.snippet.start <= match.start and match.stop <= hit.snippet.stop for match in hit.matches)


def test_a_known_name_is_found_in_another_script(library: Store) -> None:
    mention = Mention(span=Span(start=0, stop=3), text="魏凤和", type="PER", entity_id="wei-fenghe")
    with library.writing() as connection:
        save_analysis(
            connection,
            Analysis(article=CHINESE, language=Language(code="zh", confidence=1, method="x"), mentions=(mention,)),
            at(3),
        )
    (hit,) = find(library, "Вэй Фэнхэ", entities=["wei-fenghe"])
    assert (hit.article.id, hit.matches) == ("z", (Span(start=0, stop=3),))
    assert find(library, "Вэй Фэнхэ", entities=["wei-fenghe"], language="en") == ()


def test_an_article_is_one_hit_however_many_revisions_have_the_word(library: Store) -> None:
    keep(library, replace(RUSSIAN, text="Министры обсудили учения подробно."))
    (hit,) = find(library, "учения")
    assert hit.article.revision == 2


@pytest.mark.parametrize("query", ["", "的", '"', '"" OR 1', "a* NEAR(b", "()", "x" * 5000, "\x00"])
def test_no_query_is_a_syntax_error(library: Store, query: str) -> None:
    find(library, query)


def test_a_query_without_a_telling_word_matches_nothing() -> None:
    assert match_expression("的") is None


def test_every_revision_is_in_the_index(library: Store) -> None:
    with library.reading() as connection:
        words = connection.exec_driver_sql("SELECT count(*) FROM words").scalar()
        assert words == connection.execute(select(func.count()).select_from(schema.revisions)).scalar()
