"""Where the configuration is: the one named, the one at hand, the one that comes with Readout."""

from __future__ import annotations

from pathlib import Path

from processors.errors import ConfigError


def config_folder(named: str | None) -> Path:
    """The folder named, else ./config when it is a configuration, else the built-in one; `ConfigError` when there is none."""
    if named:
        return named_config(named)
    for folder in (Path("config"), built_in_config()):
        if (folder / "outlets").is_dir():
            return folder
    raise ConfigError("no configuration found; `readout init config` writes one")


def named_config(named: str | Path) -> Path:
    """That folder; `ConfigError` when there is none."""
    if not Path(named).is_dir():
        raise ConfigError(f"{named}: no such folder; `readout init {named}` writes a configuration there")
    return Path(named)


def built_in_config() -> Path:
    """What comes with Readout: the wheel's own copy, or in a checkout the `config/` beside the packages."""
    packages = Path(__file__).resolve().parents[1]
    shipped = packages / "monitor" / "defaults"
    return shipped if shipped.is_dir() else packages / "config"
