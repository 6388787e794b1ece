"""Extracts the quotes of an English article or headline from its parse, its quotation marks, and cue lexicons."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from processors.quotes.en_headline import headline_drafts
from processors.quotes.en_marks import find_marks
from processors.quotes.en_sentences import Draft, sentence_drafts
from processors.quotes.en_standing import add_standing
from processors.records import Mention, Quote, QuoteField
from processors.text.brackets import find_insertions


def extract_quotes(text: str, doc: Doc, mentions: Sequence[Mention], *, field: QuoteField = "text") -> tuple[Quote, ...]:
    """The attributions in one text, in its order; speakers are not yet resolved."""
    marks = find_marks(doc)
    if field == "title":
        drafts = list(headline_drafts(doc, marks, mentions))
    else:
        drafts = add_standing(doc, [draft for sentence in doc.sents for draft in sentence_drafts(sentence, marks)], marks)
    return tuple(_quote(text, draft, field) for draft in sorted(drafts, key=lambda draft: draft.content[0].start))


def _quote(text: str, draft: Draft, field: QuoteField) -> Quote:
    return Quote(
        id="",  # given where article and revision are known
        kind=draft.kind,
        content=draft.content,
        cue=draft.cue,
        source=draft.source,
        field=field,
        insertions=tuple(insertion for span in draft.content for insertion in find_insertions(text, span)),
    )
