"""Who speaks: the noun phrase that a reporting verb has for its subject, as printed."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from processors.lexicons.loader import load_entries
from processors.quotes.en_marks import Marks, outside
from processors.records import Span

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
BREAKS = frozenset({",", ";", "(", ")", "—", "–", "--", ":", '"', "“", "”"})
MARKED_NAME = frozenset({'"', "“", "”"})  # the head of the combat group "West" Sergei Zybinsky
EMPTY = frozenset({"there", "what", "this", "that", "these", "those"})  # nobody
CLIMBING = frozenset({"conj", "advcl", "xcomp", "ccomp", "acl", "dep", "pcomp", "prep", "parataxis", "relcl"})
HIGHEST = 4  # steps from a participle to the verb whose subject it shares
LONGEST_SOURCE = 30  # tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    span: Span
    start: int  # tokens of the whole subject, relative clauses and appositions included
    stop: int
    shared: bool = False  # the subject of another verb: "he noted, adding that …"
    relative: bool = False  # the noun before "who", "which"


def find_source(verb: Token, sentence: DocSpan, marks: Marks) -> Source | None:
    """The source of a reporting verb, or None where it has no subject or the subject is nobody."""
    quoted = _quoted_as_saying(verb, sentence)
    if quoted is not None:
        return quoted
    own = _subject(verb, marks)
    if own is None and any(child.dep_ == "auxpass" for child in verb.children):
        return None
    beside = _beside(verb, sentence, marks)
    if own is not None and own.i >= sentence.start and not (beside is not None and _cut_off(own, beside)):
        return _resolved(own, sentence, shared=False)
    if beside is not None:
        return beside
    head = verb
    for _ in range(HIGHEST):
        if head.dep_ not in CLIMBING or head.head == head:
            return None
        head = head.head
        above = _subject(head, marks)
        if above is not None and above.i < verb.i:
            return _resolved(above, sentence, shared=True)
    return None


def _cut_off(subject: Token, beside: Source) -> bool:
    """Whether a comma parts the parser's subject from a noun phrase that stands at the verb: "$2 billion, a source told TASS"."""
    return subject.i < beside.start and beside.start > 0 and subject.doc[beside.start - 1].text == ","


def noun_phrase(head: Token, sentence: DocSpan) -> tuple[int, int]:
    """The tokens of the phrase around its head, without what stands behind a comma: "Wu Qian" of "Wu Qian, spokesperson for …"."""
    left, right = head.left_edge.i, head.right_edge.i + 1
    start, stop = head.i, head.i + 1
    while start > max(left, sentence.start) and head.doc[start - 1].text not in BREAKS and head.i - start < LONGEST_SOURCE:
        start -= 1
    while stop < min(right, sentence.end) and not _leaves(head.doc[stop]) and stop - head.i < LONGEST_SOURCE:
        stop += 1
    while start < head.i and head.doc[start].dep_ in ("cc", "advmod", "mark", "punct") and head.doc[start].pos_ != "NOUN":
        start += 1
    return start, stop


def _leaves(token: Token) -> bool:
    return token.text in BREAKS - MARKED_NAME or token.dep_ in ("relcl", "acl") or token.tag_ in ("WP", "WDT")


def _subject(verb: Token, marks: Marks) -> Token | None:
    times = load_entries("en/times.txt")
    found = [
        child
        for child in verb.children
        if child.dep_ in SUBJECTS and outside(child, marks) and not (child.i > verb.i and child.lower_ in times)
    ]
    if any(child.dep_ == "auxpass" for child in verb.children):  # "it was announced by the ministry that …"
        found = [child for child in found if child.dep_ == "nsubjpass" and child.lower_ == "it"]
    agents = [
        grandchild
        for child in verb.children
        if child.dep_ == "agent"
        for grandchild in child.children
        if grandchild.dep_ == "pobj" and outside(grandchild, marks)
    ]
    return agents[0] if agents else found[-1] if found else None


def _resolved(subject: Token, sentence: DocSpan, *, shared: bool) -> Source | None:
    """The source behind a subject: the antecedent of "who", nobody for "it was said that"."""
    if subject.lower_ in RELATIVE and subject.tag_ in ("WP", "WDT"):
        antecedent = subject.head.head
        if antecedent.pos_ not in ("NOUN", "PROPN", "PRON") or antecedent.i >= subject.i:
            return None
        start, stop = noun_phrase(antecedent, sentence)
        return Source(span=_span(subject.doc, start, stop), start=subject.i, stop=subject.i + 1, relative=True)
    if subject.lower_ in EMPTY or (subject.lower_ == "it" and subject.dep_ == "nsubjpass"):
        return None  # "it was reported that …"
    start, stop = noun_phrase(subject, sentence)
    stop = _with_name(subject, start, stop)
    return Source(span=_span(subject.doc, start, stop), start=start, stop=max(stop, _whole(subject, stop)), shared=shared)


def _with_name(subject: Token, start: int, stop: int) -> int:
    """Past the name that a bare office has for an apposition: "the group's spokesman, Sergei Zybinsky, said"."""
    doc = subject.doc
    named = any(entity.label_ == "PER" for entity in doc[start:stop].ents)
    if named or stop + 1 >= len(doc) or doc[stop].text != "," or doc[stop + 1].ent_type_ != "PER":
        return stop
    end = stop + 1
    while end < len(doc) and doc[end].ent_type_ == "PER":
        end += 1
    return end if end < len(doc) and doc[end].text == "," and end <= subject.right_edge.i + 2 else stop


def _whole(subject: Token, stop: int) -> int:
    """Where the subject ends with its apposition: "Wu Qian, spokesperson for the ministry," """
    following = subject.doc[stop] if stop < len(subject.doc) else None
    return subject.right_edge.i + 1 if following is not None and following.text == "," else stop


def _beside(verb: Token, sentence: DocSpan, marks: Marks) -> Source | None:
    """Where the parser saw no subject: the noun phrase between the mark or the comma and the verb, or right after it."""
    doc = verb.doc
    start = verb.i
    while (
        start > sentence.start
        and doc[start - 1].text not in BREAKS
        and outside(doc[start - 1], marks)
        and verb.i - start < LONGEST_SOURCE
    ):
        start -= 1
    while start < verb.i and doc[start].pos_ in ("ADV", "CCONJ", "SCONJ", "SPACE", "PUNCT"):
        start += 1
    stop = verb.i
    while stop > start and doc[stop - 1].pos_ in ("ADV", "AUX", "SPACE"):
        stop -= 1
    if _nominal(doc, start, stop) and verb.tag_ in ("VBD", "VBZ", "VBP", "VBN"):
        return Source(span=_span(doc, start, stop), start=start, stop=stop)
    closes = verb.i > sentence.start and not outside(doc[verb.i - 1], marks)
    return _after(verb, sentence) if closes or (verb.i > sentence.start and doc[verb.i - 1].text == ",") else None


def _after(verb: Token, sentence: DocSpan) -> Source | None:
    """ "…," said Colonel Wu Qian on Tuesday."""
    doc = verb.doc
    stop = verb.i + 1
    while (
        stop < sentence.end
        and stop - verb.i < 14
        and doc[stop].text not in (*BREAKS, ".")
        and doc[stop].pos_ not in ("VERB", "SCONJ")
    ):
        if doc[stop].pos_ == "ADP" and doc[stop].lower_ not in ("of", "for", "to"):
            break
        stop += 1
    start = verb.i + 1
    if verb.tag_ not in ("VBD", "VBZ") or not _nominal(doc, start, stop):
        return None
    return Source(span=_span(doc, start, stop), start=start, stop=stop)


def _nominal(doc: Doc, start: int, stop: int) -> bool:
    """Whether the tokens are a noun phrase, as far as the tags tell."""
    if stop <= start:
        return False
    words = doc[start:stop]
    if any(word.pos_ == "VERB" and word.tag_ in ("VBD", "VBZ", "VBP") for word in words):
        return False
    return words[-1].pos_ in ("NOUN", "PROPN", "PRON") and words[0].pos_ not in ("ADP", "VERB") and words[0].lower_ not in EMPTY


def _quoted_as_saying(verb: Token, sentence: DocSpan) -> Source | None:
    """ "TASS quoted a source in the industry as saying that …": the source is who was quoted, not who relays."""
    doc = verb.doc
    if verb.tag_ != "VBG" or verb.i <= sentence.start or doc[verb.i - 1].lower_ != "as":
        return None
    at = verb.i - 2
    while at > sentence.start and doc[at].lemma_ not in ("quote", "cite", "describe") and verb.i - at < LONGEST_SOURCE:
        at -= 1
    if doc[at].lemma_ not in ("quote", "cite"):
        return None
    passive = [child for child in doc[at].children if child.dep_ == "nsubjpass"]
    if passive:
        start, stop = noun_phrase(passive[0], sentence)
        return Source(span=_span(doc, start, stop), start=start, stop=stop)
    start, stop = at + 1, at + 1
    while stop < verb.i - 1 and doc[stop].text not in BREAKS:
        stop += 1
    subjects = [child for child in doc[at].children if child.dep_ == "nsubj"]
    begin = subjects[0].left_edge.i if subjects else at
    return Source(span=_span(doc, start, stop), start=max(begin, sentence.start), stop=stop) if stop > start else None


def _span(doc: Doc, start: int, stop: int) -> Span:
    words = doc[start:stop]
    return Span(start=words.start_char, stop=words.end_char)
