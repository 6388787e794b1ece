"""One document for each quote of each revision, with what charts want of its article copied onto it."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.index.documents.articles import language_of
from monitor.index.documents.histories import History
from monitor.index.documents.outlets import place_of
from monitor.index.documents.people import Printed, names_in_all_scripts, printed_names, speaker_fields
from monitor.index.documents.projection import Projection
from monitor.index.documents.words import LONGEST_TITLE, by_language, filled, lemmas, shown, words_at
from processors.records import Analysis, Quote
from processors.wire import Json, time_to_json


def quote_sources(history: History, projection: Projection) -> Iterator[Json]:
    for revision, analysis in sorted(history.analyses.items()):
        copied = _of_article(history, analysis, projection)
        printed = printed_names(analysis, projection)
        for quote in (*analysis.quotes, *analysis.headline_quotes):
            yield filled(copied | _of_quote(history, analysis, quote, projection, printed) | {"revision": revision})


def _of_article(history: History, analysis: Analysis, projection: Projection) -> Json:
    article = analysis.article
    language = language_of(article, analysis)
    return {
        **place_of(article, projection),
        "article": article.id,
        "current": article.revision == history.newest.revision,
        "language": language,
        "url": article.url,
        "title": shown(article.title),
        "headline": by_language([(language, article.title)], LONGEST_TITLE),
        "published_at": time_to_json(article.published_at),
        "same_as": article.same_as,
        "event": history.event,
        "relevance": round(analysis.relevance.score, 4),
    }


def _of_quote(history: History, analysis: Analysis, quote: Quote, projection: Projection, printed: Printed) -> Json:
    article = analysis.article
    text = article.title if quote.field == "title" else article.text
    words = words_at(text, quote.content)
    told = history.told.of(article, quote)
    entities = _named_in(analysis, quote)
    return {
        "id": quote.id,
        "kind": quote.kind,
        "field": quote.field,
        "start": min((span.start for span in quote.content), default=None),
        "stop": max((span.stop for span in quote.content), default=None),
        "characters": sum(span.stop - span.start for span in quote.content),
        "words": shown(words),
        "text": by_language([(analysis.language.code, words)]),
        "lemmas": lemmas(words),
        "cue": shown(text[quote.cue.start : quote.cue.stop]) if quote.cue else None,
        "source": shown(text[quote.source.start : quote.source.stop]) if quote.source else None,
        **speaker_fields(quote.speaker_id, projection, printed),
        "speaker_reason": shown(quote.speaker_reason),
        "entities": entities,
        "names": names_in_all_scripts(entities, projection, printed),
        "utterance": told.utterance,
        "set_phrases": list(told.set_phrases),
    }


def _named_in(analysis: Analysis, quote: Quote) -> list[str]:
    """Whom and what the quoted words name."""
    mentions = analysis.headline_mentions if quote.field == "title" else analysis.mentions
    return sorted(
        {
            mention.entity_id
            for mention in mentions
            if mention.entity_id
            and any(part.start <= mention.span.start and mention.span.stop <= part.stop for part in quote.content)
        }
    )
