"""Reads the lexicons: UTF-8 text, one entry a line, `#` starts a gloss; YAML where an entry has fields."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def read_lexicon(name: str) -> str:
    """The text of one lexicon file, named by its path below this folder: `ru/cues.txt`."""
    return files("processors.lexicons").joinpath(name).read_text(encoding="utf-8")


@cache
def load_entries(name: str) -> tuple[str, ...]:
    """The entries of a line lexicon in the file's order, without glosses and blank lines."""
    lines = (line.split("#", 1)[0].strip() for line in read_lexicon(name).splitlines())
    return tuple(line for line in lines if line)


@cache
def load_fields(name: str) -> Any:  # whatever the YAML holds; each caller states the shape it wants
    """The content of a YAML lexicon."""
    return yaml.safe_load(read_lexicon(name))
