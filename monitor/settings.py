"""`config/` as frozen, checked settings: read once at the edge, handed down; every problem of every file is listed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from crawler.config_folder import built_in_config, named_config
from crawler.crawl_settings import CrawlSettings, read_crawl_settings
from crawler.outlets import Outlets, explain, read_outlets, read_yaml
from processors.errors import ConfigError
from processors.records import DivergenceKind

ENVIRONMENT_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
S = TypeVar("S", bound="Section")
Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Smtp(Section):
    host: Annotated[str, StringConstraints(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None

    @field_validator("password", mode="before")
    @classmethod
    def _from_environment(cls, value: Any, info: ValidationInfo) -> Any:  # as it stands in the file
        if value is None:
            return None
        name = ENVIRONMENT_NAME.fullmatch(value) if isinstance(value, str) else None
        if name is None:
            raise ValueError("a secret is named, not written down: put it in the environment and write ${READOUT_SMTP_PASSWORD}")
        found = (info.context or {}).get(name[1])
        if found is None:
            raise ValueError(f"the environment has no {name[1]}; set it before starting")
        return found


class Mail(Section):
    """Where messages go: into a folder as files, or to a mail server."""

    sender: Annotated[Address, Field(alias="from")] = "readout@localhost"
    folder: Path | None = None
    smtp: Smtp | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Mail:
        if (self.folder is None) == (self.smtp is None):
            raise ValueError("give either folder or smtp")
        return self


class Watch(Section):
    """Who is mailed about what; an empty tuple means no restriction."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    kinds: tuple[DivergenceKind, ...] = ()
    speakers: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    salience_from: Annotated[float, Field(ge=0, le=1)] = 0.0
    in_full: Annotated[int, Field(ge=1, le=100)] = 10


class Watchlist(Section):
    watches: tuple[Watch, ...] = ()

    @model_validator(mode="after")
    def _one_watch_each(self) -> Watchlist:
        ids = [watch.id for watch in self.watches]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"two watches are called {', '.join(twice)}")
        return self


class Installation(Section):
    """`readout.yml`."""

    store: Path = Path("readout.db")
    window_hours: Annotated[float, Field(gt=0, le=24 * 60)] = 36
    alert_horizon_days: Annotated[float, Field(gt=0, le=3650)] = 7
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    mail: Mail = Mail(folder=Path("mail"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    folder: Path  # the configuration itself: entities/ and topic.yml are read from it by who needs them
    store: Path
    window_hours: float
    alert_horizon_days: float
    log_level: str
    mail: Mail
    watches: tuple[Watch, ...]
    outlets: Outlets
    crawl: CrawlSettings = field(default_factory=CrawlSettings)


def config_folder(named: str | Path | None) -> Path:
    """The configuration that holds: the one named, else ./config when it is one, else the built-in one."""
    if named is not None:
        return named_config(named)
    return Path("config") if Path("config/readout.yml").is_file() else built_in_config()


def load_settings(named: str | Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The checked settings; `ConfigError` lists every problem of every file, one a line."""
    folder = config_folder(named)
    problems: list[str] = []
    installation = _section(Installation, folder / "readout.yml", environment, problems)
    watchlist = _section(Watchlist, folder / "watchlist.yml", environment, problems)
    outlets, wrong_outlets = read_outlets(folder / "outlets")
    crawl, wrong_crawl = read_crawl_settings(folder)
    problems += wrong_outlets + wrong_crawl + _strangers(watchlist, outlets, folder)
    if problems:
        raise ConfigError("\n".join(problems))
    return Settings(
        folder=folder,
        store=installation.store,
        window_hours=installation.window_hours,
        alert_horizon_days=installation.alert_horizon_days,
        log_level=installation.log_level,
        mail=installation.mail,
        watches=watchlist.watches,
        outlets=outlets,
        crawl=crawl,
    )


def _section(model: type[S], file: Path, environment: Mapping[str, str], problems: list[str]) -> S:
    """The file as that section; a file that is not there leaves the defaults, a wrong one its problems."""
    if not file.exists():
        return model()
    try:
        return model.model_validate(read_yaml(file) or {}, context=environment)
    except ConfigError as wrong:
        problems.append(str(wrong))
    except ValidationError as wrong:
        problems += explain(file, wrong)
    return model()


def _strangers(watchlist: Watchlist, outlets: Outlets, folder: Path) -> list[str]:
    known = {outlet.id for outlet in outlets}
    return [
        f"{folder / 'watchlist.yml'}: watches[{number}].outlets: {name!r} is not declared in {folder / 'outlets'}"
        for number, watch in enumerate(watchlist.watches)
        for name in watch.outlets
        if known and name not in known
    ]
