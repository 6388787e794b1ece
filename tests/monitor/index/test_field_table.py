"""docs/index.md, the templates and the documents know the same fields."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from monitor.index.action import ALIASES
from monitor.store.engine import open_store
from tests.monitor.index.histories import Watching
from tests.monitor.index.projecting import Documents, from_scratch
from tests.monitor.lightweight import CHECKOUT, light_settings

ROW = re.compile(r"^\| `(?P<field>[a-z0-9_.]+)` \| (?P<types>[a-z ]+) \| (?P<aliases>[a-z, ]+) \|", re.MULTILINE)
TABLE = {
    row["field"]: (row["types"].split(" or "), row["aliases"].split(", "))
    for row in ROW.finditer((CHECKOUT / "docs" / "index.md").read_text(encoding="utf-8").partition("## Fields")[2])
}


def flat(properties: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Each field with its type."""
    for name, field in properties.items():
        if "type" in field:
            yield before + name, field["type"]
        for inner in ("properties", "fields"):
            yield from flat(field.get(inner, {}), f"{before}{name}.")


def mapped(alias: str) -> dict[str, str]:
    folder = CHECKOUT / "config" / "elasticsearch"
    body = json.loads((folder / f"readout-{alias}.json").read_text(encoding="utf-8"))
    parts = [json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in body["composed_of"]]
    return {
        name: kind for part in (*parts, body) for name, kind in flat(part["template"].get("mappings", {}).get("properties", {}))
    }


def filled(document: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from filled(value, f"{before}{name}.")
        else:
            yield before + name


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    folder = tmp_path_factory.mktemp("watched")
    settings = light_settings(folder)
    with open_store(settings.store, durable=False) as store:
        watching = Watching(store=store, settings=settings, chance=random.Random(5))
        for _ in range(25):
            watching.happen()
        return from_scratch(store)


def test_the_page_has_every_field_of_the_templates_with_its_type() -> None:
    for alias in ALIASES:
        for name, kind in mapped(alias).items():
            assert name in TABLE, f"docs/index.md does not explain {name}"
            assert kind in TABLE[name][0], name


def test_the_page_has_no_field_that_the_templates_do_not_have() -> None:
    for name, (_, aliases) in TABLE.items():
        for alias in aliases:
            assert name in mapped(alias), f"{name} in {alias}"


def test_a_document_has_fields_that_the_page_says_and_no_other(documents: Documents) -> None:
    for (alias, name), document in documents.items():
        strangers = {field for field in filled(document) if alias not in TABLE.get(field, ([], []))[1]}
        assert not strangers, (alias, name)


def test_the_history_has_documents_of_every_kind(documents: Documents) -> None:
    assert {alias for alias, _ in documents} == set(ALIASES)
