"""What nobody should ask is answered in a plain page, and what is in the way is said."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from monitor.web.app import make_app
from monitor.web.shelf import Shelf
from tests.monitor.lightweight import light_settings
from tests.monitor.web.conftest import CLOCK, Watched, served


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/divergences/zzzz", 404),
        ("/divergences/d", 404),
        ("/divergences/%00", 404),
        ("/divergences/..%2f..%2fetc", 404),
        ("/divergences/" + "d" * 5000, 404),
        ("/?page=0", 400),
        ("/?page=-1", 400),
        ("/?page=9999999999999999999999", 400),
        ("/?page=²", 400),
        ("/?page=7", 404),
        ("/?state=nonsense", 400),
        ("/?kind=nonsense", 400),
        ("/?outlet=nonsense", 400),
        ("/?speaker=%00", 400),
        ("/?speaker=nobody", 200),
        ("/search?q=%00", 400),
        ("/search?q=a%0Ab", 400),
        ("/search?q=" + "a" * 501, 400),
        ("/search?q=%ff%fe", 200),
        ("/search?q=%22", 200),
        ("/search?q=%22%20OR%20NEAR(", 200),
        ("/search?q=*", 200),
        ("/search?q=x&language=fr", 400),
        ("/nothing", 404),
        ("/%ff", 404),
    ],
    ids=lambda value: str(value)[:40],
)
def test_it_is_answered_with_a_plain_page(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent(client: FlaskClient, method: str) -> None:
    answer = client.open("/", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_page_from_elsewhere_does_not_get_in_under_its_own_name(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example.org"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/nothing", "/status", "/healthz", "/search?q=%00"])
def test_every_answer_forbids_what_is_not_needed(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", ["/", "/status", "/search?q=visit", "/divergences/d0000"])
def test_without_a_store_it_says_so(empty: FlaskClient, address: str) -> None:
    answer = empty.get(address)
    assert answer.status_code == 503
    assert "there is no store yet" in answer.text


def test_something_else_than_a_store_is_no_store(tmp_path: Path) -> None:
    settings = light_settings(tmp_path)
    settings.store.write_bytes(b"this is no database at all" * 1000)
    answer = make_app(settings, lambda: CLOCK).test_client().get("/")
    assert answer.status_code == 503
    assert "not a usable Readout database" in answer.text


def test_a_store_of_another_program_is_left_alone(tmp_path: Path) -> None:
    settings = light_settings(tmp_path)
    with sqlite3.connect(settings.store) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    connection.close()
    before = settings.store.read_bytes()
    answer = make_app(settings, lambda: CLOCK).test_client().get("/")
    assert answer.status_code == 503
    assert "tables of version 0001" in answer.text
    assert settings.store.read_bytes() == before


def test_a_restored_store_is_read_without_a_restart(client: FlaskClient, watched: Watched) -> None:
    assert client.get(f"/divergences/{watched.divergence}").status_code == 200
    store = watched.settings.store
    shutil.copy(store, store.with_name("other.db"))
    with sqlite3.connect(store.with_name("other.db")) as connection:
        connection.execute("DELETE FROM ledger")
        connection.execute("DELETE FROM divergences")
    connection.close()
    store.with_name("other.db").replace(store)
    assert client.get(f"/divergences/{watched.divergence}").status_code == 404


def test_a_mistake_of_ours_is_a_page_too_and_is_logged(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(shelf: Shelf) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr(Shelf, "knowledge", property(broken))
    answer = make_app(watched.settings, lambda: CLOCK).test_client().get("/")
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.text
    assert "a page could not be made" in caplog.text


def test_a_request_of_ten_megabytes_is_refused_before_it_is_read(watched: Watched) -> None:
    with served(watched.settings) as (address, _):
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            answer = b""
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it does not wait for the end
                connection.sendall(b"GET /search?q=" + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    answer += part
    assert not answer or answer.startswith(b"HTTP/1.0 431")
