"""Every panel's question, asked of a real server over documents that fit the strict mappings, has an answer."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from elasticsearch import BadRequestError, Elasticsearch, helpers

from monitor import sections
from monitor.index.action import ALIASES
from monitor.index.templates import put_templates, read_templates
from tests.monitor.kibana.asking import asked_by_lens, asked_by_search, empty_columns, empty_parts
from tests.monitor.kibana.kql import to_query
from tests.monitor.kibana.reading import VIEWS, Json, alias_of, controls_of, of_type
from tests.monitor.kibana.seeded import NAMES, SINCE, UNTIL, documents
from tests.servers.elasticsearch.running import RunningServer

CONFIG = Path(__file__).parents[3] / "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    client: Elasticsearch
    prefix: str

    def search(self, alias: str, body: Json) -> Json:
        return dict(self.client.search(index=f"{self.prefix}-{alias}", **body).body)


@pytest.fixture(scope="module")
def seeded(elasticsearch_plain: RunningServer) -> Iterator[Seeded]:
    """Indices of the shipped templates behind their aliases, with the invented documents in them."""
    prefix = f"test-kibana-{uuid.uuid4().hex[:12]}"
    settings = sections.Elasticsearch(url=elasticsearch_plain.url, prefix=prefix)
    templates = read_templates(CONFIG, prefix)
    with Elasticsearch(**elasticsearch_plain.client_options()) as client:
        try:
            put_templates(client, settings, templates)
            for alias in ALIASES:
                client.indices.create(index=f"{prefix}-{alias}-v1", aliases={f"{prefix}-{alias}": {}})
            rows = [{"_index": f"{prefix}-{alias}", "_id": name, **source} for alias, name, source in documents()]
            helpers.bulk(client, rows, refresh="wait_for")
            yield Seeded(client=client, prefix=prefix)
        finally:
            client.indices.delete(index=f"{prefix}-*", ignore_unavailable=True)
            for alias in ALIASES:
                client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}-{alias}")
            for name in templates.components:
                client.options(ignore_status=404).cluster.delete_component_template(name=name)


def time_of(saved: Json) -> str:
    return str(VIEWS[f"readout-{alias_of(saved)}"]["timeFieldName"])


def ask(seeded: Seeded, lens: Json) -> Json:
    return seeded.search(alias_of(lens), asked_by_lens(lens, time_field=time_of(lens), since=SINCE, until=UNTIL))


@pytest.mark.parametrize("lens", of_type("lens"), ids=lambda one: one["id"])
def test_every_column_returns_a_bucket_with_a_value(seeded: Seeded, lens: Json) -> None:
    answer = ask(seeded, lens)
    assert empty_columns(lens, answer) == []
    assert empty_parts(lens, answer) == []


@pytest.mark.parametrize("search", of_type("search"), ids=lambda one: one["id"])
def test_every_listing_returns_documents_and_fills_its_columns(seeded: Seeded, search: Json) -> None:
    answer = seeded.search(alias_of(search), asked_by_search(search, time_field=time_of(search), since=SINCE, until=UNTIL))
    filled = {name for hit in answer["hits"]["hits"] for name in hit.get("fields", {})}
    assert set(search["attributes"]["columns"]) <= filled


def split_by(field: str) -> Json:
    """Who is quoted by which outlet, with another field in the outlet's place."""
    lens = copy.deepcopy(next(one for one in of_type("lens") if one["id"] == "readout-quotes-by-speaker"))
    lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]["layer"]["columns"]["split"]["sourceField"] = field
    return lens


def test_a_column_of_a_field_that_is_not_there_would_be_found(seeded: Seeded) -> None:
    lens = split_by("nowhere")
    assert empty_columns(lens, ask(seeded, lens)) == ["measure-1", "split"]


def test_a_column_of_a_field_that_cannot_answer_would_be_found(seeded: Seeded) -> None:
    with pytest.raises(BadRequestError, match="Fielddata is disabled"):
        ask(seeded, split_by("text.zh"))


def test_a_query_that_nothing_fits_would_be_found(seeded: Seeded) -> None:
    lens = copy.deepcopy(next(one for one in of_type("lens") if one["id"] == "readout-divergences-open"))
    lens["attributes"]["state"]["query"]["query"] = "status: opened"
    assert empty_columns(lens, ask(seeded, lens)) == ["measure-1"]


def test_what_stood_in_an_older_revision_or_in_a_copy_is_not_counted(seeded: Seeded) -> None:
    lens = next(one for one in of_type("lens") if one["id"] == "readout-quotes-count")
    assert ask(seeded, lens)["hits"]["total"]["value"] == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_person_is_found_by_a_name_in_any_script(seeded: Seeded, name: str) -> None:
    found = seeded.search("quotes", {"query": to_query(f'current: true and not same_as: * and speaker_names: "{name}"')})
    assert {hit["_source"]["language"] for hit in found["hits"]["hits"]} == {"zh", "ru", "en"}


@pytest.mark.parametrize("typed", ["harb", "портов", "港"])
def test_the_list_of_names_finds_what_is_typed(seeded: Seeded, typed: str) -> None:
    (control,) = (control for one in of_type("dashboard") for control in controls_of(one).values())
    listed = {"terms": {"field": control["explicitInput"]["fieldName"], "include": f"{typed}.*"}}
    answer = seeded.search("quotes", {"size": 0, "aggs": {"listed": listed}})
    assert [bucket["key"] in NAMES for bucket in answer["aggregations"]["listed"]["buckets"]] == [True]


def test_each_language_has_its_own_column_of_quotes(seeded: Seeded) -> None:
    for language in ("zh", "ru", "en"):
        (search,) = (one for one in of_type("search") if one["id"] == f"readout-person-{language}")
        answer = seeded.search("quotes", asked_by_search(search, time_field="published_at", since=SINCE, until=UNTIL))
        assert [hit["_source"]["language"] for hit in answer["hits"]["hits"]] == [language]
