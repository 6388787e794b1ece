"""The demo's own folder: made new each time, and never at the cost of anything that somebody else put there."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from crawler.replica import Replica
from monitor.defaults import default_config
from processors.errors import InputError

MARKER = ".readout-demo"  # a folder without it was not made by us
AUTHORITY = "replica-ca.pem"
OURS = (
    "config",
    "crawls",
    "archive",
    AUTHORITY,
    "mail",
    "dossiers",
    "readout.db",
    "readout.db-wal",
    "readout.db-shm",
    "readout.db.lock",
    MARKER,
)


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
        (folder / MARKER).write_text("made by `readout demo`, which clears it when it runs again\n", encoding="utf-8")
        shutil.copytree(default_config(), stage.config)
        (stage.config / "readout.yml").write_text(_settings(stage), encoding="utf-8")
    except OSError as wrong:
        raise InputError(f"{folder}: {wrong.strerror or wrong}; name a folder that can be written") from wrong
    return stage


def give_way(stage: Stage, replica: Replica) -> None:
    """Lets the crawls of the demo's configuration go by the replica, and by nothing else."""
    authority = replica.ca_file(stage.folder / AUTHORITY)
    paths = {"archive": stage.folder / "archive", "crawls": stage.crawls, "ca_file": authority}
    lines = [f"{name}: {_quoted(path)}" for name, path in paths.items()]
    lines += ["contact: demo@localhost", f"proxy: {replica.proxy}", "delay_seconds: 0", "at_once: 6"]
    head = "# How the demo fetches: from imitations of the six editions on this machine, which are there while it runs."
    (stage.config / "crawl.yml").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


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
    store, mail = _quoted(stage.store), _quoted(stage.mail)
    head = f"# The demo's settings; `readout --config {stage.config} …` works on what it left."
    return f"{head}\nstore: {store}\nwindow_hours: 36\nmail:\n  folder: {mail}\n"


def _quoted(path: Path) -> str:
    return json.dumps(str(path.resolve()), ensure_ascii=False)
