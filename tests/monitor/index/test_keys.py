"""Each key may do what it is for, under our names, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from monitor.index.check import check
from monitor.index.client import connect, look_at_server
from monitor.index.documents import Projection
from monitor.index.keys import Key, Role, drop_other_keys, make_keys
from monitor.index.rebuild import rebuild
from monitor.index.search import search_index
from monitor.index.setup import set_up
from monitor.index.sync import sync
from monitor.sections import Elasticsearch as Section
from monitor.store.engine import Store
from processors.errors import ConfigError
from tests.conftest import CHECKOUT
from tests.monitor.index.conftest import clean
from tests.monitor.index.reaching import reach
from tests.monitor.index.storing import now
from tests.servers.elasticsearch.running import RunningServer

SHIPPED = CHECKOUT / "config"
Keyring = Mapping[Role, Section]


@pytest.fixture
def owner(elasticsearch_secure: RunningServer, prefix: str) -> Iterator[Section]:
    section = reach(elasticsearch_secure, prefix)
    yield section
    with connect(section) as client:
        clean(client, prefix)


@pytest.fixture
def keyring(elasticsearch_secure: RunningServer, owner: Section) -> Keyring:
    """Settings that sign in with each of the keys."""
    return {key.role: with_key(elasticsearch_secure, owner, key) for key in make_keys(owner)}


def with_key(server: RunningServer, owner: Section, key: Key) -> Section:
    return reach(server, owner.prefix, user=None, password=None, api_key=key.encoded)


def test_setup_and_rebuild_need_the_key_for_them_only(keyring: Keyring, store: Store, shown: Projection) -> None:
    set_up(store, keyring["setup"], SHIPPED, now=now)
    rebuild(store, keyring["setup"], shown, SHIPPED, now=now)
    rebuild(store, keyring["setup"], shown, SHIPPED, now=now)


def test_sync_and_check_and_search_need_the_writer_s_only(keyring: Keyring, store: Store, shown: Projection) -> None:
    set_up(store, keyring["setup"], SHIPPED, now=now)
    writer = keyring["writer"]
    sync(store, writer, shown, now=now)
    with connect(writer) as client:
        look_at_server(client, writer)
        assert check(store, client, writer, shown).wrong == 0
        search_index(client, writer, "good", limit=5)


def test_check_and_search_need_the_reader_s_only(keyring: Keyring, store: Store, shown: Projection) -> None:
    set_up(store, keyring["setup"], SHIPPED, now=now)
    reader = keyring["reader"]
    with connect(reader) as client:
        look_at_server(client, reader)
        assert check(store, client, reader, shown).wrong == 0
        search_index(client, reader, "good", limit=5)


@pytest.mark.parametrize("role", ["writer", "reader"])
def test_the_others_set_nothing_up(keyring: Keyring, store: Store, shown: Projection, role: Role) -> None:
    with pytest.raises(ConfigError, match="our key or user may not do cluster:admin/component_template/put"):
        set_up(store, keyring[role], SHIPPED, now=now)


def test_the_reader_does_not_write(keyring: Keyring, store: Store, shown: Projection) -> None:
    set_up(store, keyring["setup"], SHIPPED, now=now)
    with pytest.raises(ConfigError, match="may not do indices:data/write/bulk"):
        sync(store, keyring["reader"], shown, now=now)


Attempt = Callable[[Elasticsearch, str], object]
FORBIDDEN: dict[str, tuple[Role, Attempt]] = {
    "setup touches no foreign index": ("setup", lambda client, prefix: client.indices.create(index=f"foreign-{prefix}")),
    "setup makes no keys": ("setup", lambda client, prefix: client.security.create_api_key(name=prefix, role_descriptors={})),
    "writer makes no index": ("writer", lambda client, prefix: client.indices.create(index=f"{prefix}-more")),
    "writer makes none by writing": ("writer", lambda client, prefix: client.index(index=f"{prefix}-more", document={})),
    "writer deletes no index": ("writer", lambda client, prefix: client.indices.delete(index=f"{prefix}-runs-v1")),
    "writer moves no alias": (
        "writer", lambda client, prefix: client.indices.put_alias(index=f"{prefix}-runs-v1", name=f"{prefix}-more"),
    ),
    "writer writes to no foreign index": ("writer", lambda client, prefix: client.index(index=f"foreign-{prefix}", document={})),
    "writer reads no foreign index": ("writer", lambda client, prefix: client.search(index=f"foreign-{prefix}")),
    "reader deletes no document": ("reader", lambda client, prefix: client.delete(index=f"{prefix}-runs", id="1")),
    "reader reads no foreign index": ("reader", lambda client, prefix: client.search(index=f"foreign-{prefix}")),
    "reader changes no setting": (
        "reader", lambda client, prefix: client.indices.put_settings(index=f"{prefix}-runs", settings={"refresh_interval": "1s"}),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def standing(elasticsearch_secure: RunningServer) -> Iterator[Keyring]:
    """Keys to indices that are there; what is forbidden leaves no trace, so that all attempts may share them."""
    owner = reach(elasticsearch_secure, "test-forbidden")
    with connect(owner) as client:
        clean(client, owner.prefix)
        client.indices.create(index=f"{owner.prefix}-runs-v1", aliases={f"{owner.prefix}-runs": {}})
        yield {key.role: with_key(elasticsearch_secure, owner, key) for key in make_keys(owner)}
        clean(client, owner.prefix)


@pytest.mark.parametrize("attempt", FORBIDDEN)
def test_what_no_key_is_for_is_refused(standing: Keyring, attempt: str) -> None:
    role, act = FORBIDDEN[attempt]
    section = standing[role]
    with connect(section) as client, pytest.raises(AuthorizationException):
        act(client, section.prefix)


def test_earlier_keys_are_dropped_when_asked(elasticsearch_secure: RunningServer, owner: Section) -> None:
    old, new = make_keys(owner), make_keys(owner)
    assert drop_other_keys(owner, new) == 3
    assert drop_other_keys(owner, new) == 0
    for key, is_good in ((old[0], False), (new[0], True)):
        section = with_key(elasticsearch_secure, owner, key)
        with connect(section) as client:
            if is_good:
                look_at_server(client, section)
            else:
                with pytest.raises(ConfigError, match="the API key is wrong, expired or taken back"):
                    look_at_server(client, section)


def test_a_key_is_not_shown_by_accident(owner: Section) -> None:
    for key in make_keys(owner):
        assert key.encoded not in repr(key)
