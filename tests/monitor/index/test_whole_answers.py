"""An answer that was cut off, in its head or its body, is a broken connection and nothing else."""

from __future__ import annotations

import pytest

from monitor.index.client import connect, look_at_health
from processors.errors import TryLater
from tests.monitor.index.reaching import settings
from tests.servers.giving import giving

ANSWER = (
    b"HTTP/1.1 200 OK\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/vnd.elasticsearch+json;compatible-with=9\r\n"
    b'content-length: 18\r\n\r\n{"status":"green"}'
)
PLACES = {
    "status line": 9,
    "after the status": 17,
    "after the product": 51,
    "before the length": 119,
    "in the length": 136,
    "in the body": 150,
}


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_that_was_cut_is_tried_later(place: str) -> None:
    with giving(ANSWER[: PLACES[place]]) as port:
        section = settings(url=f"http://127.0.0.1:{port}", prefix="any")
        with connect(section) as client, pytest.raises(TryLater):
            look_at_health(client, section, ["any-articles"])
