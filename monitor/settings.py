"""`config/` as frozen, checked settings: read once at the edge, handed down; every problem of every file is listed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from crawler.config_folder import built_in_config, named_config
from crawler.crawl_settings import CrawlSettings, read_crawl_settings
from crawler.outlets import Outlets, explain, read_outlets, read_yaml
from monitor.sections import (
    Elasticsearch,
    Installation,
    Kibana,
    Mail,
    Retention,
    Schedule,
    Section,
    Watch,
    Watchlist,
    Web,
)
from monitor.watch_check import watch_problems
from processors.errors import ConfigError

S = TypeVar("S", bound=Section)


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
    log_form: str = "text"
    elasticsearch: Elasticsearch | None = None
    kibana: Kibana | None = None
    web: Web = field(default_factory=Web)
    schedule: Schedule = field(default_factory=Schedule)
    retention: Retention = field(default_factory=Retention)


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
    problems += wrong_outlets + wrong_crawl
    problems += watch_problems(watchlist.watches, outlets, installation.alert_horizon_days, folder)
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
        log_form=installation.log_form,
        elasticsearch=installation.elasticsearch,
        kibana=installation.kibana,
        web=installation.web,
        schedule=installation.schedule,
        retention=installation.retention,
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
