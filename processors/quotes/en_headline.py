"""Speech attributed in an English headline: "X says …", "…, says X", "… — X", "X: …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from processors.lexicons.loader import load_entries
from processors.quotes.en_marks import Marks
from processors.quotes.en_sentences import Draft, kind_of, sentence_drafts
from processors.records import Mention, Span

DASH = re.compile(r"\s[—–-]\s(?=[^—–]{2,60}\Z)")
COLON = re.compile(r":\s")
LONGEST_SOURCE = 8  # words
SHORTEST_CONTENT = 3  # words


def headline_drafts(doc: Doc, marks: Marks, mentions: Sequence[Mention]) -> tuple[Draft, ...]:
    """The quotes of one headline, by the first form that fits."""
    text = doc.text
    for match in reversed(list(DASH.finditer(text))):
        if _is_source(doc, match.end(), len(text), mentions):
            return _drafted(text, (0, match.start()), (match.end(), len(text)), marks)
    colon = COLON.search(text)
    if colon and _is_source(doc, 0, colon.start(), mentions):
        return _drafted(text, (colon.end(), len(text)), (0, colon.start()), marks)
    return tuple(draft for sentence in doc.sents for draft in sentence_drafts(sentence, marks)) or _says(doc, marks)


def _says(doc: Doc, marks: Marks) -> tuple[Draft, ...]:
    """ "China says arms sales undermine peace", where headline style hides the clause from the parser."""
    for token in doc[1 : min(len(doc) - SHORTEST_CONTENT, LONGEST_SOURCE + 1)]:
        if token.lower_ in ("says", "say") and not doc[token.i + 1].is_punct:
            (draft,) = _drafted(doc.text, (doc[token.i + 1].idx, len(doc.text)), (0, token.idx), marks) or (None,)
            cue = Span(start=token.idx, stop=token.idx + len(token))
            return (replace(draft, cue=cue),) if draft else ()
    return ()


def _drafted(text: str, content: tuple[int, int], source: tuple[int, int], marks: Marks) -> tuple[Draft, ...]:
    said = _stripped(text, content)
    quoted = [q for q in marks.speech if q.outer.start <= said.start and q.outer.stop >= said.stop]
    spans = (quoted[0].inner,) if quoted else (said,)
    if spans[0].start >= spans[0].stop:
        return ()
    return (Draft(kind=kind_of(spans, marks), content=spans, cue=None, source=_stripped(text, source), end=source[1]),)


def _stripped(text: str, part: tuple[int, int]) -> Span:
    start, stop = part
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] == "."):
        stop -= 1
    return Span(start=start, stop=stop)


def _is_source(doc: Doc, start: int, stop: int, mentions: Sequence[Mention]) -> bool:
    """Whether the part is short, has no finite verb, and names somebody: a mention, an office, or a noun that speaks."""
    words = [token for token in doc if start <= token.idx and token.idx + len(token) <= stop and not token.is_space]
    if not words or len(words) > LONGEST_SOURCE or any(token.tag_ in ("VBD", "MD") for token in words):
        return False
    if any(token.lower_ in load_entries("en/rubrics.txt") for token in words):
        return False
    named = any(m.type in ("PER", "ORG") and start <= m.span.start and m.span.stop <= stop for m in mentions)
    tagged = any(entity.label_ in ("PER", "ORG") and start <= entity.start_char and entity.end_char <= stop for entity in doc.ents)
    name = len(words) <= 3 and all(token.tag_ == "NNP" and token.is_alpha and token.ent_type_ != "LOC" for token in words)
    return named or tagged or name or any(token.lower_ in _speaking() for token in words)


@cache
def _speaking() -> frozenset[str]:
    nouns = frozenset(load_entries("en/source_nouns.txt"))
    return nouns | {title for title in load_entries("en/titles.txt") if " " not in title}
