"""The sections of `readout.yml` and `watchlist.yml`: what may stand there, and what holds when it does not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from crawler.outlets import Zone
from processors.records import DivergenceKind, LanguageCode

ENVIRONMENT_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _from_environment(value: Any, info: ValidationInfo) -> Any:  # as it stands in the file
    if value is None:
        return None
    name = ENVIRONMENT_NAME.fullmatch(value) if isinstance(value, str) else None
    if name is None:
        raise ValueError("a secret is named, not written down: put it in the environment and write ${READOUT_…}")
    found = (info.context or {}).get(name[1])
    if found is None:
        raise ValueError(f"the environment has no {name[1]}; set it before starting")
    return found


def _has_a_port_if_any(url: str) -> str:
    """Whoever goes there later could only say that something is wrong with it."""
    try:
        wrong = urlsplit(url).port == 0
    except ValueError:  # also of brackets that are not closed
        wrong = True
    if wrong:
        raise ValueError(f"{url!r} is no address; write one like https://localhost:9200, with a port from 1 to 65535")
    return url


Address = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>(),:;\"\[\]\\]+@[^@\s<>(),:;\"\[\]\\]+$")
]  # one, without a name beside it
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Server = Annotated[
    str, StringConstraints(pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$"), AfterValidator(_has_a_port_if_any)
]  # no user:password@ in it
Secret = Annotated[SecretStr | None, BeforeValidator(_from_environment)]
HourOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Smtp(Section):
    host: Annotated[str, StringConstraints(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: Secret = None
    ca_file: Path | None = None  # certificates to trust in place of the system's

    @model_validator(mode="after")
    def _in_secret(self) -> Smtp:
        if self.user is not None and self.password is None:
            raise ValueError("user and password belong together")
        if self.user is not None and self.security == "none":
            raise ValueError("a password is never sent in the clear: security has to be starttls or tls")
        return self


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


class Daily(Section):
    """One digest a day, at that hour of that time zone."""

    at: HourOfDay
    zone: Zone = "UTC"


class Watch(Section):
    """Who is mailed about what; an empty tuple means no restriction."""

    id: Slug
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    kinds: tuple[DivergenceKind, ...] = ()
    speakers: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    salience_from: Annotated[float, Field(ge=0, le=1)] = 0.0
    in_full: Annotated[int, Field(ge=1, le=100)] = 10
    daily: Daily | None = None  # None: with the pass that finds it
    # Languages of the readers, the best first: what leads is shown in the first that an outlet printed, and none gets a gloss.
    reads: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] = ("en",)


class Watchlist(Section):
    watches: tuple[Watch, ...] = ()

    @model_validator(mode="after")
    def _one_watch_each(self) -> Watchlist:
        ids = [watch.id for watch in self.watches]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"two watches are called {', '.join(twice)}")
        return self


class SignIn(Section):
    """How a server knows us: an API key, or a user with a password."""

    url: Server
    api_key: Secret = None
    user: str | None = None
    password: Secret = None
    ca_file: Path | None = None  # certificates to trust in place of the system's

    @model_validator(mode="after")
    def _one_way(self) -> SignIn:
        if self.api_key is not None and self.user is not None:
            raise ValueError("give either api_key, or user and password")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together")
        return self


class Elasticsearch(SignIn):
    """The server that the store is projected into."""

    prefix: Slug = "readout"  # of the names of its aliases and indices
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30


class Kibana(SignIn):
    space: Slug | None = None  # None: the default one


class Web(Section):
    """The pages of `readout serve`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    url: Server | None = None  # how readers reach it: links in mails and in Kibana are made of it


class Schedule(Section):
    """When `readout schedule` crawls; an outlet's own file may say `every_minutes` for itself."""

    every_minutes: Annotated[float, Field(gt=0, le=7 * 24 * 60)] = 30
    jitter_seconds: Annotated[float, Field(ge=0, le=3600)] = 60
    misfire_minutes: Annotated[float, Field(gt=0)] = 60  # a run that is later than this waits for its next time
    settle_seconds: Annotated[float, Field(ge=0, le=3600)] = 20  # crawls that end so close together are followed by one pass


class Retention(Section):
    """What `readout prune` may take away; never what a divergence rests on. Nothing named: nothing is taken away."""

    warc_days: Annotated[float, Field(gt=0)] | None = None
    revision_days: Annotated[float, Field(gt=0)] | None = None
    log_days: Annotated[float, Field(gt=0)] | None = None  # rows on passes, crawls and refused lines


class Installation(Section):
    """`readout.yml`."""

    store: Path = Path("readout.db")
    window_hours: Annotated[float, Field(gt=0, le=24 * 60)] = 36
    alert_horizon_days: Annotated[float, Field(gt=0, le=3650)] = 7
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_form: Literal["text", "json"] = "text"
    mail: Mail = Mail(folder=Path("mail"))
    elasticsearch: Elasticsearch | None = None
    kibana: Kibana | None = None
    web: Web = Web()
    schedule: Schedule = Schedule()
    retention: Retention = Retention()
