"""config/entities/*.yml → the knowledge base; every problem in the files is listed at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from babel import Locale
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from processors.entities.knowledge import Entity, Holding, KnowledgeBase, Office, build_knowledge
from processors.errors import ConfigError
from processors.records import MentionType

FILES: Mapping[str, MentionType] = {
    "people.yml": "PER", "organisations.yml": "ORG", "places.yml": "LOC", "weapons.yml": "EQUIP", "events.yml": "EVENT",
}  # fmt: skip
OFFICES = "offices.yml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads the entities in a tenth of the time; both are safe
LANGUAGES = ("en", "ru", "zh")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Entry = TypeVar("Entry", bound=BaseModel)


class EntityEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    en: list[Name] = []
    ru: list[Name] = []
    zh: list[Name] = []
    country: Name | None = None
    state: Name | None = None
    kind: str = ""
    gender: Annotated[str, Field(pattern="^[mf]$")] | None = None
    capital: bool = False
    quoted: bool = False
    series: bool = False
    short: list[Name] = []
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9]\d*$")] | None = None


class HoldingEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    person: Name
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")


class OfficeEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Name
    country: Name | None = None
    organisation: Name | None = None
    shared: bool = False
    holders: list[HoldingEntry] = []


def load_knowledge(folder: Path) -> KnowledgeBase:
    """The knowledge base of the folder `entities` of a configuration; `ConfigError` lists all that is wrong, one a line."""
    problems: list[str] = []
    entities = [entity for name, kind in FILES.items() for entity in _entities(folder / name, kind, problems)]
    offices = list(_offices(folder / OFFICES, problems))
    problems += _clashes(entities, offices, folder)
    if problems:
        raise ConfigError("\n".join(problems))
    return build_knowledge([*_countries(entities), *entities], offices)


def _entries(path: Path, problems: list[str]) -> Iterator[tuple[str, Any]]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except FileNotFoundError:
        problems.append(f"{path}: missing; copy it from the built-in configuration (readout init)")
        return
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        problems.append(f"{path}: cannot be read as YAML: {' '.join(str(wrong).split())}")
        return
    if not isinstance(content, dict | None):
        problems.append(f"{path}: a mapping of ids to entries is expected")
        return
    yield from ((str(key), value) for key, value in (content or {}).items())


def _checked(path: Path, key: str, value: Any, model: type[Entry], problems: list[str]) -> Entry | None:
    if not SLUG.fullmatch(key):
        problems.append(f"{path}: {key}: an id is small Latin letters, figures and hyphens")
    try:
        return model.model_validate(value)
    except ValidationError as wrong:
        for error in wrong.errors():
            problems.append(f"{path}: {'.'.join(map(str, (key, *error['loc'])))}: {error['msg']}")
        return None


def _entities(path: Path, kind: MentionType, problems: list[str]) -> Iterator[Entity]:
    for key, value in _entries(path, problems):
        entry = _checked(path, key, value, EntityEntry, problems)
        if entry is None:
            continue
        names = {language: tuple(getattr(entry, language)) for language in LANGUAGES}
        if not any(names.values()):
            problems.append(f"{path}: {key}: no name in any language")
        rest = entry.model_dump(exclude={*LANGUAGES, "short"})
        yield Entity(id=key, type=kind, names=names, short=tuple(entry.short), **rest)


def _offices(path: Path, problems: list[str]) -> Iterator[Office]:
    for key, value in _entries(path, problems):
        entry = _checked(path, key, value, OfficeEntry, problems)
        if entry is None:
            continue
        holders = tuple(Holding(**holder.model_dump()) for holder in entry.holders)
        problems += [
            f"{path}: {key}: {holder.person} leaves before he comes: from {holder.since} to {holder.until}"
            for holder in holders
            if holder.until and holder.until < holder.since
        ]
        yield Office(id=key, holders=holders, **entry.model_dump(exclude={"holders"}))


def _clashes(entities: list[Entity], offices: list[Office], folder: Path) -> Iterator[str]:
    """What each entry allows and the files together do not."""
    kinds: dict[str, MentionType] = {}
    for entity in entities:
        if kinds.setdefault(entity.id, entity.type) != entity.type:
            yield f"{folder}: {entity.id}: the same id stands in two files"
        kinds[entity.id] = entity.type
    for office in offices:
        for holder in office.holders:
            if kinds.get(holder.person) != "PER":
                yield f"{folder / OFFICES}: {office.id}: {holder.person} is not in people.yml"
        if office.organisation and kinds.get(office.organisation) != "ORG":
            yield f"{folder / OFFICES}: {office.id}: {office.organisation} is not in organisations.yml"


def _countries(entities: list[Entity]) -> Iterator[Entity]:
    """The states of Babel's tables that the files do not name themselves."""
    named = {entity.state for entity in entities}
    territories = {language: Locale(language).territories for language in LANGUAGES}
    for code, english in territories["en"].items():
        if (
            len(code) == 2
            and code.isalpha()
            and code.lower() not in named
            and code not in ("ZZ", "XA", "XB", "EU", "UN", "EZ", "QO")
        ):
            names = {language: (_plain(territories[language][code]),) for language in LANGUAGES if code in territories[language]}
            yield Entity(id=_slug(english), type="LOC", names=names, state=code.lower())


def _plain(name: str) -> str:
    return re.sub(r"\s*[(（].*[)）]", "", name).strip()


def _slug(name: str) -> str:
    return re.sub(
        r"[^a-z0-9]+", "-", _plain(name).casefold().replace("ü", "u").replace("é", "e").replace("ç", "c").replace("ô", "o")
    ).strip("-")
