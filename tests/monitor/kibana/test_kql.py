"""The queries of the dashboards are KQL, and ask for fields that are there."""

from __future__ import annotations

import pytest

from tests.monitor.kibana.kql import NotKql, fields_of, to_query
from tests.monitor.kibana.mapping import fields
from tests.monitor.kibana.reading import OBJECTS, Json, alias_of, queries_of

ASKING = [one for one in OBJECTS if one["type"] in ("lens", "search")]


def test_a_value_and_its_absence() -> None:
    assert to_query("current: true and not same_as: *") == {
        "bool": {"filter": [{"match": {"current": "true"}}, {"bool": {"must_not": [{"exists": {"field": "same_as"}}]}}]}
    }


def test_one_of_several_values() -> None:
    assert to_query("status: (closed or withdrawn)") == {
        "bool": {"should": [{"match": {"status": "closed"}}, {"match": {"status": "withdrawn"}}], "minimum_should_match": 1}
    }


def test_words_in_quotation_marks_are_a_phrase() -> None:
    assert to_query('speaker_names: "魏凤和"') == {"match_phrase": {"speaker_names": "魏凤和"}}


def test_a_range() -> None:
    assert to_query("salience >= 0.5") == {"range": {"salience": {"gte": 0.5}}}


def test_and_binds_closer_than_or() -> None:
    assert to_query("a: 1 or b: 2 and c: 3")["bool"]["should"][1] == {
        "bool": {"filter": [{"match": {"b": "2"}}, {"match": {"c": "3"}}]}
    }


@pytest.mark.parametrize(
    "kql", ["current:", "current: true and", "(current: true", "current: true)", "and: x", "true", "name: we*", "a: (b and c)"]
)
def test_what_is_no_such_kql_is_told(kql: str) -> None:
    with pytest.raises(NotKql):
        to_query(kql)


@pytest.mark.parametrize("saved", ASKING, ids=lambda saved: saved["id"])
def test_each_query_asks_for_fields_that_are_mapped(saved: Json) -> None:
    for query in queries_of(saved):
        assert fields_of(query) <= set(fields(alias_of(saved))), query


@pytest.mark.parametrize("saved", [one for one in ASKING if alias_of(one) == "quotes"], ids=lambda saved: saved["id"])
def test_quotes_are_counted_as_the_newest_revisions_have_them(saved: Json) -> None:
    assert any("current: true" in query for query in queries_of(saved))
