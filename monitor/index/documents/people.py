"""Names of who speaks and who is spoken of, in every script that we know, so that any of them finds all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.index.documents.projection import Projection
from processors.records import Analysis
from processors.wire import Json

MOST_NAMES = 12  # of one entity; the knowledge base has three to sixteen, the fullest first
LONGEST_NAME = 200
Printed = Mapping[str, tuple[str, ...]]  # by entity: how the article prints those that the knowledge base does not have


def printed_names(analysis: Analysis, projection: Projection) -> Printed:
    found: dict[str, dict[str, None]] = {}
    for mention in (*analysis.mentions, *analysis.headline_mentions):
        if mention.entity_id and mention.entity_id not in projection.knowledge.entities:
            found.setdefault(mention.entity_id, {})[mention.text[:LONGEST_NAME]] = None
    return {entity_id: tuple(names)[:MOST_NAMES] for entity_id, names in found.items()}


def names_in_all_scripts(entity_ids: Iterable[str], projection: Projection, printed: Printed) -> list[str]:
    """Every name of them, each once: Wei Fenghe, Вэй Фэнхэ, 魏凤和."""
    found: dict[str, None] = {}
    for entity_id in entity_ids:
        entity = projection.knowledge.entities.get(entity_id)
        names = [name for language in ("en", "ru", "zh") for name in entity.names.get(language, ())] if entity else []
        found |= dict.fromkeys(names[:MOST_NAMES] or printed.get(entity_id, ()))
    return list(found)


def speaker_fields(speaker_id: str | None, projection: Projection, printed: Printed) -> Json:
    """Of one speaker; `speaker_name` is the one that charts show."""
    if speaker_id is None:
        return {}
    entity = projection.knowledge.entities.get(speaker_id)
    return {
        "speaker": speaker_id,
        "speaker_name": chart_name(speaker_id, projection, printed),
        "speaker_names": names_in_all_scripts([speaker_id], projection, printed),
        "speaker_country": entity.country or entity.state if entity else None,
        "speaker_type": entity.type if entity else None,
    }


def speakers_fields(speaker_ids: Iterable[str], projection: Projection, printed: Printed) -> Json:
    """Of several speakers; each field has every value once."""
    speakers = sorted(set(speaker_ids))
    entities = [entity for entity in map(projection.knowledge.entities.get, speakers) if entity]
    return {
        "speaker": speakers,
        "speaker_name": sorted({chart_name(speaker, projection, printed) for speaker in speakers}),
        "speaker_names": names_in_all_scripts(speakers, projection, printed),
        "speaker_country": sorted({entity.country or entity.state or "" for entity in entities} - {""}),
        "speaker_type": sorted({entity.type for entity in entities}),
    }


def chart_name(entity_id: str, projection: Projection, printed: Printed) -> str:
    """One name for each entity: the fullest English one, else another's, else as printed, else its id in words."""
    entity = projection.knowledge.entities.get(entity_id)
    if entity is None:
        return next(iter(printed.get(entity_id, ())), entity_id.replace("-", " ") or entity_id)
    return next((names[0] for language in ("en", "ru", "zh") if (names := entity.names.get(language))), entity_id)
