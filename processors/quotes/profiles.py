"""What an article and the knowledge base say about each person named: offices, country, gender, printed description."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from processors.entities.knowledge import KnowledgeBase
from processors.entities.name_ids import chinese_reading, cyrillic_reading, latin_reading
from processors.entities.russian_names import gender_of, nominative
from processors.quotes.source_words import describing_words, read_source
from processors.records import Mention

BEFORE, AFTER = 110, 120  # characters around a name in which its description is looked for
STOP = re.compile(r"[.!?。！？\n；;，,](?=\s|$|[^\w])|[»”」\"]")
RELATIVE = re.compile(r"\s*(?:who|which|whom|котор|чь|где)\w*", re.IGNORECASE)
COUNTERPART = re.compile(r"counterpart|коллег|同行|对应")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    id: str
    roles: frozenset[str] = frozenset()
    printed_roles: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    gender: str | None = None
    words: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    in_office: bool = False  # holds an office that the knowledge base knows


def profile_people(
    text: str, mentions: Sequence[Mention], language: str, knowledge: KnowledgeBase, day: date | None
) -> Mapping[str, Profile]:
    """A profile of everybody whom the text names, in the order of their first mention."""
    profiles: dict[str, Profile] = {}
    previous = 0
    subject: str | None = None  # the first person of the paragraph: whose counterpart the next one is
    line = -1
    for mention in mentions:
        if mention.type == "PER" and mention.entity_id:
            if (paragraph := text.rfind("\n", 0, mention.span.start)) != line:
                line, subject = paragraph, None
            known = profiles.get(mention.entity_id) or _known(mention, language, knowledge, day)
            before = _before(text, mention, previous)
            described = _described(known, before, _after(text, mention), language)
            if COUNTERPART.search(before) and subject and subject != known.id:
                same = profiles[subject].roles or profiles[subject].printed_roles
                described = replace(described, printed_roles=described.printed_roles | same)
            near = [
                m for m in mentions if m.type == "ORG" and mention.span.start - len(before) <= m.span.start < mention.span.start
            ]
            organisations = described.organisations | {m.entity_id for m in near if m.entity_id}
            profiles[mention.entity_id] = replace(described, organisations=organisations)
            subject = subject or mention.entity_id
        if mention.type == "PER":
            previous = mention.span.stop
    return profiles


def _known(mention: Mention, language: str, knowledge: KnowledgeBase, day: date | None) -> Profile:
    entity = knowledge.entities.get(mention.entity_id or "")
    if entity is None:
        country = _country_of_name(mention.text, language)
        gender = gender_of(nominative(mention.text)) if language == "ru" and not country else None
        return Profile(id=mention.entity_id or "", countries=frozenset(country), gender=gender)
    offices = knowledge.offices_of(entity.id, day)
    return Profile(
        id=entity.id,
        roles=frozenset(office.role for office in offices),
        countries=frozenset({entity.country} if entity.country else ()),
        gender=entity.gender,
        organisations=frozenset(office.organisation for office in offices if office.organisation),
        in_office=bool(offices),
    )


def _country_of_name(name: str, language: str) -> tuple[str, ...]:
    reading = {"zh": chinese_reading, "ru": cyrillic_reading, "en": latin_reading}[language](name)
    return ("cn",) if reading else ()


def _described(profile: Profile, before: str, after: str, language: str) -> Profile:
    said, apposition = read_source(before, language), read_source(after, language)
    countries = profile.countries or (
        (said.countries | apposition.countries) if len(said.countries | apposition.countries) == 1 else frozenset()
    )
    gender = "f" if "female" in said.kinds and said.roles else profile.gender
    return replace(
        profile,
        printed_roles=profile.printed_roles | said.roles | apposition.roles,
        countries=countries,
        gender=gender,
        words=profile.words | describing_words(before, language) | describing_words(after, language),
    )


def _before(text: str, mention: Mention, previous: int) -> str:
    window = text[max(previous, mention.span.start - BEFORE) : mention.span.start]
    breaks = [found.end() for found in STOP.finditer(window)]
    return window[breaks[-1] :] if breaks else window


def _after(text: str, mention: Mention) -> str:
    """An apposition: "Hu Bo, director of a research centre,"."""
    window = text[mention.span.stop : mention.span.stop + AFTER]
    if RELATIVE.match(window[1:]):
        return ""
    if not window.startswith((", ", "，", " (", "（")):
        return window[:4] if re.match(r"[\u4e00-\u9fff]", window) else ""
    inner = window[1:]
    stop = re.search(r"[,，.。;；)）]", inner[1:])
    return inner[: stop.start() + 1] if stop else ""
