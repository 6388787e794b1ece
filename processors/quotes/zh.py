"""Quotes in Chinese news: `魏凤和说，…。他指出，…`, `“…，”他说，“…”`, `据他介绍，…`, `记者问：…`, `外交部：…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from processors.quotes.zh_colon import find_colon_quotes
from processors.quotes.zh_cues import Cue, find_cues
from processors.quotes.zh_headline import find_headline_quotes
from processors.quotes.zh_passage import Passage, read_passages
from processors.quotes.zh_report import read_report
from processors.quotes.zh_transcript import find_label
from processors.records import Mention, Quote, QuoteField
from processors.text.brackets import find_insertions
from processors.text.chinese import simplify


def extract_quotes(text: str, doc: Doc, mentions: Sequence[Mention], *, field: QuoteField = "text") -> tuple[Quote, ...]:
    """The attributions in one article or headline, in text order."""
    plain = simplify(text)
    found: list[Quote] = []
    for passage in read_passages(plain, doc, mentions):
        quotes = tuple(_passage_quotes(passage)) if field == "text" else find_headline_quotes(passage)
        found.extend(quotes)
    return tuple(_finish(plain, quote, field) for quote in sorted(found, key=lambda quote: quote.content[0]))


def _passage_quotes(passage: Passage) -> Iterator[Quote]:
    cues = find_cues(passage)
    label = find_label(passage, cues)
    if label is not None:
        yield label
    yield from find_colon_quotes(passage, cues)
    before: Cue | None = None
    for i, cue in enumerate(cues):
        if label is not None and label.cue == cue.span:
            continue
        cue = _with_inherited(passage, cue, before)
        if label is not None and cue.source is None:
            continue  # 据报道 in a question: nobody's words
        quote = read_report(passage, cue, cues, i + 1, inside=label is not None)
        if quote is not None:
            yield quote
            before = cue if cue.source else before


def _with_inherited(passage: Passage, cue: Cue, before: Cue | None) -> Cue:
    """One subject with two verbs: 他说，…，并强调，…"""
    if not cue.inherits or before is None:
        return cue
    same_sentence = passage.sentence_of(cue.opens) == passage.sentence_of(before.span.start)
    goes_on = cue.source is None and passage.text.startswith(("并", "还", "同时", "也"), cue.opens)
    return replace(cue, source=before.source) if same_sentence or goes_on else cue


def _finish(plain: str, quote: Quote, field: QuoteField) -> Quote:
    insertions = tuple(insertion for span in quote.content for insertion in find_insertions(plain, span))
    return replace(quote, field=field, insertions=insertions)
