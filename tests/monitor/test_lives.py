"""A divergence is known again by where it stands, whatever its boundaries and ids look like now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.lives import Life, Seen, overlap, reconcile, state_of
from processors.records import Divergence, DivergenceKind, QuoteRef, Span, State
from tests.monitor.lightweight import at

SEEN = {
    "t1": Seen(edition="tass/ru", published_at=at(3), revised_at=at(3), crawled=True),
    "t2": Seen(edition="tass/en", published_at=at(3), revised_at=at(4), crawled=True),
    "x1": Seen(edition="xinhua/zh", published_at=at(3), revised_at=at(3), crawled=True),
    "x2": Seen(edition="xinhua/zh", published_at=at(8), revised_at=at(8), crawled=True),
}


def quote(article: str, start: int, stop: int, revision: int = 1) -> QuoteRef:
    return QuoteRef(article_id=article, revision=revision, content=(Span(start=start, stop=stop),))


def divergence(
    name: str = "d1", kind: DivergenceKind = "omitted", state: State = "new", *quotes: QuoteRef, **fields: object
) -> Divergence:
    quotes = quotes or (quote("t1", 10, 50),)
    silent = ("xinhua/zh",) if kind in ("omitted", "edition") else ()
    given = Divergence(
        id=name, kind=kind, state=state, certain=True, event_id="e", utterance_id="u", speaker_id="wei",
        anchor=quotes[0], quotes=quotes, carried=("tass/ru",), absent=silent, coverage=("x1",),
        opened_at=at(3), window_closes_at=at(5, 0),
    )  # fmt: skip
    return replace(given, **fields)  # type: ignore[arg-type]


def live(
    *computed: Divergence, stored: tuple[Life, ...] = (), renderings: dict[str, tuple[QuoteRef, ...]] | None = None, day: int = 5
) -> tuple[Life, ...]:
    return reconcile(stored, computed, {"u": (quote("t1", 10, 50),)} if renderings is None else renderings, SEEN, at(day))


def test_moved_boundaries_and_another_id_are_the_same_divergence() -> None:
    before = live(divergence())
    (after,) = live(divergence("d2", "omitted", "new", quote("t1", 0, 40)), stored=before, day=6)
    assert after.divergence.id == "d1"
    assert after.open_at == before[0].open_at
    assert set(after.renderings) == {quote("t1", 10, 50), quote("t1", 0, 40)}


@pytest.mark.parametrize(
    "other",
    [
        divergence("d2", "edition"),
        divergence("d2", absent=("nvo/ru",)),
        divergence("d2", "omitted", "new", quote("t1", 60, 90)),
        divergence("d2", "omitted", "new", quote("t1", 10, 50, revision=2)),
    ],
    ids=["kind", "silent outlet", "place", "revision"],
)
def test_another_kind_outlet_place_or_revision_is_another_divergence(other: Divergence) -> None:
    after = live(divergence(), other, stored=live(divergence()), renderings={"u": ()}, day=6)
    assert [life.divergence.id for life in after] == ["d1", "d2"]


def test_an_alteration_needs_both_its_versions() -> None:
    one, two, three = quote("t1", 0, 9), quote("x1", 0, 9), quote("x2", 0, 9)
    before = live(divergence("a", "altered", "new", one, two))
    after = live(divergence("b", "altered", "new", one, three), divergence("c", "altered", "new", two, one), stored=before, day=6)
    assert [life.divergence.id for life in after] == ["a", "b"]


def test_what_was_pending_opens_when_it_is_seen_and_what_is_old_is_old() -> None:
    pending = live(divergence(state="pending"), day=4)
    assert (pending[0].status, pending[0].open_at) == ("pending", None)
    assert live(divergence(), stored=pending, day=20)[0].open_at == at(20)
    assert live(divergence(), day=20)[0].open_at == at(5, 0), "it has been open since its window closed"
    assert live(divergence("e", "edited", "new", quote("t2", 0, 5)), day=20)[0].open_at == at(4)


def test_what_was_open_does_not_become_pending_again() -> None:
    (life,) = live(divergence(state="not-known"), stored=live(divergence()), day=6)
    assert (life.status, life.known) == ("open", True)


def test_carried_later_is_closed_and_by_whom() -> None:
    carried = {"u": (quote("t1", 10, 50), quote("x2", 0, 20))}
    (life,) = live(stored=live(divergence()), renderings=carried, day=9)
    assert (life.status, life.ended_by, life.ended_at) == ("closed", "x2", at(9))
    assert live(stored=(life,), renderings=carried, day=10) == (life,)


def test_found_in_an_article_that_we_had_all_along_is_withdrawn() -> None:
    carried = {"u": (quote("t1", 10, 50), quote("x1", 0, 20))}
    (life,) = live(stored=live(divergence()), renderings=carried, day=6)
    assert (life.status, life.ended_by) == ("withdrawn", None)


def test_the_half_that_is_still_not_carried_tells_nothing_new() -> None:
    lead, words = quote("t1", 0, 9), quote("t1", 10, 50)
    before = live(divergence("d1", "omitted", "new", lead, words), renderings={"u": (lead, words)})
    parted = {"u1": (lead,), "u2": (words, quote("x2", 0, 20))}
    after = live(divergence("d9", "omitted", "new", lead, utterance_id="u1"), stored=before, renderings=parted, day=9)
    assert [(life.divergence.id, life.status, life.mailable) for life in after] == [("d1", "closed", True), ("d9", "open", False)]


def test_found_again_it_lives_on_under_its_id() -> None:
    ended = live(stored=live(divergence("d1", "altered", "new", quote("t1", 0, 9), quote("x1", 0, 9))), day=6)
    assert ended[0].status == "withdrawn"
    (life,) = live(divergence("d2", "altered", "new", quote("t1", 0, 9), quote("x1", 0, 8)), stored=ended, day=7)
    assert (life.divergence.id, life.status, life.ended_at) == ("d1", "open", None)


def test_only_what_a_crawl_brought_may_be_mailed() -> None:
    imported = {name: replace(seen, crawled=False) for name, seen in SEEN.items()}
    (life,) = reconcile((), [divergence()], {}, imported, at(6))
    assert not life.mailable


@pytest.mark.parametrize(
    ("fields", "notified", "verdict", "state"),
    [
        ({"status": "pending"}, False, None, "pending"),
        ({"status": "pending", "known": False}, False, None, "not-known"),
        ({}, False, None, "new"),
        ({}, True, None, "alerted"),
        ({}, True, "confirmed", "confirmed"),
        ({}, False, "rejected", "rejected"),
        ({}, True, "none", "alerted"),
        ({"status": "closed"}, True, "confirmed", "closed"),
        ({"status": "withdrawn"}, True, None, "withdrawn"),
    ],
)
def test_the_state_is_derived_from_three_facts(
    fields: dict[str, object], notified: bool, verdict: str | None, state: State
) -> None:
    (life,) = live(divergence())
    assert state_of(replace(life, **fields), notified=notified, verdict=verdict) == state  # type: ignore[arg-type]


def test_uncertain_is_a_band_and_no_status() -> None:
    (life,) = live(divergence(certain=False))
    assert state_of(life, notified=False, verdict=None) == "uncertain"


def test_words_overlap_only_in_the_same_revision_and_field() -> None:
    assert overlap(quote("a", 0, 5), quote("a", 4, 9))
    assert not overlap(quote("a", 0, 5), quote("a", 5, 9))
    assert not overlap(quote("a", 0, 5), replace(quote("a", 0, 5), field="title"))
