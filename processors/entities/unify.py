"""One id for a person who is unknown to the knowledge base and named in several scripts: 斯托罗热夫 is Oleg Storozhev."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from processors.entities.knowledge import KnowledgeBase
from processors.entities.name_ids import HAN, chinese_reading
from processors.entities.names import SAME, score_names
from processors.entities.russian_names import nominative
from processors.records import Analysis, Mention, Quote

CLEAR = 3.0  # points by which the best name must lead the next one
MANY = 400  # unknown people on one side; beyond that nothing is tied: too many chances to be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    id: str
    name: str  # the fullest printed form
    language: str


def unify_people(analyses: Sequence[Analysis], knowledge: KnowledgeBase) -> tuple[Analysis, ...]:
    """The analyses with one id a person, as far as names tell; best given the articles of one event at a time."""
    ties = tie_people(_unknown(analyses, knowledge))
    return tuple(_renamed(analysis, ties) for analysis in analyses) if ties else tuple(analyses)


def tie_people(unknown: Iterable[Unknown]) -> Mapping[str, str]:
    """Id → the id that it shall have instead; the answer does not depend on the order."""
    people = sorted(unknown, key=lambda person: (person.id, person.language, person.name))
    foreign = [person for person in people if person.language == "zh" and not chinese_reading(person.name)]
    others = [person for person in people if person.language != "zh" and " " in person.name]
    ties: dict[str, str] = {}
    if len(foreign) > MANY or len(others) > MANY:
        return ties
    ties |= _ties([p for p in others if p.language == "ru"], [p for p in others if p.language == "en"], least=92.0)
    ties |= _ties(foreign, [p for p in others if p.id not in ties], least=SAME - 5)
    return ties


def _ties(these: Sequence[Unknown], those: Sequence[Unknown], *, least: float) -> dict[str, str]:
    """Each of these to the one of those that is clearly the nearest in name, and at most one to each."""
    best: dict[str, tuple[float, str]] = {}
    for person in these:
        scored = sorted(
            ((score_names(person.name, other.name).score, other.id) for other in those if other.id != person.id), reverse=True
        )
        if not scored or scored[0][0] < least or any(other.id == person.id for other in those):
            continue
        rivals = [score for score, entity_id in scored if entity_id != scored[0][1]]
        if rivals and scored[0][0] - rivals[0] < CLEAR:
            continue
        best[person.id] = scored[0]
    nearest: dict[str, str] = {}
    for entity_id, (_, target) in sorted(best.items(), key=lambda item: (item[1][0], item[0])):
        nearest[target] = entity_id  # the last, nearest one stays
    return {entity_id: target for target, entity_id in nearest.items()}


def _unknown(analyses: Sequence[Analysis], knowledge: KnowledgeBase) -> list[Unknown]:
    found: dict[tuple[str, str], str] = {}
    for analysis in analyses:
        language = analysis.language.code
        for mention in (*analysis.mentions, *analysis.headline_mentions):
            if mention.type != "PER" or not mention.entity_id or mention.entity_id in knowledge.entities:
                continue
            name = nominative(mention.text) if language == "ru" else mention.text
            if language == "zh" and not HAN.search(name):
                continue
            key = (mention.entity_id, language)
            found[key] = max(found.get(key, ""), name, key=lambda n: (len(n), n))
    return [Unknown(id=entity_id, name=name, language=language) for (entity_id, language), name in found.items()]


def _renamed(analysis: Analysis, ties: Mapping[str, str]) -> Analysis:
    return replace(
        analysis,
        mentions=tuple(_mention(mention, ties) for mention in analysis.mentions),
        headline_mentions=tuple(_mention(mention, ties) for mention in analysis.headline_mentions),
        quotes=tuple(_quote(quote, ties) for quote in analysis.quotes),
        headline_quotes=tuple(_quote(quote, ties) for quote in analysis.headline_quotes),
    )


def _mention(mention: Mention, ties: Mapping[str, str]) -> Mention:
    target = ties.get(mention.entity_id or "")
    return replace(mention, entity_id=target, reason=f"{mention.reason}; same name in another script") if target else mention


def _quote(quote: Quote, ties: Mapping[str, str]) -> Quote:
    target = ties.get(quote.speaker_id or "")
    return replace(quote, speaker_id=target) if target else quote
