"""A command, a setting or an outlet that the documentation does not name is a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from monitor.cli import COMMANDS, readout

CHECKOUT = Path(__file__).parent.parent
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))])


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_documented(name: str) -> None:
    assert f"readout {name}" in PAGES


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    answer = CliRunner().invoke(readout, [name, "--help"])
    assert answer.exit_code == 0
    assert f"readout {name}" in answer.output


def settings_of(tree: object, prefix: str = "") -> list[str]:
    if not isinstance(tree, dict):
        return [prefix]
    return [name for key, value in tree.items() for name in settings_of(value, str(key))]


@pytest.mark.parametrize("file", ["readout.yml", "watchlist.yml"])
def test_each_setting_is_explained_where_it_is_edited(file: str) -> None:
    text = (CHECKOUT / "config" / file).read_text(encoding="utf-8")
    comments = sum("#" in line for line in text.splitlines())
    assert comments >= len(settings_of(yaml.safe_load(text))) // 2


@pytest.mark.parametrize("path", sorted((CHECKOUT / "config" / "outlets").glob("*.yml")), ids=lambda path: path.stem)
def test_each_outlet_is_in_the_readme(path: Path) -> None:
    outlet = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert outlet["name"].lower() in PAGES.lower() or not outlet.get("enabled", True)
