"""Reads `config/topic.yml` into the topic that relevance is judged by."""

from __future__ import annotations

from pathlib import Path

import yaml

from processors.errors import ConfigError
from processors.relevance import Topic, build_topic


def load_topic(folder: Path) -> Topic:
    """The topic of a configuration folder; `ConfigError` says what is wrong with it."""
    path = folder / "topic.yml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise ConfigError(f"{path}: cannot be read: {' '.join(str(wrong).split())}") from wrong
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: a mapping with sides and subject is expected")
    try:
        return build_topic(data)
    except ValueError as wrong:
        raise ConfigError(f"{path}: {wrong}") from wrong
