"""What stands at a place of an article: the text it belongs to, its mentions, its quote, its words on one line."""

from __future__ import annotations

from monitor.reports.templating import one_line
from processors.records import Analysis, Article, Mention, Quote, QuoteRef, Span


def text_at(analysis: Analysis, quote: QuoteRef) -> str:
    return analysis.article.title if quote.field == "title" else analysis.article.text


def mentions_at(analysis: Analysis, quote: QuoteRef) -> tuple[Mention, ...]:
    return analysis.headline_mentions if quote.field == "title" else analysis.mentions


def quote_at(reference: QuoteRef, analysis: Analysis) -> Quote | None:
    quotes = analysis.headline_quotes if reference.field == "title" else analysis.quotes
    return next((quote for quote in quotes if quote.content == reference.content), None)


def cut_words(text: str, span: Span | None) -> str:
    return "" if span is None else one_line(text[span.start : span.stop])


def edition_of(article: Article) -> str:
    return f"{article.outlet or 'unknown'}/{article.edition or article.language or 'und'}"
