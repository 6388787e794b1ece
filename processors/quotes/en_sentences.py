"""Reads one sentence: its reporting frames with their contents, none inside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from processors.quotes.en_content import find_content
from processors.quotes.en_frames import Frame, find_frames
from processors.quotes.en_marks import Marks
from processors.records import QuoteKind, Span
from processors.text.english import dateline_end

COMPLEMENTS = frozenset({"ccomp", "xcomp", "relcl", "acl", "pobj", "dobj", "nsubj", "pcomp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A quote before its insertions are found; `end` is where its frame ends."""

    kind: QuoteKind
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    end: int


def sentence_drafts(sentence: DocSpan, marks: Marks) -> tuple[Draft, ...]:
    """The quotes of one sentence, questions of the author's left out."""
    if _asks(sentence, marks) or dateline_end(marks.text, sentence.start_char) >= sentence.end_char:
        return ()
    floor = least = _floor(sentence, marks)
    frames = [frame for frame in find_frames(sentence, marks) if find_content(frame, least, sentence.end, sentence, marks)]
    drafts: list[Draft] = []
    for place, frame in enumerate(frames):
        ceiling = _ceiling(frame, frames[place + 1 :], sentence)
        content = find_content(frame, floor, ceiling, sentence, marks)
        if not content or any(_inside(frame, draft) for draft in drafts):
            continue
        drafts = [draft for draft in drafts if not _covers(content, draft)]
        drafts.append(_draft(frame, content, marks))
        if content[0].start < frame.cue.start:  # words before a cue are nobody else's; words behind it may be part of a later one's
            floor = frame.stop
    return tuple(drafts)


def _floor(sentence: DocSpan, marks: Marks) -> int:
    """The first token; a question in marks, cut off by its own mark, goes with the attribution that follows: “Why?” he asked."""
    start = sentence.start
    before = marks.around(sentence.doc[start - 1].idx) if start else None
    if before is None or marks.text[before.inner.stop - 1] not in "?!":
        return start
    while start > 0 and marks.around(sentence.doc[start - 1].idx) is before:
        start -= 1
    return start


def _draft(frame: Frame, content: tuple[Span, ...], marks: Marks) -> Draft:
    return Draft(kind=kind_of(content, marks), content=content, cue=frame.cue, source=frame.source, end=frame.cue.stop)


def kind_of(content: Sequence[Span], marks: Marks) -> QuoteKind:
    """Direct where all content is what stands in marks, mixed where marks stand inside it."""
    inners = {q.inner for span in content for q in marks.within(max(span.start - 1, 0), span.stop)}
    if all(span in inners for span in content):
        return "direct"
    return "mixed" if inners else "indirect"


def _asks(sentence: DocSpan, marks: Marks) -> bool:
    last = sentence[-1]
    return last.text == "?" and marks.around(last.idx) is None


def _ceiling(frame: Frame, later: Sequence[Frame], sentence: DocSpan) -> int:
    """Where the next frame that stands beside this one begins: ", adding that", "and urged", ", according to"."""
    for other in later:
        beside = other.kind == {"according"} or (other.participle and _after_comma(other)) or not _under(other.verb, frame.verb)
        if beside and other.start > frame.verb.i:
            return _before_conjunction(other.start, frame.stop, sentence)
    return sentence.end


def _before_conjunction(at: int, least: int, sentence: DocSpan) -> int:
    while at > least and sentence.doc[at - 1].pos_ in ("CCONJ", "ADV") and sentence.doc[at - 1].text != ",":
        at -= 1
    return at


def _after_comma(frame: Frame) -> bool:
    return frame.start > 0 and frame.verb.doc[frame.start - 1].text in (",", "—", "–")


def _under(token: Token, verb: Token) -> bool:
    """Whether the parser put the token into what the verb reports."""
    at = token
    while at.head != at:
        if at.head == verb or (verb.i > 0 and at.head == verb.nbor(-1) and verb.pos_ not in ("VERB", "AUX")):
            return at.dep_ in COMPLEMENTS and at.i > verb.i
        at = at.head
    return False


def _inside(frame: Frame, draft: Draft) -> bool:
    return any(span.start <= frame.cue.start < span.stop for span in draft.content)


def _covers(content: Sequence[Span], draft: Draft) -> bool:
    return any(span.start <= draft.content[0].start and draft.content[-1].stop <= span.stop for span in content)
