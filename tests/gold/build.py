"""Builds the annotated stories once a test run, from the marked-up texts beside it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STORIES = HERE / "stories"


def build_stories(target: Path) -> Path:
    """A folder with articles.jsonl and gold.json."""
    command = [sys.executable, str(HERE / "tools" / "stories.py"), "build", str(STORIES), str(target)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def digest_stories() -> str:
    """SHA-256 over the marked-up stories in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(STORIES.glob("*.txt")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
