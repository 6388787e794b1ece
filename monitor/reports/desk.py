"""From the store to the desk: the articles that some divergences name, and the names that a reader knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.reports.evidence import Desk, Gloss, Names
from monitor.store.analyses import load_analyses
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase
from processors.records import Analysis, Divergence, SetPhrase

PrintedNames = Mapping[str, Mapping[str, str]]


def lay_desk(
    connection: Connection,
    divergences: Iterable[Divergence],
    *,
    outlets: Outlets,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None,
    set_phrases: tuple[SetPhrase, ...] = (),
) -> Desk:
    """The desk for these divergences, with every revision of every article that they name."""
    wanted = {name for divergence in divergences for name in named_articles(divergence)}
    return make_desk(
        load_analyses(connection, wanted),
        outlets=outlets, knowledge=knowledge, instruments=instruments, gloss=gloss, set_phrases=set_phrases,
    )  # fmt: skip


def make_desk(
    analyses: Iterable[Analysis],
    *,
    outlets: Outlets,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None,
    set_phrases: tuple[SetPhrase, ...] = (),
) -> Desk:
    """The desk over analyses that are already at hand."""
    held = tuple(analyses)
    printed = printed_names(held, knowledge)
    return Desk(
        analyses={(analysis.article.id, analysis.article.revision): analysis for analysis in held},
        names=lambda entity_id: names_of(entity_id, knowledge, printed),
        outlets={outlet.id: outlet.name for outlet in outlets},
        tables=instruments.tables if instruments else None,
        gloss=gloss,
        set_phrases=set_phrases,
    )


def named_articles(divergence: Divergence) -> set[str]:
    quoted = {quote.article_id for quote in (divergence.anchor, *divergence.quotes)}
    near = {divergence.nearest.article_id} if divergence.nearest else set()
    return quoted | near | set(divergence.coverage)


def names_of(entity_id: str, knowledge: KnowledgeBase, printed: PrintedNames | None = None) -> Names:
    """The fullest name in each script; who is not in the knowledge base is shown as the articles print him."""
    entity = knowledge.entities.get(entity_id)
    if entity is None:
        seen = (printed or {}).get(entity_id, {})
        plain = entity_id.replace("-", " ")
        return Names(
            id=entity_id,
            en=seen.get("en") or (plain.title() if plain.isascii() else plain),
            ru=seen.get("ru", ""),
            zh=seen.get("zh", ""),
        )
    first = {language: names[0] for language, names in entity.names.items() if names}
    return Names(
        id=entity_id,
        en=first.get("en") or first.get("ru") or first.get("zh") or entity_id,
        ru=first.get("ru", ""),
        zh=first.get("zh", ""),
    )


def printed_names(analyses: Iterable[Analysis], knowledge: KnowledgeBase) -> PrintedNames:
    """Entities that the knowledge base does not have → language → the name that is printed most often, the fuller of equals."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for analysis in analyses:
        for mention in (*analysis.mentions, *analysis.headline_mentions):
            if mention.entity_id and mention.entity_id not in knowledge.entities:
                counts[mention.entity_id, analysis.language.code][mention.text] += 1
    found: dict[str, dict[str, str]] = {}
    for (entity_id, language), names in counts.items():
        found.setdefault(entity_id, {})[language] = max(names, key=lambda name: (" " in name, names[name], len(name), name))
    return found
