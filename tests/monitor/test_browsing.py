"""Divergences a page at a time: the database filters, orders and names states as the program does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import Connection, insert

from monitor.lives import Life, Status, state_of
from monitor.store.browsing import Wanted, count_states, find_divergences, list_speakers
from monitor.store.divergences import save_lives
from monitor.store.engine import open_store
from monitor.store.judgements import Judgement, Verdict, judge
from monitor.store.ledger import claim, mark_sent
from monitor.store.schema import events
from tests.monitor.lightweight import at
from tests.monitor.test_lives import divergence

VERDICTS: tuple[Verdict | None, ...] = (None, "confirmed", "rejected", "none")
EVERY = Wanted()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_store(tmp_path / "readout.db") as store, store.writing() as connection:
        connection.execute(insert(events).values(id="e"))
        yield connection


def keep(connection: Connection, name: str, status: Status = "open", known: bool = True, **fields: object) -> Life:
    life = Life(
        divergence=divergence(name, **fields), status=status, known=known, mailable=True, renderings=(), born_at=at(3)  # type: ignore[arg-type]
    )  # fmt: skip
    save_lives(connection, (), (life,), at(3))
    return life


def found(connection: Connection, wanted: Wanted = EVERY, offset: int = 0, limit: int = 1000) -> list[str]:
    return [one.id for one in find_divergences(connection, wanted, offset=offset, limit=limit)]


def test_the_database_names_every_state_as_the_program_does(connection: Connection) -> None:
    expected = {}
    cases = product(get_args(Status), (True, False), (True, False), (True, False), VERDICTS)
    for number, (status, known, certain, told, verdict) in enumerate(cases):
        name = f"d{number:03}"
        life = keep(connection, name, status, known, certain=certain)
        if told:
            claim(connection, name, "all", f"<{name}>", at(4))
            mark_sent(connection, f"<{name}>", at(4))
        if verdict:
            judge(connection, Judgement(divergence_id=name, verdict="confirmed", by="anna", why="", at=at(4)))
            judge(connection, Judgement(divergence_id=name, verdict=verdict, by="anna", why="", at=at(5)))
        expected[name] = state_of(life, notified=told, verdict=verdict)
    shown = {one.id: one.state for one in find_divergences(connection, EVERY, offset=0, limit=1000)}
    assert shown == expected
    counts = count_states(connection, EVERY)
    assert counts == {state: list(expected.values()).count(state) for state in set(expected.values())}


def test_a_message_that_is_claimed_and_not_out_leaves_it_new(connection: Connection) -> None:
    keep(connection, "d1")
    claim(connection, "d1", "all", "<m>", at(4))
    assert count_states(connection, EVERY) == {"new": 1}


def test_the_most_salient_come_first_a_page_at_a_time(connection: Connection) -> None:
    for name, salience in (("d1", 0.2), ("d2", 0.9), ("d3", 0.5), ("d4", 0.9)):
        keep(connection, name, salience=salience)
    assert found(connection, limit=2) == ["d2", "d4"]
    assert found(connection, offset=2, limit=2) == ["d3", "d1"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(kind="edition"), ["d2"]),
        (Wanted(speaker="shoigu"), ["d3"]),
        (Wanted(outlet="nvo"), ["d3"]),
        (Wanted(outlet="xinhua"), ["d1", "d2"]),
        (Wanted(outlet="tas"), []),
        (Wanted(outlet="t%"), []),
        (Wanted(states=("pending",)), ["d2"]),
        (Wanted(states=()), []),
    ],
    ids=["kind", "speaker", "an outlet that carried it", "a silent outlet", "half a name", "a pattern", "state", "no state"],
)  # fmt: skip
def test_each_restriction_restricts(connection: Connection, wanted: Wanted, names: list[str]) -> None:
    keep(connection, "d1")
    keep(connection, "d2", "pending", kind="edition")
    keep(connection, "d3", carried=("nvo/ru",), absent=("tass/ru",), speaker_id="shoigu")
    assert found(connection, wanted) == names


def test_the_counts_of_states_know_the_other_restrictions_only(connection: Connection) -> None:
    keep(connection, "d1")
    keep(connection, "d2", "pending")
    keep(connection, "d3", speaker_id="shoigu")
    assert count_states(connection, Wanted(speaker="wei", states=("new",))) == {"new": 1, "pending": 1}


def test_speakers_are_those_of_whom_most_is_told(connection: Connection) -> None:
    for name, speaker in (("d1", "wei"), ("d2", "shoigu"), ("d3", "shoigu"), ("d4", None)):
        keep(connection, name, speaker_id=speaker)
    assert list_speakers(connection, 10) == ("shoigu", "wei")
    assert list_speakers(connection, 1) == ("shoigu",)
