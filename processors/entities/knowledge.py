"""What is known beforehand: people, organisations, places, weapons, events, and who held which office when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from processors.records import MentionType

SPOKESPERSON = "spokesperson"  # the role whose holder speaks with the voice of the organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    id: str
    type: MentionType
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # language → printed names, the fullest first
    country: str | None = None  # ISO 3166 code of the state that it belongs to, in small letters
    state: str | None = None  # ISO 3166 code of the state that it is
    kind: str = ""  # of an organisation: ministry, military, media, …
    gender: str | None = None  # of a person: "m" or "f"
    capital: bool = False  # a city or a building that stands for a government: Пекин, the Kremlin
    quoted: bool = False  # an ordinary word too: counts only in quotation marks, with a number, or beside a naming noun
    series: bool = False  # the year that follows belongs to the name: Восток-2018
    short: tuple[str, ...] = ()  # single Chinese characters: 中 in 中俄 (China and Russia)
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    person: str
    since: date  # the day of taking office belongs to the new holder
    until: date | None = None  # None: still


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    id: str
    role: str  # a key of the lexicons `titles.yml`
    country: str | None
    organisation: str | None = None
    shared: bool = False  # several hold it at the same time, so the day alone names nobody
    holders: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # compared by identity: one knowledge base serves a whole run
class KnowledgeBase:
    entities: Mapping[str, Entity]
    offices: tuple[Office, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)  # country code → id of the state
    voices: Mapping[str, str] = field(default_factory=dict)  # spokesperson → organisation

    def type_of(self, entity_id: str | None) -> MentionType | None:
        entity = self.entities.get(entity_id) if entity_id else None
        return entity.type if entity else None

    def voice(self, entity_id: str) -> str:
        """Whose voice it is: a ministry's for its spokesperson, otherwise the entity's own; equal answers are one voice."""
        return self.voices.get(entity_id, entity_id)

    def offices_of(self, person: str, day: date | None) -> tuple[Office, ...]:
        """The offices that a person held on that day; all that he ever held where the day is not known."""
        return tuple(office for office in self.offices if any(h.person == person and holds_on(h, day) for h in office.holders))

    def holder_of(self, office: Office, day: date | None) -> str | None:
        """Who alone held the office on that day."""
        if day is None or office.shared:
            return None
        holders = [holding.person for holding in office.holders if holds_on(holding, day)]
        return holders[-1] if holders else None


def holds_on(holding: Holding, day: date | None) -> bool:
    return day is None or (holding.since <= day and (holding.until is None or day < holding.until))


def build_knowledge(entities: Iterable[Entity], offices: Iterable[Office] = ()) -> KnowledgeBase:
    """The knowledge base over these facts; a later entity with the same id replaces the earlier one."""
    known = {entity.id: entity for entity in entities}
    offices = tuple(offices)
    return KnowledgeBase(
        entities=known,
        offices=offices,
        states={entity.state: entity.id for entity in known.values() if entity.state},
        voices=_voices(offices),
    )


def _voices(offices: Iterable[Office]) -> dict[str, str]:
    speaking = [office for office in offices if office.role == SPOKESPERSON and office.organisation]
    return {holding.person: office.organisation or "" for office in speaking for holding in office.holders}
