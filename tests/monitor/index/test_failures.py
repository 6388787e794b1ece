"""Each thing that goes wrong on the way to the index, from its real cause: what is said, and whether it may pass by itself."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from monitor.index.client import connect, look_at_health, look_at_server
from monitor.index.failures import explained
from monitor.index.keys import make_keys
from monitor.index.places import require_places
from monitor.sections import Elasticsearch as Section
from processors.errors import ConfigError, ReadoutError, TryLater
from tests.monitor.index.gate import DROP, HANG_UP, gate_to
from tests.monitor.index.reaching import reach, settings
from tests.servers.elasticsearch.certificate import write_certificates
from tests.servers.elasticsearch.running import RunningServer


def failure(section: Section) -> ReadoutError:
    """What is said of it; one line, with the address in it."""
    with connect(section) as client, pytest.raises(ReadoutError) as raised:
        look_at_server(client, section)
    return one_line(raised.value, section)


def one_line(error: ReadoutError, section: Section) -> ReadoutError:
    assert "\n" not in str(error)
    assert section.url in str(error)
    return error


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def tls_at(host: str, folder: Path) -> Iterator[int]:
    """The port of something with that folder's certificate."""
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(folder / "server.pem", folder / "server.key")

    def greet() -> None:
        with suppress(OSError):  # closed: the end; a client that hangs up: so it should
            while True:
                plain, _ = listening.accept()
                with suppress(OSError), plain, own.wrap_socket(plain, server_side=True):
                    pass

    with socket.create_server((host, 0)) as listening:
        thread = threading.Thread(target=greet)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    error = failure(settings(url=f"http://127.0.0.1:{port}"))
    assert isinstance(error, TryLater)
    assert "nobody listens there" in str(error)


def test_no_answer_in_time(silent: int) -> None:
    error = failure(settings(url=f"http://127.0.0.1:{silent}", timeout_seconds=0.2))
    assert isinstance(error, TryLater)
    assert "no answer within 0.2 s" in str(error)


@pytest.mark.parametrize("fault", [DROP, HANG_UP], ids=["drop", "hang-up"])
def test_a_connection_that_breaks_off(elasticsearch_plain: RunningServer, fault: str) -> None:
    with gate_to(elasticsearch_plain.url) as gate:
        gate.always = fault
        error = failure(settings(url=gate.url))
    assert isinstance(error, TryLater)
    assert "the connection broke off" in str(error)


@pytest.mark.parametrize(
    ("status", "fate", "words"),
    [
        (413, ConfigError, "takes no request that long"),
        (429, TryLater, "overloaded"),
        (502, TryLater, "not ready (502"),
        (503, TryLater, "not ready (503"),
    ],
)
def test_what_a_proxy_in_between_answers(
    elasticsearch_plain: RunningServer, status: int, fate: type[ReadoutError], words: str
) -> None:
    with gate_to(elasticsearch_plain.url) as gate:
        gate.always = status
        error = failure(settings(url=gate.url))
    assert type(error) is fate
    assert words in str(error)


def test_what_is_no_elasticsearch(elasticsearch_plain: RunningServer) -> None:
    with gate_to(elasticsearch_plain.url) as gate:
        gate.always = 200
        error = failure(settings(url=gate.url))
    assert isinstance(error, ConfigError)
    assert "is not Elasticsearch" in str(error)


def test_http_spoken_to_https(elasticsearch_secure: RunningServer, prefix: str) -> None:
    error = failure(reach(elasticsearch_secure, prefix, url=elasticsearch_secure.url.replace("https:", "http:"), ca_file=None))
    assert isinstance(error, ConfigError)
    assert "speaks https and not http" in str(error)


def test_https_spoken_to_http(elasticsearch_plain: RunningServer, prefix: str) -> None:
    error = failure(reach(elasticsearch_plain, prefix, url=elasticsearch_plain.url.replace("http:", "https:")))
    assert isinstance(error, ConfigError)
    assert "speaks http and not https" in str(error)


@pytest.mark.parametrize("foreign", [False, True], ids=["no-ca", "foreign-ca"])
def test_a_certificate_of_somebody_we_do_not_know(
    elasticsearch_secure: RunningServer, prefix: str, tmp_path: Path, foreign: bool
) -> None:
    write_certificates(tmp_path)
    error = failure(reach(elasticsearch_secure, prefix, ca_file=tmp_path / "ca.pem" if foreign else None))
    assert isinstance(error, ConfigError)
    assert "nobody we trust signed its certificate; name its CA as ca_file" in str(error)


def test_a_certificate_for_another_name(tmp_path: Path) -> None:
    write_certificates(tmp_path)
    with tls_at("127.0.0.2", tmp_path) as port:
        error = failure(settings(url=f"https://127.0.0.2:{port}", ca_file=tmp_path / "ca.pem"))
    assert isinstance(error, ConfigError)
    assert "its certificate is for another name" in str(error)


def test_a_ca_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ca_file names the certificate"):
        connect(settings(url="https://localhost:9200", ca_file=tmp_path / "none.pem"))


def test_a_ca_file_without_a_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("invented", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no certificate"):
        connect(settings(url="https://localhost:9200", ca_file=tmp_path / "ca.pem"))


@pytest.mark.parametrize(
    ("signing", "words"),
    [
        ({"password": "wrong-secret"}, "user elastic or the password is wrong"),
        ({"user": None, "password": None, "api_key": "d3Jvbmc6c2VjcmV0"}, "the API key is wrong, expired or taken back"),
        ({"user": None, "password": None}, "the server wants a sign-in"),
    ],
    ids=["password", "key", "nothing"],
)
def test_a_failed_sign_in_is_told_without_the_secret(
    elasticsearch_secure: RunningServer, prefix: str, signing: dict[str, Any], words: str
) -> None:
    error = failure(reach(elasticsearch_secure, prefix, **signing))
    assert isinstance(error, ConfigError)
    assert words in str(error)
    assert "wrong-secret" not in str(error) + repr(error)
    assert "d3Jvbmc6c2VjcmV0" not in str(error) + repr(error)


def test_a_right_that_is_missing_is_named_with_the_index(elasticsearch_secure: RunningServer, prefix: str) -> None:
    keys = {key.role: key.encoded for key in make_keys(reach(elasticsearch_secure, prefix))}
    section = reach(elasticsearch_secure, prefix, user=None, password=None, api_key=keys["reader"])
    with connect(section) as client, pytest.raises(ConfigError) as raised, explained(section):
        client.indices.create(index=f"{prefix}-articles-v1")
    words = str(one_line(raised.value, section))
    assert f"may not do indices:admin/create on {prefix}-articles-v1" in words
    assert "create_index" in words
    assert keys["reader"] not in words


def test_a_missing_index_says_what_makes_it(elasticsearch_plain: RunningServer, prefix: str) -> None:
    section = reach(elasticsearch_plain, prefix)
    with connect(section) as client, pytest.raises(ConfigError, match=f"no {prefix}-articles; `readout index setup` makes it"):
        require_places(client, section)


def test_a_red_index(elasticsearch_plain: RunningServer, prefix: str) -> None:
    section = reach(elasticsearch_plain, prefix)
    nowhere = {"index.routing.allocation.require._name": "no-such-node"}
    with connect(section) as client:
        client.indices.create(index=f"{prefix}-red", settings=nowhere, wait_for_active_shards=0)
        try:
            with pytest.raises(TryLater, match=f"the cluster is red, {prefix}-red cannot be used"):
                look_at_health(client, section, [f"{prefix}-red"])
        finally:
            client.indices.delete(index=f"{prefix}-red")


def test_a_disk_that_is_nearly_full(elasticsearch_plain: RunningServer, prefix: str) -> None:
    section = reach(elasticsearch_plain, prefix)
    with connect(section) as client:
        client.indices.create(index=f"{prefix}-full", settings={"index.blocks.read_only_allow_delete": True})
        try:
            with pytest.raises(TryLater, match="disk is nearly full"), explained(section):
                client.options(max_retries=0).index(index=f"{prefix}-full", document={})
        finally:
            client.indices.delete(index=f"{prefix}-full")


def test_an_older_server_than_the_client(elasticsearch_8: RunningServer, prefix: str) -> None:
    error = failure(reach(elasticsearch_8, prefix))
    assert isinstance(error, ConfigError)
    assert "the server is 8.x and the client 9.x: install 'elasticsearch<9'" in str(error)


def test_settings_do_not_show_their_secrets() -> None:
    assert "hidden-word" not in repr(settings(url="https://localhost:9200", user="elastic", password="hidden-word"))


def test_a_url_without_a_port_is_that_of_its_protocol() -> None:
    with connect(settings(url="https://es.example.org/search/")) as client:
        assert isinstance(client, Elasticsearch)
        assert [node.base_url for node in client.transport.node_pool.all()] == ["https://es.example.org:443/search"]
