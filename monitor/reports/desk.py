"""From the store to the desk: the articles that some divergences name, and the names that a reader knows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from crawler.outlets import Outlets
from monitor.reports.evidence import Desk, Gloss, Names
from monitor.store.analyses import load_analyses
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase
from processors.records import Analysis, Divergence, SetPhrase


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
    return Desk(
        analyses={(analysis.article.id, analysis.article.revision): analysis for analysis in analyses},
        names=lambda entity_id: names_of(entity_id, knowledge),
        outlets={outlet.id: outlet.name for outlet in outlets},
        tables=instruments.tables if instruments else None,
        gloss=gloss,
        set_phrases=set_phrases,
    )


def named_articles(divergence: Divergence) -> set[str]:
    quoted = {quote.article_id for quote in (divergence.anchor, *divergence.quotes)}
    near = {divergence.nearest.article_id} if divergence.nearest else set()
    return quoted | near | set(divergence.coverage)


def names_of(entity_id: str, knowledge: KnowledgeBase) -> Names:
    """The fullest name in each script; an entity that is not known is shown by its id."""
    entity = knowledge.entities.get(entity_id)
    first = {language: names[0] for language, names in entity.names.items() if names} if entity else {}
    plain = entity_id.removeprefix("name:").replace("-", " ")
    return Names(
        id=entity_id,
        en=first.get("en") or first.get("ru") or first.get("zh") or plain,
        ru=first.get("ru", ""),
        zh=first.get("zh", ""),
    )
