"""What the comparison of an event says of the quotes in it: which utterance they render, which set phrases they use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.store.articles import BATCH
from monitor.store.schema import comparisons
from processors.divergence.ids import normalise_words
from processors.records import Article, Quote, QuoteField, QuoteRef, Span
from processors.wire import Json, reference_from_json

Place = tuple[int, QuoteField, tuple[Span, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of one quote."""

    utterance: str | None = None
    set_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOfArticle:
    """By place; and by words, for a comparison names a quote only in the first revision in which it stood."""

    places: Mapping[Place, Told]
    words: Mapping[str, Told]

    def of(self, article: Article, quote: Quote) -> Told:
        place = (article.revision, quote.field, quote.content)
        return self.places.get(place) or self.words.get(_words(article, quote.field, quote.content)) or Told()


NOTHING = ToldOfArticle(places={}, words={})


def load_comparisons(connection: Connection, event_ids: Iterable[str]) -> dict[str, Json]:
    wanted = sorted(set(event_ids))
    found: dict[str, Json] = {}
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        query = select(comparisons.c.event_id, comparisons.c.document).where(comparisons.c.event_id.in_(batch))
        found.update((row.event_id, row.document) for row in connection.execute(query))
    return found


def told_of_articles(comparison: Json, revisions: Mapping[str, Iterable[Article]]) -> dict[str, ToldOfArticle]:
    """For each of these articles that the comparison names."""
    told: defaultdict[str, dict[QuoteRef, Told]] = defaultdict(dict)
    for utterance in comparison["utterances"]:
        phrases = (utterance["set_phrase"],) if utterance.get("set_phrase") else ()
        for row in (row for version in utterance["versions"] for row in version):
            if row["article"] in revisions:
                told[row["article"]][reference_from_json(row)] = Told(utterance=utterance["id"], set_phrases=phrases)
    for use in comparison["set_phrases"]:
        if use["quote"]["article"] in revisions:
            quotes, reference = told[use["quote"]["article"]], reference_from_json(use["quote"])
            kept = quotes.get(reference, Told())
            quotes[reference] = Told(utterance=kept.utterance, set_phrases=tuple(sorted({*kept.set_phrases, use["phrase"]})))
    return {name: _of_article({article.revision: article for article in revisions[name]}, quotes) for name, quotes in told.items()}


def _of_article(revisions: Mapping[int, Article], quotes: Mapping[QuoteRef, Told]) -> ToldOfArticle:
    words: dict[str, Told] = {}
    for reference, told in quotes.items():
        if reference.revision in revisions:
            words.setdefault(_words(revisions[reference.revision], reference.field, reference.content), told)
    places: dict[Place, Told] = {(ref.revision, ref.field, ref.content): told for ref, told in quotes.items()}
    return ToldOfArticle(places=places, words=words)


def _words(article: Article, field: QuoteField, content: Iterable[Span]) -> str:
    text = article.title if field == "title" else article.text
    return field + normalise_words(" ".join(text[span.start : span.stop] for span in content))
