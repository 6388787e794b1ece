"""`readout kibana` on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from monitor.kibana.ndjson import ndjson_lines
from processors.errors import ConfigError
from tests.monitor.kibana.pretending import NOT_READY, pretended_kibana

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


def with_kibana(config: Path, url: str, more: str = "") -> Path:
    file = config / "readout.yml"
    file.write_text(file.read_text(encoding="utf-8") + f"\nkibana:\n  url: {url}\n{more}", encoding="utf-8")
    return config


def run(config: Path, *words: str) -> Result:
    return CliRunner().invoke(readout, ["--config", str(config), "kibana", *words], catch_exceptions=True)


def test_build_writes_the_file(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.ndjson"
    assert run(config, "build", "-o", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == "".join(ndjson_lines())


def test_build_writes_to_standard_output_for_another_prefix(config: Path) -> None:
    assert run(config, "build", "--prefix", "desk").output == "".join(ndjson_lines("desk"))


def test_the_prefix_of_the_indices_is_the_one_of_the_settings(config: Path) -> None:
    file = config / "readout.yml"
    with_index = file.read_text(encoding="utf-8") + "\nelasticsearch:\n  url: http://127.0.0.1:1\n  prefix: watch\n"
    file.write_text(with_index, encoding="utf-8")
    assert run(config, "build").output == "".join(ndjson_lines("watch"))


def test_a_prefix_that_is_no_name_is_refused(config: Path) -> None:
    assert "small letters" in str(run(config, "build", "--prefix", "../x").output)


def test_import_tells_how_many_and_where_they_are(config: Path) -> None:
    with pretended_kibana() as kibana:
        done = run(with_kibana(config, kibana.url, "  space: desk\n"), "import")
        assert done.exit_code == 0
        assert f"{len(ndjson_lines())} objects imported" in done.output
        assert f"{kibana.url}/s/desk/app/dashboards" in done.output


def test_import_takes_another_space_and_prefix(config: Path) -> None:
    with pretended_kibana() as kibana:
        run(with_kibana(config, kibana.url), "import", "--space", "other", "--prefix", "watch")
        assert kibana.asked[0].path.startswith("/s/other/")
        assert {one["id"].split("-")[0] for one in kibana.asked[0].objects} == {"watch"}


def test_waiting_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pretended_kibana() as kibana:
        kibana.answers = [NOT_READY, NOT_READY]
        done = run(with_kibana(config, kibana.url), "import")
    assert done.exit_code == 0
    assert done.stderr.count("Kibana is not ready yet; waiting for it") == 1


def test_without_a_kibana_in_the_settings_it_says_what_to_write(config: Path) -> None:
    done = run(config, "import")
    assert isinstance(done.exception, ConfigError)
    assert "kibana: is not set" in str(done.exception)
