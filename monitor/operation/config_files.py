"""The files of the configuration, out of a folder that may hold more: someone keeps everything in one."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.operation.manifest import MANIFEST
from monitor.operation.targets import BEGUN, TAR
from monitor.settings import Settings


def config_files(settings: Settings) -> list[Path]:
    """Not what may hold a secret, what Python leaves behind, what a backup has at its own place, and other backups."""
    apart = {path.resolve() for path in (settings.crawl.archive, settings.crawl.crawls, settings.mail.folder) if path}
    found: list[Path] = []
    for place, folders, files in os.walk(settings.folder):
        here = Path(place)
        folders[:] = [name for name in folders if (here / name).resolve() not in apart and not _is_other(here / name)]
        found += [here / name for name in files if not _is_other(here / name) and not _is_store(here / name, settings.store)]
    return sorted(found)


def _is_other(path: Path) -> bool:
    if path.is_dir():
        return path.name == "__pycache__" or path.name.startswith(BEGUN) or (path / MANIFEST).is_file()
    return not path.is_file() or path.name.startswith((".env", BEGUN)) or path.suffix in (".key", TAR)


def _is_store(path: Path, store: Path) -> bool:
    """The database, or what stands beside it: logs, locks, what a restore has put aside."""
    return path.name.startswith(store.name) and path.parent.resolve() == store.parent.resolve()
