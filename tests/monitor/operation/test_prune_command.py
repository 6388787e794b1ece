"""`readout prune` at the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from monitor.cli import readout
from tests.monitor.operation.installation import settings_in, watch


def prune(config: Path, *options: str) -> str:
    answer = CliRunner().invoke(readout, ["--config", str(config), "prune", *options], catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.stdout


def test_without_a_retention_it_says_that_nothing_goes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert "names nothing under retention" in prune(settings.folder)


def test_it_says_what_would_go_and_what_went(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    watch(settings)
    (settings.folder / "readout.yml").write_text(f"store: {settings.store}\nretention: {{revision_days: 30, warc_days: 30}}\n")
    (settings.folder / "crawl.yml").write_text(f"archive: {settings.crawl.archive}\n")
    told = "2 old revisions, 0 old rows of the log, 1 WARC files (0.0 MB), 1 old ones stay for what rests on them\n"
    assert prune(settings.folder, "--dry-run") == f"would take away: {told}"
    assert prune(settings.folder) == f"taken away: {told}"
