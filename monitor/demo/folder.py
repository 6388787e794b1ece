"""The demo's own folder: made new each time, and never at the cost of anything that somebody else put there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from monitor.defaults import default_config
from processors.errors import InputError

MARKER = ".readout-demo"  # a folder without it was not made by us
OURS = ("config", "crawls", "mail", "dossiers", "readout.db", "readout.db-wal", "readout.db-shm", MARKER)
CLOCK_IN_NAME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def crawls(self) -> Path:
        return self.folder / "crawls"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def dossiers(self) -> Path:
        return self.folder / "dossiers"

    @property
    def store(self) -> Path:
        return self.folder / "readout.db"


def set_stage(folder: Path) -> Stage:
    """The folder, empty but for its configuration; what an earlier demo left there is cleared, anything else is refused."""
    stage = Stage(folder=folder)
    try:
        _clear(folder)
        stage.crawls.mkdir(parents=True)
        (folder / MARKER).write_text("made by `readout demo`, which clears it when it runs again\n", encoding="utf-8")
        shutil.copytree(default_config(), stage.config)
        (stage.config / "readout.yml").write_text(_settings(stage), encoding="utf-8")
    except OSError as wrong:
        raise InputError(f"{folder}: {wrong.strerror or wrong}; name a folder that can be written") from wrong
    return stage


def let_arrive(stage: Stage, clock: datetime) -> int:
    """Puts the crawl files that were finished by then into the folder; how many came."""
    came = 0
    for name, content in crawl_files():
        if name[:16] <= clock.strftime(CLOCK_IN_NAME) and not (stage.crawls / name).exists():
            (stage.crawls / name).write_text(content, encoding="utf-8", newline="\n")
            came += 1
    return came


def crawl_files() -> Iterator[tuple[str, str]]:
    """The shipped crawl files in the order of time: (name, content)."""
    shipped = [file for file in files("monitor.demo").joinpath("crawls").iterdir() if file.name.endswith(".jsonl")]
    for file in sorted(shipped, key=lambda file: file.name):
        yield file.name, file.read_text(encoding="utf-8")


def _clear(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        return
    if not folder.is_dir() or folder.is_symlink():
        raise InputError(f"{folder}: is not a folder of its own; name another: readout demo FOLDER")
    if any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise InputError(f"{folder}: is not empty and was not made by the demo; name another: readout demo FOLDER")
    for name in OURS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _settings(stage: Stage) -> str:
    """`readout.yml` with store and mail inside the folder; JSON strings are YAML strings, whatever the path holds."""
    store, mail = (json.dumps(str(path.resolve()), ensure_ascii=False) for path in (stage.store, stage.mail))
    head = f"# The demo's settings; `readout --config {stage.config} …` works on what it left."
    return f"{head}\nstore: {store}\nwindow_hours: 36\nmail:\n  folder: {mail}\n"
