"""The folder outside the work tree where what was fetched and built once stays, and how two processes make it once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from tests.servers.elasticsearch.user import SERVER_USER, may_enter


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/readout-tests`; where root's home is closed to the server's own user, `/var/cache/readout-tests`."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if SERVER_USER is not None and not may_enter(home):
        home = Path("/var/cache")
    folder = home / "readout-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name in the cache, filled by `make` if it is not there; whole or absent, whoever dies meanwhile."""
    folder = cache_folder() / name
    with FileLock(cache_folder() / f"{name}.lock"):
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=cache_folder()))
            try:
                make(unfinished)
                unfinished.chmod(0o755)
                unfinished.rename(folder)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
    return folder
