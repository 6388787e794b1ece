"""`readout index setup` makes what is missing, changes nothing that is there, and says what differs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from monitor.index.action import ALIASES
from monitor.index.documents import Projection
from monitor.index.setup import Layout, set_up
from monitor.index.sync import sync
from monitor.index.templates import read_templates
from monitor.sections import Elasticsearch as Section
from monitor.store.engine import Store, open_store
from processors.errors import ConfigError
from tests.conftest import CHECKOUT
from tests.monitor.index.storing import in_index, in_store, now

pytestmark = pytest.mark.both_clients

SHIPPED = CHECKOUT / "config"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "empty.db") as store:
        yield store


def lay(store: Store, section: Section, folder: Path = SHIPPED) -> Layout:
    return set_up(store, section, folder, now=now)


def test_it_makes_an_index_behind_each_alias_as_the_templates_say(client: Elasticsearch, section: Section, empty: Store) -> None:
    layout = lay(empty, section)
    assert layout.made == tuple(layout.indices.values()) == tuple(f"{section.prefix}-{alias}-v1" for alias in ALIASES)
    assert not layout.differences
    assert not layout.must_rebuild
    aliases = client.indices.get_alias(index=f"{section.prefix}-*")
    assert {index: list(found["aliases"]) for index, found in aliases.items()} == {
        f"{section.prefix}-{alias}-v1": [f"{section.prefix}-{alias}"] for alias in ALIASES
    }


def test_once_more_changes_nothing(client: Elasticsearch, section: Section, empty: Store) -> None:
    first, second = lay(empty, section), lay(empty, section)
    assert second.made == ()
    assert second.indices == first.indices
    assert not second.differences


def test_a_strange_field_is_refused_by_every_index(client: Elasticsearch, section: Section, empty: Store) -> None:
    for index in lay(empty, section).made:
        with pytest.raises(Exception, match="strict_dynamic_mapping_exception"):
            client.index(index=index, document={"colour": "red"})


def test_what_differs_is_told_field_by_field(client: Elasticsearch, section: Section, empty: Store, tmp_path: Path) -> None:
    lay(empty, section)
    client.indices.put_mapping(index=f"{section.prefix}-runs", properties={"colour": {"type": "keyword"}})
    client.indices.put_settings(index=f"{section.prefix}-runs", settings={"index.refresh_interval": "1s"})
    shutil.copytree(SHIPPED / "elasticsearch", tmp_path / "config" / "elasticsearch")
    template = tmp_path / "config" / "elasticsearch" / "readout-runs.json"
    body = json.loads(template.read_text(encoding="utf-8"))
    body["template"]["mappings"]["properties"] |= {"seconds": {"type": "double"}, "mood": {"type": "keyword"}}
    template.write_text(json.dumps(body), encoding="utf-8")
    runs = f"{section.prefix}-runs-v1"
    assert set(lay(empty, section, tmp_path / "config").differences) == {
        f"{runs}: field colour is not ours",
        f"{runs}: field mood is missing",
        f"{runs}: field seconds: type is float, should be double",
        f"{runs}: setting refresh_interval is 1s, should be 5s",
    }


def test_a_store_with_its_whole_history_is_filled_in_by_the_next_sync(
    client: Elasticsearch, section: Section, store: Store, shown: Projection
) -> None:
    assert not lay(store, section).must_rebuild
    sync(store, section, shown, now=now)
    assert in_index(client, section) == in_store(store, shown)


def test_a_new_index_for_a_store_that_has_forgotten_asks_for_a_rebuild(
    client: Elasticsearch, section: Section, store: Store, shown: Projection
) -> None:
    lay(store, section)
    sync(store, section, shown, now=now)
    client.indices.delete(index=f"{section.prefix}-quotes-v1")
    layout = lay(store, section)
    assert layout.made == (f"{section.prefix}-quotes-v2",)
    assert layout.must_rebuild
    with pytest.raises(ConfigError, match="`readout index rebuild`"):
        sync(store, section, shown, now=now)


@pytest.mark.parametrize("prefix_", ["watch", "a-b"])
def test_templates_are_named_for_the_prefix(prefix_: str) -> None:
    templates = read_templates(SHIPPED, prefix_)
    assert all(name.startswith(f"{prefix_}-") for name in templates.components)
    for alias, body in templates.indices.items():
        assert body["index_patterns"] == [f"{prefix_}-{alias}-v*"]
        assert set(body["composed_of"]) <= set(templates.components)


def test_a_configuration_without_templates_has_the_built_in_ones(tmp_path: Path) -> None:
    assert read_templates(tmp_path, "readout") == read_templates(SHIPPED, "readout")


def test_templates_of_another_version_are_told(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "elasticsearch", tmp_path / "elasticsearch")
    file = tmp_path / "elasticsearch" / "readout-runs.json"
    file.write_text(json.dumps({"_meta": {"schema_version": 0}}), encoding="utf-8")
    with pytest.raises(ConfigError, match="it is of version 0, and Readout writes version 1"):
        read_templates(tmp_path, "readout")


@pytest.mark.parametrize("text", ["{", "[]", "{}"], ids=["cut", "list", "nothing"])
def test_what_is_no_template_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    shutil.copytree(SHIPPED / "elasticsearch", tmp_path / "elasticsearch")
    (tmp_path / "elasticsearch" / "readout-runs.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="json: it cannot be read as a template"):
        read_templates(tmp_path, "readout")


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "elasticsearch", tmp_path / "elasticsearch")
    (tmp_path / "elasticsearch" / "readout-runs.json").unlink()
    with pytest.raises(ConfigError, match="there is no readout-runs"):
        read_templates(tmp_path, "readout")
