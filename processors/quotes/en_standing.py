"""Words in marks that have no attribution of their own: they go on with a quote, or lean on the speaker before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from processors.quotes.en_marks import Marks, is_statement
from processors.quotes.en_sentences import Draft
from processors.records import Span
from processors.text.quotation import Quoted, paragraphs

COLON = re.compile(r":\s{0,3}\Z")
SENTENCE_END = re.compile(r"[.!?…\"”’»]\s{0,3}\Z")


def add_standing(doc: Doc, drafts: Sequence[Draft], marks: Marks) -> list[Draft]:
    """All drafts, with the free-standing words added to them or made quotes of the same source."""
    text = doc.text
    result = sorted(drafts, key=lambda draft: draft.end)
    claimed = [span for draft in drafts for span in draft.content]
    starts = [start for start, _ in paragraphs(text)]
    previous: Quoted | None = None
    for quoted in marks.speech:
        if not any(span.start <= quoted.inner.start < span.stop for span in _near(claimed, quoted)) and is_statement(text, quoted):
            _place(doc, quoted, previous, result, starts)
        previous = quoted
    return result


def _near(claimed: Sequence[Span], quoted: Quoted) -> Sequence[Span]:
    return claimed


def _place(doc: Doc, quoted: Quoted, previous: Quoted | None, drafts: list[Draft], starts: Sequence[int]) -> None:
    text = doc.text
    before = text[max(0, quoted.outer.start - 4) : quoted.outer.start]
    if COLON.search(before):
        drafts.append(_alone(quoted, _subject_before(doc, quoted)))
        return
    at = _last_before(drafts, quoted)
    if at is None:
        return
    draft = drafts[at]
    opens = quoted.outer.start in starts
    if previous is not None and previous.continued and opens and _holds(draft, previous):
        drafts[at] = replace(draft, content=(*draft.content, quoted.inner))
    elif not opens and SENTENCE_END.search(before) and _same_paragraph(draft, quoted, starts):
        if draft.kind == "direct":
            drafts[at] = replace(draft, content=(*draft.content, quoted.inner), end=max(draft.end, quoted.inner.stop))
        else:
            drafts.append(_alone(quoted, draft.source))
    elif opens and draft.kind == "direct" and previous is not None and _holds(draft, previous):
        drafts.append(_alone(quoted, draft.source))


def _alone(quoted: Quoted, source: Span | None) -> Draft:
    return Draft(kind="direct", content=(quoted.inner,), cue=None, source=source, end=quoted.outer.stop)


def _last_before(drafts: Sequence[Draft], quoted: Quoted) -> int | None:
    """The draft that ends last before the words."""
    ends = [
        (max(draft.end, draft.content[-1].stop), place)
        for place, draft in enumerate(drafts)
        if draft.content[0].start < quoted.outer.start
    ]
    return max(ends)[1] if ends else None


def _holds(draft: Draft, quoted: Quoted) -> bool:
    return any(span.start <= quoted.inner.start < span.stop for span in draft.content)


def _same_paragraph(draft: Draft, quoted: Quoted, starts: Sequence[int]) -> bool:
    return not any(draft.content[-1].start < start <= quoted.outer.start for start in starts)


def _subject_before(doc: Doc, quoted: Quoted) -> Span | None:
    """Who speaks before a colon: the subject of the sentence that leads up to the marks."""
    at = doc.char_span(quoted.outer.start, quoted.outer.start + 1, alignment_mode="expand")
    if at is None:
        return None
    subjects: list[Token] = [token for token in doc[at.sent.start : at.start] if token.dep_ == "nsubj"]
    if not subjects:
        return None
    words = doc[subjects[0].left_edge.i : min(subjects[0].right_edge.i + 1, at.start)]
    return Span(start=words.start_char, stop=words.end_char)
