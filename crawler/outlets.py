"""`config/outlets/*.yml` as checked, frozen declarations: which editions an outlet has, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from processors.errors import ConfigError

SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(/\S*)?$")]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise ValueError(f"{pattern!r} is no regular expression: {wrong}") from wrong
    return pattern


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"{zone!r} is no time zone; write one like Europe/Moscow")
    return zone


Pattern = Annotated[str, AfterValidator(_compiles)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mirror(Declared):
    """Another host with the same pages; with a path where the host is shared by several editions."""

    host: Host
    path: str = "/"


@cache
def _whole(host: str) -> Mirror:
    """All of that host; made once, for each address of a crawl is held against every place."""
    return Mirror(host=host)


ListingKind = Literal[
    "rss", "yandex", "sitemap", "links", "datasource", "nodeart", "tass-news", "tass-search",
]  # fmt: skip


class EntryPoint(Declared):
    """One address that lists articles, and the form in which it does."""

    kind: ListingKind  # the module of crawler/listings that reads it
    url: Address
    body: str = ""  # sent by POST, for the listing APIs that want it: JSON
    select: str = ""  # for "links": the CSS selector of the links
    fresh_hours: Annotated[float, Field(gt=0)] | None = None  # else the edition's


class Channel(Declared):
    """A part of the edition that is read each time; of its entry points the first that is readable and fresh is enough."""

    name: Slug
    needed: bool = True  # False: another channel lists the same, so that its failure is told and takes nothing from what was read
    read: Annotated[tuple[EntryPoint, ...], Field(min_length=1)]
    archive: tuple[EntryPoint, ...] = ()  # for a stretch of the past, tried in order; none: `read` has to do


class Expectations(Declared):
    """What a healthy day looks like; anything else is an alarm for a person, never a verdict about the outlet."""

    articles_per_day: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(gt=0)]] | None = None  # listed, topic or not
    required: tuple[Literal["title", "published_at", "text", "byline", "dateline", "source", "tags", "lead"], ...] = (
        "title",
        "text",
    )
    fresh_hours: Annotated[float, Field(gt=0)] = 48  # an entry point whose newest item is older is stale


class Edition(Declared):
    id: Slug
    language: Literal["en", "ru", "zh"]
    host: Host  # the canonical one
    mirrors: tuple[Mirror, ...] = ()
    sections: tuple[Host, ...] = ()  # further hosts of the edition whose pages stand on no other: "world.people.com.cn"
    zone: Zone  # of times printed without an offset
    articles: Pattern | None = None  # the addresses that are articles, whole; none: the edition cannot be crawled
    channels: tuple[Channel, ...] = ()
    expect: Expectations = Expectations()

    @field_validator("channels")
    @classmethod
    def _one_needed(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if channels and not any(channel.needed for channel in channels):
            raise ValueError("none is needed; at least one must be, or nothing would ever count as read")
        return channels

    def is_article(self, url: str) -> bool:
        return self.articles is not None and re.fullmatch(self.articles, url) is not None

    def hosts(self) -> tuple[str, ...]:
        """The canonical host, its mirrors and sections: a redirect to any other is not followed."""
        return tuple(dict.fromkeys(place.host for place in self.places()))

    def places(self) -> tuple[Mirror, ...]:
        """Where its pages stand."""
        return (_whole(self.host), *self.mirrors, *map(_whole, self.sections))

    def entry_points(self) -> tuple[EntryPoint, ...]:
        """Of all channels, those of their archives too, in the order of the declaration; one that is named twice is there twice."""
        return tuple(point for channel in self.channels for point in (*channel.read, *channel.archive))

    def canonical_host(self, host: str) -> str:
        """The host under which a page at that host is known."""
        return host if host in self.sections else self.host

    @field_validator("mirrors", mode="before")
    @classmethod
    def _bare_host(cls, mirrors: Any) -> Any:  # whatever YAML gave; pydantic checks it next
        return (
            [{"host": mirror} if isinstance(mirror, str) else mirror for mirror in mirrors]
            if isinstance(mirrors, list)
            else mirrors
        )

    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Politeness(Declared):
    """How the outlet's hosts are asked; robots.txt is always obeyed and its crawl-delay, when longer, holds."""

    delay_seconds: Annotated[float, Field(ge=0)] = 2
    rest_seconds: Annotated[float, Field(ge=0)] = 30  # after a 429 that names no time of its own
    hourly_requests: Annotated[int, Field(ge=1)] = 3600


class OutletSchedule(Declared):
    """How often `readout schedule` crawls it."""

    every_minutes: Annotated[float, Field(gt=0, le=7 * 24 * 60)] | None = None  # else that of readout.yml


class Outlet(Declared):
    id: Slug
    name: str
    country: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    enabled: bool = True  # False: it is known, and neither crawled unless it is named nor ever missed
    keeps_record: bool = True  # False: it can carry an utterance and is never silent
    politeness: Politeness = Politeness()
    schedule: OutletSchedule = OutletSchedule()
    refetch_hours: tuple[Annotated[float, Field(gt=0)], ...] = (
        1,
        6,
        24,
        72,
        168,
    )  # after the first fetch: an article is looked at again
    retry_days: Annotated[float, Field(ge=0)] = 3  # so long a page that cannot be read is tried again and holds the watermark
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_edition_each(self) -> Outlet:
        ids = [edition.id for edition in self.editions]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"two editions are called {', '.join(twice)}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    outlets: tuple[Outlet, ...]

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.outlets)

    def get(self, outlet_id: str | None) -> Outlet | None:
        return next((outlet for outlet in self.outlets if outlet.id == outlet_id), None)

    def keeps_record(self, outlet_id: str) -> bool:
        """Whether its silence may mean anything; that of a stranger, or of one that is not watched, does not."""
        outlet = self.get(outlet_id)
        return outlet is not None and outlet.enabled and outlet.keeps_record

    def enabled(self) -> tuple[Outlet, ...]:
        """Those that are watched: crawled at every pass, and missed when nothing comes."""
        return tuple(outlet for outlet in self.outlets if outlet.enabled)

    def edition_names(self) -> tuple[str, ...]:
        """ "xinhua/zh", "xinhua/en", …: of the outlets that are watched."""
        return tuple(f"{outlet.id}/{edition.id}" for outlet in self.enabled() for edition in outlet.editions)

    def place_of(self, host: str, path: str) -> tuple[Outlet, Edition] | None:
        """The edition that this address belongs to; a mirror with the longer path is asked first."""
        best: tuple[int, Outlet, Edition] | None = None
        for outlet in self.outlets:
            for edition in outlet.editions:
                for mirror in edition.places():
                    if mirror.host == host and path.startswith(mirror.path) and (best is None or len(mirror.path) > best[0]):
                        best = (len(mirror.path), outlet, edition)
        return best and (best[1], best[2])

    def place_at(self, url: str) -> tuple[Outlet, Edition] | None:
        """As `place_of`, for a whole address; None for what is no address at all."""
        try:
            parts = urlsplit(url.strip())
            return self.place_of(parts.hostname or "", parts.path or "/")
        except ValueError:
            return None

    def edition_at(self, host: str, path: str) -> Edition | None:
        place = self.place_of(host, path or "/")
        return place and place[1]

    def edition_in(self, outlet_id: str | None, language: str | None) -> str | None:
        """The outlet's edition in that language, when there is exactly one."""
        outlet = self.get(outlet_id)
        found = [edition.id for edition in outlet.editions if edition.language == language] if outlet else []
        return found[0] if len(found) == 1 else None


def load_outlets(folder: Path) -> Outlets:
    """The outlets declared in that folder; `ConfigError` lists every problem of every file."""
    outlets, problems = read_outlets(folder)
    if problems:
        raise ConfigError("\n".join(problems))
    return outlets


def read_outlets(folder: Path) -> tuple[Outlets, list[str]]:
    """The outlets that could be read, and what is wrong with the others."""
    outlets: list[Outlet] = []
    problems: list[str] = []
    files = sorted(folder.glob("*.yml"))
    if not files:
        problems.append(f"{folder}: no outlet is declared; `readout init FOLDER` writes an example")
    for file in files:
        try:
            outlets.append(Outlet.model_validate(read_yaml(file)))
        except (ConfigError, ValidationError) as wrong:
            problems += [str(wrong)] if isinstance(wrong, ConfigError) else explain(file, wrong)
            continue
        if outlets[-1].id != file.stem:
            problems.append(f"{file}: id: {outlets[-1].id!r} is not the file's name; call the file {outlets[-1].id}.yml")
    return Outlets(outlets=tuple(outlets)), problems + list(_shared_hosts(outlets))


def _shared_hosts(outlets: Iterable[Outlet]) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for outlet in outlets:
        for edition in outlet.editions:
            for mirror in edition.places():
                name = f"{outlet.id}/{edition.id}"
                first = seen.setdefault((mirror.host, mirror.path), name)
                if first != name:
                    yield f"outlets: {mirror.host}{mirror.path} belongs to {first} and to {name}; give one of them a path"


def read_yaml(file: Path) -> Any:
    """What the YAML file holds; `ConfigError` with the line when it is none."""
    try:
        text = file.read_text(encoding="utf-8")
        return yaml.load(text, SafeLoader)  # in C where it is there: six times as fast
    except OSError as wrong:
        raise ConfigError(f"{file}: {wrong.strerror or wrong}") from wrong
    except UnicodeDecodeError as wrong:
        raise ConfigError(f"{file}: not UTF-8 at byte {wrong.start}; save it as UTF-8") from wrong
    except (yaml.YAMLError, RecursionError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise ConfigError(f"{where}: not YAML: {getattr(wrong, 'problem', None) or wrong}") from wrong


def explain(file: Path, wrong: ValidationError) -> list[str]:
    """One line for each problem: `config/outlets/tass.yml: editions[0].language: …`."""
    return [f"{file}: {_place(problem['loc'])}{_words(problem)}" for problem in wrong.errors(include_url=False)]


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return f"{place}: " if place else ""


def _words(problem: Any) -> str:  # pydantic's own typed dictionary is not worth an import
    words = {
        "extra_forbidden": "no such setting",
        "missing": "is missing",
    }.get(problem["type"]) or problem["msg"].removeprefix("Value error, ")
    value = problem["input"]
    shown = (
        f" (it says {value!r})"
        if problem["type"] not in ("missing", "value_error", "extra_forbidden") and isinstance(value, str | int | float)
        else ""
    )
    return f"{words[:1].lower()}{words[1:]}{shown}"
