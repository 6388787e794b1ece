"""An unpacked server with our plugin in it, once for each version and plugin."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from tests.servers.elasticsearch.cache import made_once
from tests.servers.elasticsearch.compiling import digest_of_sources, install_plugin
from tests.servers.elasticsearch.fetching import fetched
from tests.servers.elasticsearch.java import java_home


def unpacked(version: str) -> Path:
    """The home of a server of that version, ready to be started."""
    name = f"elasticsearch-{version}"
    return made_once(f"{name}-{digest_of_sources()}", lambda into: _unpack(version, into)) / name


def _unpack(version: str, into: Path) -> None:
    with zipfile.ZipFile(fetched(f"elasticsearch-{version}")) as archive:
        archive.extractall(into)
    (server,) = into.iterdir()
    for file in (server / "bin").iterdir():  # zipfile forgets who may run what
        file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    install_plugin(server, version, java_home(version))
