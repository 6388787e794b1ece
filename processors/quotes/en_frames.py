"""Finds the reporting frames of an English document: a cue, its source, and the stretch of text that the two take up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from processors.lexicons.loader import load_entries
from processors.quotes.en_marks import Marks, is_statement, outside
from processors.quotes.en_source import find_source
from processors.records import Span

CueClass = Literal["saying", "holding", "urging", "promising", "naming", "expressing", "according"]
VERB_CLASSES: tuple[CueClass, ...] = ("saying", "holding", "urging", "promising", "naming", "expressing")
HYPOTHETICAL = frozenset({"would", "could", "might", "may", "should", "must", "can", "ought", "shall"})
CONDITIONS = frozenset({"if", "whether", "unless"})
UNWILLING = frozenset({"refuse", "decline", "fail", "forbid", "avoid"})
LONGEST_SENTENCE = 1500  # tokens; a longer one is no prose
MOST_FRAMES = 40  # in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A cue with its source; `verb` is the place of the cue's last token, `start`…`stop` the tokens of cue and source."""

    kind: frozenset[CueClass]
    verb: Token
    cue: Span
    source: Span | None
    start: int  # tokens
    stop: int
    participle: bool = False  # ", adding that …": shares the source of the verb before it
    parenthetical: bool = False  # "as Putin said, …"
    relative: bool = False  # "…, who said that …": what stands before it is not said


def find_frames(sentence: DocSpan, marks: Marks) -> tuple[Frame, ...]:
    """The frames of one sentence in order, outside of quoted speech."""
    if len(sentence) > LONGEST_SENTENCE:
        return ()
    frames: list[Frame] = []
    for token in sentence:
        if len(frames) >= MOST_FRAMES:
            break
        if outside(token, marks):
            frame = _frame(token, sentence, marks)
            if frame and not (frames and frame.start < frames[-1].stop and frame.verb.i <= frames[-1].verb.i):
                frames.append(frame)
    return tuple(frames)


def _frame(token: Token, sentence: DocSpan, marks: Marks) -> Frame | None:
    if token.lower_ == "according" and token.i + 1 < sentence.end and token.nbor().lower_ == "to":
        return _according(token, sentence, marks)
    if token.lower_ == "in":
        return _in_view(token, sentence)
    kind = cue_classes(token)
    if not kind and _beside_speech(token, sentence, marks):
        kind = frozenset({"saying"})
    if not kind or token.pos_ not in ("VERB", "AUX") or not is_asserted(token) or _in_relative(token, sentence):
        return None
    return verb_frame(token, kind, sentence, marks)


def _beside_speech(token: Token, sentence: DocSpan, marks: Marks) -> bool:
    """Whether a verb that no lexicon knows reports by its place: "“…,” Rogov thundered", "protesters chanted “…”"."""
    if (
        token.tag_ not in ("VBD", "VBZ")
        or token.lemma_ in ("be", "have", "do")
        or not marks.within(sentence.start_char, sentence.end_char)
    ):
        return False
    after = marks.around(token.nbor().idx) if token.i + 1 < sentence.end else None
    if after is not None and is_statement(marks.text, after):
        return True
    source = find_source(token, sentence, marks)
    if source is None or source.shared or source.relative:
        return False
    first = min(source.start, token.i)
    before = marks.around(token.doc[first - 1].idx) if first > sentence.start else None
    return before is not None and marks.text[before.inner.stop - 1] in ",?!" and before.inner.start < before.inner.stop


def _in_relative(token: Token, sentence: DocSpan) -> bool:
    """Whether the verb stands in "what he says is …", "a goal it pledged to reach": no content can be cut out there."""
    if token.i and token.nbor(-1).lower_ == "as":
        return False  # "quoted him as saying"
    if token.dep_ in ("relcl", "csubj", "pcomp") and not any(
        child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in ("WP", "WDT") for child in token.children
    ):
        return True
    first = token.left_edge
    return first.i >= sentence.start and first.tag_ in ("WP", "WDT", "WRB") and first.lower_ in ("what", "how", "whatever", "why")


def verb_frame(token: Token, kind: frozenset[CueClass], sentence: DocSpan, marks: Marks) -> Frame | None:
    """The frame of one reporting verb."""
    last = _with_particle(token, kind)
    first = _first_of_cue(token)
    source = find_source(token, sentence, marks)
    start, stop = first.i, last.i + 1
    if source is not None and not source.shared:
        start, stop = min(start, source.start), max(stop, source.stop)
    return Frame(
        kind=kind,
        verb=last,
        cue=Span(start=first.idx, stop=last.idx + len(last)),
        source=source.span if source else None,
        start=start,
        stop=stop,
        participle=token.tag_ == "VBG" and (source is None or source.shared),
        relative=source is not None and source.relative,
        parenthetical=start > sentence.start and token.doc[start - 1].lower_ == "as",
    )


def _according(token: Token, sentence: DocSpan, marks: Marks) -> Frame | None:
    preposition = token.nbor()
    start = preposition.i + 1
    stop = start
    while stop < sentence.end and not _ends_noun_phrase(token.doc[stop]):
        stop += 1
    while stop > start and (token.doc[stop - 1].is_punct or token.doc[stop - 1].is_space):
        stop -= 1
    if stop == start:
        return None
    words = token.doc[start:stop]
    return Frame(
        kind=frozenset({"according"}),
        verb=preposition,
        cue=Span(start=token.idx, stop=preposition.idx + len(preposition)),
        source=Span(start=words.start_char, stop=words.end_char),
        start=token.i,
        stop=stop,
    )


def _in_view(token: Token, sentence: DocSpan) -> Frame | None:
    """ "in his view", "in the minister's words": the whole phrase is the cue, with the source inside."""
    doc = token.doc
    for at in range(token.i + 2, min(token.i + 10, sentence.end)):
        if doc[at].lower_ in load_entries("en/views.txt") and doc[at - 1].tag_ in ("POS", "PRP$"):
            source = doc[token.i + 1 : at if doc[at - 1].tag_ == "PRP$" else at - 1]
            return Frame(
                kind=frozenset({"according"}),
                verb=doc[at],
                cue=Span(start=token.idx, stop=doc[at].idx + len(doc[at])),
                source=Span(start=source.start_char, stop=source.end_char),
                start=token.i,
                stop=at + 1,
            )
        if doc[at].is_punct:
            return None
    return None


def _ends_noun_phrase(token: Token) -> bool:
    return (
        token.text in (",", ";", "--", "—", "–", "(", '"', "“", "”", ":")
        or token.tag_ in ("VBD", "MD", "VBZ", "VBP", "WP", "WDT")
        or (token.is_punct and token.i + 1 == token.sent.end)
    )


def cue_classes(token: Token) -> frozenset[CueClass]:
    """The classes in which the verb reports; a verb with a particle counts only with it."""
    found = _classes_by_lemma().get(token.lemma_.lower(), frozenset())
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    return found | _classes_by_lemma().get(f"{token.lemma_.lower()} {following}", frozenset())


@cache
def _classes_by_lemma() -> dict[str, frozenset[CueClass]]:
    classes: dict[str, set[CueClass]] = {}
    for name in VERB_CLASSES:
        for entry in load_entries(f"en/cues_{name}.txt"):
            classes.setdefault(entry, set()).add(name)
    return {entry: frozenset(names) for entry, names in classes.items()}


def is_asserted(token: Token) -> bool:
    """Whether the words were said: not denied ("did not say"), wished, asked or supposed."""
    children = list(token.children)
    if any(child.dep_ == "neg" for child in children) and not _rules_out(token):
        return False
    if any(child.dep_ in ("aux", "auxpass") and child.lower_ in HYPOTHETICAL for child in children):
        return False
    if any(child.dep_ == "mark" and child.lower_ in CONDITIONS for child in children):
        return False
    if token.tag_ == "VB":
        return _rules_out(token) or any(child.lower_ in ("did", "does", "do") for child in children)
    if token.tag_ in ("NN", "NNS", "JJ"):
        return False
    return not (token.tag_ == "VBG" and token.head.lemma_ in UNWILLING)


def _rules_out(token: Token) -> bool:
    """ "did not rule out", "did not deny": the denial of a denial is a statement."""
    return token.lemma_ in ("deny", "exclude", "hide") or (
        token.lemma_ == "rule" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "out"
    )


def _first_of_cue(token: Token) -> Token:
    """The negation and its auxiliary belong to the cue: "did not rule out"; other auxiliaries do not."""
    negations = [child for child in token.children if child.dep_ == "neg" and child.i < token.i]
    if not negations:
        return token
    auxiliaries = [child for child in token.children if child.dep_ == "aux" and child.i < token.i]
    return min((*negations, *auxiliaries), key=lambda child: child.i)


def _with_particle(token: Token, kind: frozenset[CueClass]) -> Token:
    """The cue's last token: "pointed out", "called on", "ruled out"."""
    if token.i + 1 >= len(token.doc):
        return token
    following = token.nbor()
    return following if f"{token.lemma_.lower()} {following.lower_}" in _classes_by_lemma() else token
