"""`/healthz`: the pages are well when the store can be read; a watch that sleeps is told beside it."""

from __future__ import annotations

from flask.testing import FlaskClient

from monitor.web.app import make_app
from tests.monitor.lightweight import at
from tests.monitor.web.conftest import CLOCK, Watched


def test_it_tells_the_facts(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    facts = answer.get_json()
    assert facts["healthy"] is True
    assert facts["stale"] is False
    assert facts["last_pass"] == "2018-04-06T12:00:00Z"
    assert facts["outbox_waiting"] > 0


def test_a_watch_that_sleeps_is_no_fault_of_the_pages(watched: Watched) -> None:
    answer = make_app(watched.settings, lambda: at(9)).test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["stale"]) == (200, True)


def test_without_a_store_it_is_unhealthy(empty: FlaskClient) -> None:
    answer = empty.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["healthy"] is False


def test_a_damaged_store_is_unhealthy(watched: Watched) -> None:
    store = watched.settings.store
    store.write_bytes(store.read_bytes()[: 4096 * 3])
    answer = make_app(watched.settings, lambda: CLOCK).test_client().get("/healthz")
    assert answer.status_code == 503
