"""Where the configuration that comes with Readout lives."""

from __future__ import annotations

from pathlib import Path


def default_config() -> Path:
    """The folder of the built-in configuration: the wheel's own copy, or in a checkout the `config/` beside the package."""
    package = Path(__file__).resolve().parent
    shipped = package / "defaults"
    return shipped if shipped.is_dir() else package.parent / "config"
