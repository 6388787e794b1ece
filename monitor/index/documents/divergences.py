"""One document for each divergence, with the words of both sides, the life it led, who was told and who judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, tuple_

from monitor.index.documents.outlets import languages_of, places_of
from monitor.index.documents.people import speaker_fields
from monitor.index.documents.projection import Projection
from monitor.index.documents.words import LONGEST_TITLE, by_language, filled, lemmas, shown, words_at
from monitor.lives import Life, state_of
from monitor.store.articles import ARTICLES, BATCH, article_from_row
from monitor.store.divergences import lives_of
from monitor.store.judgements import Judgement, last_judgements
from monitor.store.ledger import notified_at
from monitor.store.schema import revisions
from monitor.store.search import script_language
from monitor.web_links import dossier_url
from processors.coverage import outlet_of
from processors.records import Article, Divergence, QuoteRef
from processors.wire import Json, time_to_json

CHUNK = 100  # divergences; the articles that they rest on are in memory together
Revision = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The words of one side, where they stand; of a revision, which never changes."""

    article: Article
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the store says of a chunk of divergences beside their own rows."""

    printed: Mapping[Revision, Article]
    told: Mapping[str, Mapping[str, datetime]]  # by divergence and watch
    judged: Mapping[str, Judgement]


def divergence_sources(connection: Connection, ids: Iterable[str], projection: Projection) -> Iterator[Json]:
    """Those that are in the store, in the order of their ids."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        lives = lives_of(connection, wanted[start : start + CHUNK])
        names = [life.divergence.id for life in lives]
        facts = _Facts(
            printed=_printed(connection, {place for life in lives for place in _places(life.divergence)}),
            told=notified_at(connection, names),
            judged=last_judgements(connection, names),
        )
        for life in lives:
            yield filled(_source(life, facts, projection))


def _source(life: Life, facts: _Facts, projection: Projection) -> Json:
    divergence = life.divergence
    anchor, other = _side(divergence.anchor, facts), _other_side(divergence, facts)
    return {
        "id": divergence.id,
        "kind": divergence.kind,
        **_life(life, facts),
        **_sides(divergence, projection),
        "salience": round(divergence.salience, 4),
        "probability": round(divergence.probability, 4),
        "reasons": list(divergence.reasons),
        "doubts": list(divergence.doubts),
        "event": divergence.event_id,
        "utterance": divergence.utterance_id,
        **speaker_fields(divergence.speaker_id, projection, {}),
        "findings": sorted({finding.type for finding in divergence.findings}),
        "notes": list(dict.fromkeys(note for finding in divergence.findings if (note := shown(finding.note)))),
        "published_at": time_to_json(divergence.opened_at),
        "window_closes_at": time_to_json(divergence.window_closes_at),
        "title": shown(anchor.article.title) if anchor else None,
        "url": anchor.article.url if anchor else None,
        "words": shown(anchor.words) if anchor else None,
        "other_words": shown(other.words) if other else None,
        "other_url": other.article.url if other else None,
        "dossier": dossier_url(projection.web, divergence.id),
        **_words([anchor, *(_side(quote, facts) for quote in divergence.quotes), other]),
    }


def _life(life: Life, facts: _Facts) -> Json:
    name = life.divergence.id
    told, judgement = facts.told.get(name, {}), facts.judged.get(name)
    return {
        "status": life.status,
        "state": state_of(life, notified=bool(told), verdict=judgement.verdict if judgement else None),
        "certain": life.divergence.certain,
        "known": life.known,
        "mailable": life.mailable,
        "born_at": time_to_json(life.born_at),
        "open_at": time_to_json(life.open_at),
        "ended_at": time_to_json(life.ended_at),
        "ended_by": life.ended_by,
        "notified": sorted(told),
        "notified_at": time_to_json(min(told.values(), default=None)),
        "verdict": judgement.verdict if judgement else "none",
        "judged_by": shown(judgement.by) if judgement else None,
        "judged_at": time_to_json(judgement.at) if judgement else None,
        "judged_why": shown(judgement.why) if judgement else None,
    }


def _sides(divergence: Divergence, projection: Projection) -> Json:
    """Who carried it and who did not; where nobody is silent, `carried` are the editions whose words differ."""
    return {
        **places_of([*divergence.carried, *divergence.absent], projection),
        "language": languages_of([*divergence.carried, *divergence.absent], projection),
        "carried": list(divergence.carried),
        "absent": list(divergence.absent),
        "outlets_carried": sorted(set(map(outlet_of, divergence.carried))),
        "outlets_absent": sorted(set(map(outlet_of, divergence.absent))),
        "languages_carried": languages_of(divergence.carried, projection),
        "languages_absent": languages_of(divergence.absent, projection),
        "articles": sorted({quote.article_id for quote in (divergence.anchor, *divergence.quotes)}),
        "coverage": sorted(divergence.coverage),
    }


def _words(sides: Iterable[_Side | None]) -> Json:
    """All that was said, to be searched, in the field of its script: that a text is understood anew changes nothing here."""
    there = [side for side in sides if side]
    return {
        "text": by_language((script_language(side.words), side.words) for side in there),
        "headline": by_language(((script_language(side.article.title), side.article.title) for side in there), LONGEST_TITLE),
        "lemmas": list(dict.fromkeys(words for side in there if (words := lemmas(side.words)))),
    }


# --- places -------------------------------------------------------------------------------------------------------------


def _places(divergence: Divergence) -> list[Revision]:
    near = [(divergence.nearest.article_id, divergence.nearest.revision)] if divergence.nearest else []
    return [*((quote.article_id, quote.revision) for quote in (divergence.anchor, *divergence.quotes)), *near]


def _side(quote: QuoteRef, facts: _Facts) -> _Side | None:
    article = facts.printed.get((quote.article_id, quote.revision))
    if article is None:
        return None
    text = article.title if quote.field == "title" else article.text
    return _Side(article=article, words=words_at(text, quote.content))


def _other_side(divergence: Divergence, facts: _Facts) -> _Side | None:
    """The words that stand against those of the anchor: another rendering, else the nearest of the side that is silent."""
    if divergence.absent:
        near = divergence.nearest
        window = near and QuoteRef(article_id=near.article_id, revision=near.revision, content=(near.window,))
        return _side(window, facts) if window else None
    against = next((quote for quote in divergence.quotes if quote != divergence.anchor), None)
    return _side(against, facts) if against else None


def _printed(connection: Connection, places: Iterable[Revision]) -> dict[Revision, Article]:
    wanted = sorted(set(places))
    found: dict[Revision, Article] = {}
    key = tuple_(revisions.c.article_id, revisions.c.revision)
    for start in range(0, len(wanted), BATCH):
        rows = connection.execute(ARTICLES.where(key.in_(wanted[start : start + BATCH]))).mappings()
        found |= {(article.id, article.revision): article for article in map(article_from_row, rows)}
    return found
