"""Whatever changes in the store, the document that shows it follows, and nothing else is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from crawler.crawlfile import Health
from monitor.index.documents import actions_for
from monitor.store import outbox
from monitor.store.analyses import load_analyses, name_edition, save_analysis, save_failure
from monitor.store.articles import load_article, save_article
from monitor.store.crawls import save_crawl
from monitor.store.divergences import load_comparison, load_lives, save_comparison, save_lives
from monitor.store.engine import Store
from monitor.store.events import merge_event, save_event
from monitor.store.judgements import Judgement, judge
from monitor.store.ledger import claim, keep_message, mark_sent
from monitor.store.passes import begin_pass, finish_pass
from processors.records import Article
from tests.monitor.index.projecting import Documents, follow, from_scratch, projection
from tests.monitor.index.storing import begun
from tests.monitor.lightweight import analyse, at

CRAWL = Health(
    outlet="tass", edition="ru", started_at=at(8), finished_at=at(8, 13), complete_to=at(8), status="partial", articles=3
)  # fmt: skip


class Watched:
    """A store that is followed, and what was written last."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.documents: Documents = {}
        self.changed: set[tuple[str, str]] = set()

    def follow(self) -> None:
        before = dict(self.documents)
        follow(self.store, self.documents)
        names = before.keys() | self.documents.keys()
        self.changed = {name for name in names if before.get(name) != self.documents.get(name)}
        assert self.documents == from_scratch(self.store)

    def of(self, alias: str) -> dict[str, dict[str, Any]]:
        return {name: document for (kind, name), document in self.documents.items() if kind == alias}

    def only(self, alias: str) -> dict[str, Any]:
        (document,) = self.of(alias).values()
        return document


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """One open omission between TASS and Xinhua."""
    with begun(tmp_path) as store:
        found = Watched(store)
        found.follow()
        yield found


def stored(watched: Watched, article_id: str) -> Article:
    with watched.store.reading() as connection:
        article = load_article(connection, article_id)
    assert article is not None
    return article


def test_a_new_revision_takes_the_place_of_the_old_one_and_its_quotes_are_current(watched: Watched) -> None:
    old = {name for name, quote in watched.of("quotes").items() if quote["article"] == "t1"}
    revised = replace(stored(watched, "t1"), text='Wei said: "we came to support you".', revision=2)
    with watched.store.writing() as connection:
        save_article(connection, revised, numbered=True, origin="crawl", at=at(7))
    watched.follow()
    assert watched.of("articles")["t1"]["analysed"] is False
    assert {watched.of("quotes")[name]["current"] for name in old} == {False}
    with watched.store.writing() as connection:
        save_analysis(connection, analyse(revised), at(7))
    watched.follow()

    article = watched.of("articles")["t1"]
    assert (article["revision"], article["revisions"], article["quotes"], article["analysed"]) == (2, 2, 1, True)
    (current,) = (quote for quote in watched.of("quotes").values() if quote["article"] == "t1" and quote["current"])
    assert current["revision"] == 2


def test_a_quote_that_a_later_revision_keeps_has_its_utterance_there_too(watched: Watched) -> None:
    revised = replace(stored(watched, "t1"), text='New. Wei said: "we came to support you".', revision=2)
    with watched.store.writing() as connection:
        save_article(connection, revised, numbered=True, origin="crawl", at=at(7))
        save_analysis(connection, analyse(revised), at(7))
    watched.follow()

    kept = [quote for quote in watched.of("quotes").values() if quote["words"] == "we came to support you"]
    assert [quote["current"] for quote in kept] == [False, True] or [quote["current"] for quote in kept] == [True, False]
    assert len({quote["utterance"] for quote in kept}) == 1


def test_quotes_that_a_new_analysis_does_not_find_go(watched: Watched) -> None:
    with watched.store.writing() as connection:
        (found,) = load_analyses(connection, ["t1"])
        save_analysis(connection, replace(found, quotes=found.quotes[:1]), at(7))
    watched.follow()

    assert sum(quote["article"] == "t1" for quote in watched.of("quotes").values()) == 1
    assert watched.of("articles")["t1"]["quotes"] == 1


def test_a_failure_is_told_and_takes_the_quotes_along(watched: Watched) -> None:
    with watched.store.writing() as connection:
        save_failure(connection, stored(watched, "x1"), "ValueError: nothing can be made of this", at(7))
    watched.follow()

    assert watched.of("articles")["x1"]["failure"] == "ValueError: nothing can be made of this"
    assert not [quote for quote in watched.of("quotes").values() if quote["article"] == "x1"]


def test_an_edition_that_the_language_told_stands_on_article_and_quotes(watched: Watched) -> None:
    article = Article(id="t9", outlet="tass", text='Wei said: "good".', published_at=at(6))
    with watched.store.writing() as connection:
        save_article(connection, article, numbered=False, origin="crawl", at=at(7))
        save_analysis(connection, analyse(article), at(7))
    watched.follow()
    assert watched.of("articles")["t9"]["edition"] == "tass/und"
    with watched.store.writing() as connection:
        name_edition(connection, article, "en", at(7))
    watched.follow()

    assert watched.of("articles")["t9"]["edition"] == "tass/en"
    assert {quote["edition"] for quote in watched.of("quotes").values() if quote["article"] == "t9"} == {"tass/en"}


def test_a_copy_is_told_from_its_original(watched: Watched) -> None:
    text = "An invented text that is long enough to be no copy by chance: the two ministers met, and spoke, and parted again."
    with watched.store.writing() as connection:
        for name in ("o1", "o2"):
            article = Article(id=name, outlet="tass", edition="ru", text=text, published_at=at(6))
            save_article(connection, article, numbered=False, origin="crawl", at=at(7))
    watched.follow()

    assert "same_as" not in watched.of("articles")["o1"]
    assert watched.of("articles")["o2"]["same_as"] == "o1"


def test_events_that_are_merged_leave_one_with_all_articles(watched: Watched) -> None:
    (event_id,) = watched.of("events")
    article = Article(id="t9", outlet="tass", edition="en", text="Elsewhere.", published_at=at(6))
    with watched.store.writing() as connection:
        save_article(connection, article, numbered=False, origin="crawl", at=at(7))
        save_event(connection, "e-later", ["t9"], at(7), at(7))
    watched.follow()
    assert watched.of("articles")["t9"]["event"] == "e-later"
    with watched.store.writing() as connection:
        merge_event(connection, "e-later", event_id, at(8))
    watched.follow()

    assert watched.only("events")["aliases"] == ["e-later"]
    assert watched.only("events")["article_ids"] == ["t1", "t9", "x1"]
    assert watched.of("articles")["t9"]["event"] == event_id


def test_an_event_that_loses_an_article_to_another_says_so(watched: Watched) -> None:
    (event_id,) = watched.of("events")
    with watched.store.writing() as connection:
        save_event(connection, "e-split", ["x1"], at(7), at(7))
    watched.follow()

    assert watched.of("events")[event_id]["article_ids"] == ["t1"]
    assert watched.of("events")["e-split"]["article_ids"] == ["x1"]
    assert {quote["event"] for quote in watched.of("quotes").values() if quote["article"] == "x1"} == {"e-split"}


def test_a_comparison_that_says_something_else_of_one_article_changes_that_one(watched: Watched) -> None:
    (event_id,) = watched.of("events")
    with watched.store.writing() as connection:
        comparison = load_comparison(connection, event_id)
        assert comparison is not None
        alone = [found for found in comparison.utterances if {quote.article_id for quote in found.versions[0]} == {"t1"}]
        kept = tuple(found for found in comparison.utterances if found not in alone)
        save_comparison(connection, event_id, replace(comparison, utterances=kept), at(7))
        assert {change.key for change in outbox.waiting(connection)} == {"t1#0", event_id}
    watched.follow()

    assert watched.only("events")["utterances"] == len(kept)
    assert any("utterance" not in quote for quote in watched.of("quotes").values())


def test_the_same_comparison_again_announces_nothing(watched: Watched) -> None:
    (event_id,) = watched.of("events")
    with watched.store.writing() as connection:
        comparison = load_comparison(connection, event_id)
        assert comparison is not None
        save_comparison(connection, event_id, comparison, at(7))
        save_crawl(connection, CRAWL)
        outbox.forget(connection, outbox.store_version(connection))
        save_crawl(connection, CRAWL)

        assert outbox.waiting(connection) == ()


def test_a_divergence_that_ends_is_closed_and_its_event_counts_it_no_more(watched: Watched) -> None:
    assert watched.only("events")["open"] == 1
    with watched.store.writing() as connection:
        lives = load_lives(connection)
        after = [replace(life, status="closed", ended_at=at(7), ended_by="x1") for life in lives]
        save_lives(connection, lives, after, at(7))
    watched.follow()

    divergence = watched.only("divergences")
    assert (divergence["status"], divergence["state"], divergence["ended_by"]) == ("closed", "closed", "x1")
    assert (watched.only("events")["open"], watched.only("events")["divergences"]) == (0, 1)


def test_a_judgement_is_shown_and_the_last_one_holds(watched: Watched) -> None:
    (name,) = watched.of("divergences")
    for hour, verdict in enumerate(("rejected", "confirmed")):
        with watched.store.writing() as connection:
            judge(connection, Judgement(divergence_id=name, verdict=verdict, by="a reader", why="seen", at=at(7, hour)))  # type: ignore[arg-type]
        watched.follow()
        assert watched.only("divergences")["state"] == verdict
    assert (watched.only("divergences")["verdict"], watched.only("divergences")["judged_by"]) == ("confirmed", "a reader")
    assert watched.changed == {("divergences", name)}


def test_a_divergence_is_alerted_when_its_message_is_sent_and_not_before(watched: Watched) -> None:
    (name,) = watched.of("divergences")
    before = watched.only("divergences").get("notified", [])
    with watched.store.writing() as connection:
        claim(connection, name, "another", "<1@example.org>", at(7))
        keep_message(connection, "<1@example.org>", "another", "words", at(7))
    watched.follow()
    assert watched.only("divergences").get("notified", []) == before
    with watched.store.writing() as connection:
        mark_sent(connection, "<1@example.org>", at(8))
    watched.follow()

    assert watched.only("divergences")["notified"] == sorted([*before, "another"])
    assert watched.only("divergences")["state"] == "alerted"


def test_a_pass_is_unfinished_until_it_ends(watched: Watched) -> None:
    with watched.store.writing() as connection:
        number = begin_pass(connection, "run", at(8), at(8))
    watched.follow()
    assert watched.of("runs")[f"pass-{number}"]["status"] == "unfinished"
    with watched.store.writing() as connection:
        finish_pass(connection, number, {"new": 2, "page events": 1, "something new": 3}, at(8, 13))
    watched.follow()

    made = watched.of("runs")[f"pass-{number}"]
    assert (made["status"], made["seconds"], made["counts"]) == ("finished", 3600.0, {"new": 2, "page_events": 1})
    assert "something_new 3" in made["summary"]


def test_a_crawl_has_its_health(watched: Watched) -> None:
    with watched.store.writing() as connection:
        save_crawl(connection, CRAWL)
    watched.follow()
    (name,) = (name for _, name in watched.changed)

    assert name == "crawl-tass/ru/2018-04-08T12:00:00.000000Z"
    crawl = watched.of("runs")[name]
    assert (crawl["kind"], crawl["status"], crawl["edition"], crawl["articles"]) == ("crawl", "partial", "tass/ru", 3)


def test_a_batch_takes_as_many_queries_as_a_single_article(watched: Watched) -> None:
    def queries(names: list[str]) -> int:
        asked: list[str] = []
        with watched.store.reading() as connection:
            event.listen(watched.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
            changes = [outbox.Change(number=1, kind="article", key=f"{name}#0", version=1, at=at(7)) for name in names]
            assert list(actions_for(connection, changes, projection()))
        return len(asked)

    assert queries(["t1"]) == queries(["t1", "x1"]) < 30


def test_a_row_on_what_was_never_there_takes_out_what_may_be_left(watched: Watched) -> None:
    rows = [
        ("article", "gone#1"),
        ("quote", "q"),
        ("event", "e"),
        ("divergence", "d"),
        ("pass", "99"),
        ("crawl", "tass/ru/2018-04-01T00:00:00.000000Z"),
    ]
    with watched.store.reading() as connection:
        changes = [outbox.Change(number=1, kind=kind, key=key, version=1, at=at(7)) for kind, key in rows]  # type: ignore[arg-type]
        found = [(action.alias, action.id, action.source) for action in actions_for(connection, changes, projection())]

    assert found == [
        ("articles", "gone", None), ("quotes", "q", None), ("events", "e", None), ("divergences", "d", None),
        ("runs", "pass-99", None), ("runs", "crawl-tass/ru/2018-04-01T00:00:00.000000Z", None),
    ]  # fmt: skip
