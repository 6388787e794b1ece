"""The chain for one article, as one readable function: language → mentions → quotes → speakers → relevance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from processors.entities.knowledge import KnowledgeBase
from processors.entities.linking import link_headline_mentions, link_mentions
from processors.language import detect_language
from processors.quotes import en, ru, zh
from processors.quotes.ids import quote_id
from processors.quotes.speakers import resolve_speakers
from processors.records import Analysis, Article, Mention, Quote, QuoteField, Span
from processors.relevance import Topic, judge_relevance

QUOTE_RULES: Mapping[str, ModuleType] = {"en": en, "ru": ru, "zh": zh}
LONGEST_TEXT = 200_000  # characters; what stands behind is kept and searched, not analysed. Real articles have up to 30,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the chain is given: loaded once at the edge."""

    knowledge: KnowledgeBase
    topic: Topic
    load_pipeline: Callable[[str], Pipeline]
    describe_pipeline: Callable[[str], str]


def analyse_article(article: Article, tools: Tools) -> Analysis:
    """What is understood of one revision; an article in no language of ours has a language and nothing else."""
    language = detect_language(article.text, article.language or article.edition)
    if language.code not in QUOTE_RULES:
        return Analysis(article=article, language=language)
    pipeline = tools.load_pipeline(language.code)
    with pipeline.memory_zone():
        doc = pipeline(article.text[:LONGEST_TEXT])
        title = pipeline(article.title)
        mentions = link_mentions(article, doc, tools.knowledge)
        headline_mentions = link_headline_mentions(article, title, mentions, tools.knowledge)
        quotes = _quotes(article, language.code, doc, mentions, tools, field="text")
        headline_quotes = _quotes(article, language.code, title, headline_mentions, tools, field="title")
        sentences = tuple(Span(start=sent.start_char, stop=sent.end_char) for sent in doc.sents)
    return Analysis(
        article=article,
        language=language,
        relevance=judge_relevance(article, mentions, tools.topic),
        mentions=mentions,
        headline_mentions=headline_mentions,
        quotes=quotes,
        headline_quotes=headline_quotes,
        sentences=sentences,
        tools=(tools.describe_pipeline(language.code),),
    )


def _quotes(
    article: Article, code: str, doc: Doc, mentions: Sequence[Mention], tools: Tools, *, field: QuoteField
) -> tuple[Quote, ...]:
    text = article.text if field == "text" else article.title
    found = QUOTE_RULES[code].extract_quotes(text, doc, mentions, field=field)
    resolved = resolve_speakers(article, found, mentions, doc, tools.knowledge)
    return tuple(replace(quote, id=quote_id(article.id, article.revision, field, quote.content)) for quote in resolved)
