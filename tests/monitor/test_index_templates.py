"""config/elasticsearch: what each template has to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.index.action import ALIASES, SCHEMA_VERSION

FOLDER = Path(__file__).parents[2] / "config" / "elasticsearch"
FILES = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))}
LONGEST_TERM = 32766 // 4  # characters: Lucene refuses a document with a longer keyword, whatever its letters


def fields(properties: dict[str, Any], before: str = "") -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, field in properties.items():
        if "properties" in field:
            found |= fields(field["properties"], f"{before}{name}.")
        else:
            found[before + name] = field
            found |= fields(field.get("fields", {}), f"{before}{name}.")
    return found


def test_there_is_one_index_template_for_each_alias_and_each_part_is_used() -> None:
    templates = {name for name, body in FILES.items() if "index_patterns" in body}

    assert templates == {f"readout-{alias}" for alias in ALIASES}
    assert set(FILES) - templates == {part for name in templates for part in FILES[name]["composed_of"]}


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_mapping_is_strict_and_every_file_carries_its_version(name: str) -> None:
    body = FILES[name]

    assert body["_meta"]["schema_version"] == SCHEMA_VERSION
    if "mappings" in body["template"]:
        assert body["template"]["mappings"]["dynamic"] == "strict"


@pytest.mark.parametrize("alias", ALIASES)
def test_an_index_template_holds_for_every_version_of_its_index_and_is_asked_first(alias: str) -> None:
    body = FILES[f"readout-{alias}"]

    assert body["index_patterns"] == [f"readout-{alias}-v*"]
    assert body["priority"] >= 500
    assert body["template"]["mappings"]["_meta"]["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if "mappings" in FILES[name]["template"]])
def test_no_keyword_can_be_too_long_for_the_server(name: str) -> None:
    for field, settings in fields(FILES[name]["template"]["mappings"]["properties"]).items():
        if settings["type"] == "keyword":
            assert settings["ignore_above"] <= LONGEST_TERM, field


def test_no_field_is_declared_twice() -> None:
    for alias in ALIASES:
        names = [
            name
            for part in (*FILES[f"readout-{alias}"]["composed_of"], f"readout-{alias}")
            for name in FILES[part]["template"].get("mappings", {}).get("properties", {})
        ]
        assert len(names) == len(set(names)), alias
