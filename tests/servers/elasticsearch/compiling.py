"""Compiles the analysis plugin for one server and puts it among that server's plugins."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.servers.elasticsearch.fetching import fetched

SOURCES = tuple(sorted((Path(__file__).parent / "plugin").glob("*.java")))
DESCRIPTOR = """\
name=readout-analysis
description=The language analysers that the bare server lacks
version=1
classname=readout.analysis.ReadoutAnalysis
java.version={java}
elasticsearch.version={version}
"""


def digest_of_sources() -> str:
    """Changes when the plugin does, or how it is built."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in (*SOURCES, Path(__file__)))).hexdigest()[:8]


def install_plugin(server: Path, version: str, java: Path) -> None:
    """Leaves the plugin in `plugins/` of an unpacked server."""
    release = "21" if int(version.split(".")[0]) >= 9 else "17"
    folder = server / "plugins" / "readout-analysis"
    folder.mkdir(parents=True)
    (folder / "plugin-descriptor.properties").write_text(DESCRIPTOR.format(java=release, version=version), "utf-8")
    with tempfile.TemporaryDirectory() as classes:
        _compile(server, java, release, Path(classes))
        _pack(Path(classes), folder / "readout-analysis.jar")


def _compile(server: Path, java: Path, release: str, into: Path) -> None:
    libraries = ":".join(str(jar) for jar in sorted((server / "lib").glob("*.jar")))
    compiler = (java / "bin" / "java", "-jar", fetched("ecj-3.43.0"))
    options = ("-source", release, "-target", release, "-proc:none", "-nowarn", "-cp", libraries, "-d", into)
    done = subprocess.run((*compiler, *options, *SOURCES), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the analysis plugin does not compile:\n{done.stdout}{done.stderr}")


def _pack(classes: Path, jar: Path) -> None:
    with zipfile.ZipFile(jar, "w") as archive:
        for file in sorted(classes.rglob("*.class")):
            archive.write(file, file.relative_to(classes))
