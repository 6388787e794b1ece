"""The people of one article: who is named in full, and whom a surname or an initial then means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from processors.entities.chinese_names import is_transliteration
from processors.entities.knowledge import KnowledgeBase
from processors.entities.known_people import FAMILY_FIRST, PATRONYMIC, WORD, find_by_surname, find_person, surname_of
from processors.entities.name_ids import chinese_reading, cyrillic_reading, latin_reading, name_id
from processors.entities.russian_forms import name_forms
from processors.entities.russian_names import gender_of, nominative
from processors.lexicons.loader import load_entries
from processors.records import Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    name: str  # in full, in the nominative
    gender: str | None
    surnames: frozenset[str]  # the surname in the forms in which it can be printed
    in_full: bool = True  # the text has more of the name than the surname


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    people: tuple[Person, ...]
    knowledge: KnowledgeBase

    def link(self, mention: Mention, language: str) -> Mention:
        """The mention with its entity: a person of the article by surname, otherwise an id from the name."""
        person = self.find(mention.text, language)
        if person:
            return replace(mention, entity_id=person.id, reason=f"{mention.reason}; the text names {person.name}")
        known = find_person(mention.text, language, self.knowledge) or find_by_surname(mention.text, language, self.knowledge)
        if known:
            return replace(mention, entity_id=known.id, reason=f"{mention.reason}; knowledge base: {known.id}")
        name = nominative(mention.text) if language == "ru" else mention.text
        return replace(mention, entity_id=name_id(name), reason=f"{mention.reason}; id from the name")

    def corrected(self, mention: Mention, language: str) -> Mention:
        """A known person's surname alone is somebody else's where the text names only him in full."""
        if mention.type != "PER" or language == "zh" or len(WORD.findall(mention.text)) != 1:
            return mention
        bearers = [person for person in self.people if mention.text in person.surnames and person.in_full]
        if bearers and all(person.id != mention.entity_id for person in bearers):
            return replace(mention, entity_id=bearers[-1].id, reason=f"surname of {bearers[-1].name}")
        return mention

    def find(self, printed: str, language: str) -> Person | None:
        """Who is meant; the last one who was named where two share a surname."""
        if language == "zh":
            return next((p for p in reversed(self.people) if printed in p.surnames or printed == p.name), None)
        words = WORD.findall(printed)
        if not words:
            return None
        full = next((p for p in reversed(self.people) if _same_name(words, p, language)), None)
        return full or next((p for p in reversed(self.people) if len(words) == 1 and words[0] in p.surnames), None)

    def find_more(self, text: str, taken: Sequence[Mention], language: str) -> Iterator[Mention]:
        """Surnames of the article's people that nobody marked: Wei said, 习主席."""
        surnames = {
            surname: person for person in self.people for surname in person.surnames if len(surname) > 1 or language == "zh"
        }
        if not surnames:
            return
        words = _pattern(surnames, language)
        covered = {position for mention in taken for position in range(mention.span.start, mention.span.stop)}
        for found in words.finditer(text):
            if found.start() not in covered:
                person = surnames[found.group(1)]
                span = Span(start=found.start(1), stop=found.end(1))
                yield Mention(span=span, text=found.group(1), type="PER", entity_id=person.id, reason=f"surname of {person.name}")


def known_people(mentions: Iterable[Mention], language: str, knowledge: KnowledgeBase) -> People:
    """Everybody who is named in full, in text order."""
    people: dict[str, Person] = {}
    for mention in mentions:
        if mention.type != "PER":
            continue
        person = _person(mention, language, knowledge)
        if person and not (person.id in people and people[person.id].in_full):
            people[person.id] = person
    return People(people=tuple(people.values()), knowledge=knowledge)


def _person(mention: Mention, language: str, knowledge: KnowledgeBase) -> Person | None:
    entity = knowledge.entities.get(mention.entity_id or "") or find_person(mention.text, language, knowledge)
    if entity is None:
        return _of_name(mention.text, language)
    names = entity.names.get(language) or (mention.text,)
    surnames = {surname_of(name, language, first=entity.country in FAMILY_FIRST) for name in names}
    forms = frozenset(form for surname in surnames for form in _forms(surname, entity.gender, language))
    return Person(id=entity.id, name=names[0], gender=entity.gender, surnames=forms, in_full=len(WORD.findall(mention.text)) > 1)


def _of_name(printed: str, language: str) -> Person | None:
    """A person whom only the text knows; None for a surname alone."""
    if language == "zh":
        reading = chinese_reading(printed)
        if not reading and not is_transliteration(printed):
            return None
        return Person(
            id=name_id(printed),
            name=printed,
            gender=None,
            surnames=frozenset({surname_of(printed, "zh", first=reading is not None)}),
        )
    if len(WORD.findall(printed)) < 2:
        return None
    name = nominative(printed) if language == "ru" else printed
    chinese = cyrillic_reading(name) if language == "ru" else latin_reading(name)
    surname = surname_of(name, language, first=chinese is not None)
    gender = gender_of(name) if language == "ru" and not chinese else None
    return Person(id=name_id(name), name=name, gender=gender, surnames=frozenset(_forms(surname, gender, language)))


def _forms(surname: str, gender: str | None, language: str) -> frozenset[str]:
    return name_forms(surname, gender) if language == "ru" else frozenset({surname})


def _same_name(words: Sequence[str], person: Person, language: str) -> bool:
    """Whether these words are the full name, in any case, or its surname with an initial."""
    full = WORD.findall(person.name)
    if len(words) < 2 or len(full) < 2:
        return False
    if not any(word in person.surnames for word in words):
        return False
    firsts = [word for word in full if word not in person.surnames]
    others = [word for word in words if word not in person.surnames and not (language == "ru" and PATRONYMIC.search(word))]
    return all(any(_like(other, first, language) for first in firsts) for other in others)


def _like(printed: str, first: str, language: str) -> bool:
    if len(printed) == 1:
        return first.startswith(printed)
    return printed == first or (language == "ru" and any(printed in name_forms(first, gender) for gender in ("m", "f")))


def _pattern(surnames: dict[str, Person], language: str) -> re.Pattern[str]:
    options = "|".join(sorted(map(re.escape, surnames), key=len, reverse=True))
    if language != "zh":
        return re.compile(rf"(?<![\w-])({options})(?![\w-])")
    single = "|".join(re.escape(s) for s in surnames if len(s) == 1)
    longer = "|".join(sorted((re.escape(s) for s in surnames if len(s) > 1), key=len, reverse=True))
    suffixes = "|".join(map(re.escape, load_entries("zh/person_titles.txt")))
    parts = [f"(?:{longer})"] if longer else []
    parts += [f"(?:{single})(?={suffixes})"] if single else []
    return re.compile(f"({'|'.join(parts)})")
