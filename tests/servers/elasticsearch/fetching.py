"""Fetches from Maven Central, once, and checks what came against the digest in artifacts.yml."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import yaml

from tests.servers.elasticsearch.cache import made_once
from tests.servers.elasticsearch.missing import Missing, program

ARTIFACTS = yaml.safe_load((Path(__file__).parent / "artifacts.yml").read_text("utf-8"))
LONGEST = 900  # seconds for one hundred megabytes


def fetched(name: str) -> Path:
    """The file of an artifact, in the cache."""
    coordinates, sha256 = ARTIFACTS[name]["coordinates"], ARTIFACTS[name]["sha256"]
    folder = made_once(f"fetched-{name}-{sha256[:8]}", lambda into: _fetch(coordinates, sha256, into))
    (file,) = folder.iterdir()
    return file


def _fetch(coordinates: str, sha256: str, into: Path) -> None:
    maven = program("mvn", "maven")
    command = (maven, "-B", "-q", "dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={into}")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST, cwd=into)
    files = tuple(into.iterdir())
    if done.returncode or len(files) != 1:
        raise Missing(f"Maven could not fetch {coordinates}: {(done.stdout + done.stderr).strip()[-2000:]}")
    with files[0].open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != sha256:
        raise RuntimeError(f"{coordinates}: the SHA-256 is {digest}, artifacts.yml says {sha256}; nothing was kept")
