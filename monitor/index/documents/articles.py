"""One document for each article, as its newest revision stands."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.index.documents.histories import History
from monitor.index.documents.outlets import place_of
from monitor.index.documents.people import names_in_all_scripts, printed_names, speakers_fields
from monitor.index.documents.projection import Projection
from monitor.index.documents.words import LONGEST_TITLE, by_language, filled, shown
from processors.records import Analysis, Article
from processors.wire import Json, time_to_json


def article_source(history: History, projection: Projection) -> Json:
    article = history.newest
    analysis = history.analyses.get(article.revision)
    language = language_of(article, analysis)
    return filled(
        {
            "id": article.id,
            **place_of(article, projection),
            "language": language,
            "url": article.url,
            "revision": article.revision,
            "revisions": len(history.revisions),
            "title": shown(article.title),
            "headline": by_language([(language, article.title)], LONGEST_TITLE),
            "text": by_language([(language, article.text)]),
            "lemmas": [words for words in history.lemmas if words],
            "characters": len(article.text),
            **_times(history),
            "origin": history.origin,
            "completeness": article.completeness,
            "same_as": article.same_as,
            "sha256": article.sha256,
            "warc": article.warc,
            "event": history.event,
            "analysed": analysis is not None,
            "failure": history.failure,
            **(_understood(history, analysis, projection) if analysis else {}),
        }
    )


def _times(history: History) -> Mapping[str, str | None]:
    published = [article.published_at for article in history.revisions if article.published_at]
    return {
        "published_at": time_to_json(published[0]) if published else None,
        "revised_at": time_to_json(published[-1]) if published else None,
        "fetched_at": time_to_json(history.newest.fetched_at),
        "first_seen_at": time_to_json(history.first_seen_at),
    }


def _understood(history: History, analysis: Analysis, projection: Projection) -> Json:
    printed = printed_names(analysis, projection)
    mentions = (*analysis.mentions, *analysis.headline_mentions)
    entities = sorted({mention.entity_id for mention in mentions if mention.entity_id})
    quotes = (*analysis.quotes, *analysis.headline_quotes)
    told = [history.told.of(analysis.article, quote) for quote in quotes]
    return {
        "relevance": round(analysis.relevance.score, 4),
        "entities": entities,
        "names": names_in_all_scripts(entities, projection, printed),
        "quotes": len(quotes),
        **speakers_fields((quote.speaker_id for quote in quotes if quote.speaker_id), projection, printed),
        "set_phrases": sorted({phrase for each in told for phrase in each.set_phrases}),
    }


def language_of(article: Article, analysis: Analysis | None) -> str | None:
    """As detected; as declared where nobody looked yet, else the one that the edition is called after."""
    return analysis.language.code if analysis else article.language or article.edition
