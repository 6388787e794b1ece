"""What every test may use: the built stories, and where things are."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.servers.fixtures"]

CHECKOUT = Path(__file__).parent.parent

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the built stories: articles.jsonl and gold.json."""
    spec = importlib.util.spec_from_file_location("gold_build", CHECKOUT / "tests" / "gold" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build.build_stories(tmp_path_factory.mktemp("stories"))
