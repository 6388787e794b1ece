"""Quotes in Chinese news: `魏凤和说，…。他指出，…`, `“…，”他说，“…”`, `据他介绍，…`, `记者问：…`, `外交部：…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from processors.lexicons.loader import load_entries
from processors.quotes.zh_colon import find_colon_quotes
from processors.quotes.zh_cues import Cue, find_cues
from processors.quotes.zh_headline import find_headline_quotes
from processors.quotes.zh_passage import Passage, read_passages
from processors.quotes.zh_report import read_report
from processors.quotes.zh_transcript import Continued, find_label, join_answers, quotes_another
from processors.records import Mention, Quote, QuoteField
from processors.text.brackets import find_insertions
from processors.text.chinese import simplify


def extract_quotes(text: str, doc: Doc, mentions: Sequence[Mention], *, field: QuoteField = "text") -> tuple[Quote, ...]:
    """The attributions in one article or headline, in text order."""
    plain = simplify(text)
    passages = tuple(read_passages(plain, doc, mentions))
    found = _headline_quotes(passages) if field == "title" else _article_quotes(passages)
    solid = [quote for quote in found if all(span.start < span.stop for span in quote.content)]
    return tuple(_finish(plain, quote, field) for quote in sorted(solid, key=lambda quote: quote.content[0]))


def _headline_quotes(passages: Sequence[Passage]) -> Iterator[Quote]:
    return (quote for passage in passages for quote in find_headline_quotes(passage))


def _article_quotes(passages: Sequence[Passage]) -> Iterator[Quote]:
    cues = [find_cues(passage) for passage in passages]
    labels = join_answers(passages, [find_label(passage, found) for passage, found in zip(passages, cues, strict=True)])
    for passage, found, label in zip(passages, cues, labels, strict=True):
        if label is None:
            yield from _paragraph_quotes(passage, found)
        else:
            yield from _transcript_quotes(passage, found, label)


def _paragraph_quotes(passage: Passage, cues: Sequence[Cue]) -> Iterator[Quote]:
    yield from find_colon_quotes(passage, cues)
    before: Cue | None = None
    for i, found in enumerate(cues):
        cue = _with_inherited(passage, found, before)
        quote = read_report(passage, cue, cues, i + 1, inside=False)
        if quote is not None:
            yield quote
            before = cue if cue.source else before


def _transcript_quotes(passage: Passage, cues: Sequence[Cue], label: Quote | Continued) -> Iterator[Quote]:
    """The labelled words themselves, once, and whom they quote in their turn."""
    if isinstance(label, Quote):
        yield label
    for i, cue in enumerate(cues):
        if (isinstance(label, Quote) and label.cue == cue.span) or not quotes_another(passage, cue):
            continue
        answers = isinstance(label, Quote) and cue.span.start >= label.content[0].stop
        quote = read_report(passage, cue, cues, i + 1, inside=not answers)
        if quote is not None:
            yield quote


def _with_inherited(passage: Passage, cue: Cue, before: Cue | None) -> Cue:
    """One subject with two verbs: 他说，…，并强调，…"""
    if not cue.inherits or before is None:
        return cue
    same_sentence = passage.sentence_of(cue.opens) == passage.sentence_of(before.span.start)
    goes_on = cue.source is None and passage.text.startswith(load_entries("zh/joiners.txt"), cue.opens)
    return replace(cue, source=before.source) if same_sentence or goes_on else cue


def _finish(plain: str, quote: Quote, field: QuoteField) -> Quote:
    insertions = tuple(insertion for span in quote.content for insertion in find_insertions(plain, span))
    return replace(quote, field=field, insertions=insertions)
