"""Words in marks that have no attribution of their own: they go on with a quote, or lean on the speaker before them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from spacy.tokens import Doc, Token

from processors.quotes.en_marks import Marks, is_statement
from processors.quotes.en_sentences import Draft
from processors.records import Span
from processors.text.quotation import Quoted, paragraphs

COLON = re.compile(r":\s{0,3}\Z")
SENTENCE_END = re.compile(r"[.!?…\"”’»]\s{0,3}\Z")


def add_standing(doc: Doc, drafts: Sequence[Draft], marks: Marks) -> list[Draft]:
    """All drafts, with the free-standing words added to them or made quotes of the same source."""
    text = marks.text
    result = sorted(drafts, key=_end)
    claimed = _Claimed(span for draft in drafts for span in draft.content)
    starts = [start for start, _ in paragraphs(text)]
    following, last = 0, None  # drafts seen, and the place of the one that ends last before the words
    previous: Quoted | None = None
    for quoted in marks.speech:
        while following < len(drafts) and result[following].content[0].start < quoted.outer.start:
            if last is None or _end(result[following]) >= _end(result[last]):
                last = following
            following += 1
        if not claimed.holds(quoted.inner.start) and is_statement(text, quoted):
            last = _place(doc, marks, quoted, previous, result, last, starts)
        previous = quoted
    return result


class _Claimed:
    """The stretches of text that belong to quotes already."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._stops = list(accumulate((span.stop for span in ordered), max))

    def holds(self, position: int) -> bool:
        at = bisect_right(self._starts, position) - 1
        return at >= 0 and position < self._stops[at]


def _place(
    doc: Doc, marks: Marks, quoted: Quoted, previous: Quoted | None, drafts: list[Draft], last: int | None, starts: Sequence[int]
) -> int | None:
    """Puts the words where they belong; the place of the draft that ends last from now on."""
    before = marks.text[max(0, quoted.outer.start - 4) : quoted.outer.start]
    if COLON.search(before):
        return _append(drafts, _alone(quoted, _subject_before(doc, quoted)))
    if last is None:
        return None
    draft = drafts[last]
    paragraph = starts[bisect_right(starts, quoted.outer.start) - 1]
    opens = quoted.outer.start == paragraph
    goes_on = previous is not None and _holds(draft, previous)
    if opens and goes_on and previous is not None and previous.continued:
        drafts[last] = replace(draft, content=(*draft.content, quoted.inner))
        return last
    if not opens and SENTENCE_END.search(before) and draft.content[-1].start >= paragraph:
        if draft.kind != "direct":
            return _append(drafts, _alone(quoted, draft.source))
        drafts[last] = replace(draft, content=(*draft.content, quoted.inner), end=max(draft.end, quoted.inner.stop))
        return last
    return _append(drafts, _alone(quoted, draft.source)) if opens and goes_on and draft.kind == "direct" else last


def _append(drafts: list[Draft], draft: Draft) -> int:
    drafts.append(draft)
    return len(drafts) - 1


def _alone(quoted: Quoted, source: Span | None) -> Draft:
    return Draft(kind="direct", content=(quoted.inner,), cue=None, source=source, end=quoted.outer.stop)


def _end(draft: Draft) -> int:
    return max(draft.end, draft.content[-1].stop)


def _holds(draft: Draft, quoted: Quoted) -> bool:
    """Whether the words are the latest of the draft; one that grew over many paragraphs is not searched through."""
    return any(span.start <= quoted.inner.start < span.stop for span in draft.content[-3:])


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
