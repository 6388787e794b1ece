"""Where a crawl finds its configuration."""

from __future__ import annotations

from pathlib import Path

from processors.errors import ConfigError


def config_folder(named: str | None) -> Path:
    """The folder named, else ./config when it is a configuration, else the built-in one; `ConfigError` when there is none."""
    if named:
        if not Path(named).is_dir():
            raise ConfigError(f"{named}: no such folder; `readout init {named}` writes a configuration there")
        return Path(named)
    package = Path(__file__).resolve().parent
    for folder in (Path("config"), package.parent / "monitor" / "defaults", package.parent / "config"):
        if (folder / "outlets").is_dir():
            return folder
    raise ConfigError("no configuration found; `readout init config` writes one")
