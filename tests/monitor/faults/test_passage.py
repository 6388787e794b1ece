"""The way to a server that can be closed and cut."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.monitor.faults.passage import FAIR, Passage, Weather, passage_to
from tests.servers.giving import giving


@pytest.fixture
def way() -> Iterator[Passage]:
    """To a server that answers each connection with ten bytes and its end."""
    with giving(b"0123456789") as port, passage_to(port) as passage:
        yield passage


def answer(way: Passage) -> bytes:
    with socket.create_connection(("127.0.0.1", way.port)) as connection, connection.makefile("rb") as lines:
        connection.sendall(b"?")
        return lines.read()


def test_it_lets_through(way: Passage) -> None:
    assert answer(way) == b"0123456789"
    way.wait_until_idle()


def test_down_it_refuses_and_up_again_it_is_where_it_was(way: Passage) -> None:
    way.set(Weather(name="down", down=True))
    with pytest.raises(ConnectionRefusedError):
        answer(way)
    way.set(FAIR)
    assert answer(way) == b"0123456789"


def test_it_cuts_an_answer(way: Passage) -> None:
    way.set(Weather(name="cut", cut_after=4))
    assert answer(way) == b"0123"
