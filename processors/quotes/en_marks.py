"""Which quotation marks hold speech in an English document, and which tokens stand inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from processors.text.quotation import Quoted, find_quoted

WORD = re.compile(r"[^\W_][\w'’-]*")
NAME_BEFORE = re.compile(r"\w\s{1,2}\Z")
SPEECH_END = re.compile(r"[,.!?…;:—–-]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The outermost quoted spans of a document that hold words said, in order."""

    text: str  # the document's; spaCy would put it together anew at each use
    speech: tuple[Quoted, ...]
    starts: tuple[int, ...]  # of the spans, marks included

    def around(self, position: int) -> Quoted | None:
        """The span that holds the character at `position`, marks included."""
        at = bisect_right(self.starts, position) - 1
        return self.speech[at] if at >= 0 and position < self.speech[at].outer.stop else None

    def within(self, start: int, stop: int) -> tuple[Quoted, ...]:
        """The spans that begin between two positions."""
        return self.speech[bisect_right(self.starts, start - 1) : bisect_right(self.starts, stop - 1)]


def find_marks(doc: Doc) -> Marks:
    """The spans of speech: not names of exercises, one-word scare quotes, or marks that were never closed."""
    text = doc.text
    speech = tuple(q for q in find_quoted(text) if q.depth == 0 and (q.closed or _runs_on(text, q)) and is_speech(text, q))
    return Marks(text=text, speech=speech, starts=tuple(q.outer.start for q in speech))


def is_speech(text: str, quoted: Quoted) -> bool:
    """Whether the words in the marks can be somebody's speech: several words, not all of them capitalised like a name's."""
    inner = text[quoted.inner.start : min(quoted.inner.stop, quoted.inner.start + 400)]
    words = WORD.findall(inner)
    if not words:
        return False
    if text[max(0, quoted.outer.start - 10) : quoted.outer.start].lower().endswith("so-called "):
        return False
    small = any(word[0].islower() and len(word) > 3 for word in words)
    if SPEECH_END.search(inner) and (small or not NAME_BEFORE.search(text[max(0, quoted.outer.start - 3) : quoted.outer.start])):
        return True  # not "on “Face the Nation,” he said": a name that takes the comma in
    return len(words) > 1 and small


def is_statement(text: str, quoted: Quoted) -> bool:
    """Whether the span is a sentence or more, such as can stand without an attribution of its own."""
    inner = text[quoted.inner.start : quoted.inner.stop]
    return len(WORD.findall(inner[:400])) >= 3 and inner[:1].isupper()


def outside(token: Token, marks: Marks) -> bool:
    """Whether the token stands outside of all speech."""
    return marks.around(token.idx) is None


def _runs_on(text: str, quoted: Quoted) -> bool:
    """An unclosed span counts where it opens a paragraph, or the next paragraph takes it up."""
    before = text[max(0, quoted.outer.start - 1) : quoted.outer.start]
    return quoted.continued or not before or before == "\n"
