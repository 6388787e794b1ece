"""What was said: the words beside a reporting frame that are its content."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from processors.lexicons.loader import load_entries
from processors.quotes.en_frames import Frame
from processors.quotes.en_marks import Marks, outside
from processors.records import Span

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
TRIMMED_BEFORE = " \t\r\n,;:—–-…"
TRIMMED_AFTER = " \t\r\n,;:—–."
ADJUNCT = 25  # tokens that may stand between a verb and its "that": "said at a briefing in Beijing on Thursday that"
BEFORE_QUOTE = 12  # tokens between a verb and the mark that opens its words: "told reporters in Moscow: “…"
SHORTEST_NAMED = 4  # words of a noun phrase that is content by itself


def find_content(frame: Frame, floor: int, ceiling: int, sentence: DocSpan, marks: Marks) -> tuple[Span, ...]:
    """The content of a frame between two token positions; empty where there is none."""
    doc = sentence.doc
    if frame.kind == {"according"} or frame.parenthetical:
        return _around(frame, floor, ceiling, doc, marks)
    if not frame.participle and _left_is_quoted(frame, floor, doc, marks):
        return _quoted_left(frame, floor, ceiling, doc, marks)
    start = _right_start(frame, ceiling, doc, marks)
    if start is not None:
        return _trimmed(doc, start, _right_stop(frame, start, ceiling, doc, marks), marks)
    if frame.participle or frame.relative or frame.source is None or not frame.kind & {"saying", "holding"}:
        return ()
    return _around(frame, floor, ceiling, doc, marks)


def _right_start(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """Where content to the right of the frame begins, by the first rule that finds it."""
    for rule in (_after_that, _after_mark, _complement, _asked, _promised, _stance, _named, _bare):
        start = rule(frame, ceiling, doc, marks)
        if start is not None and start < ceiling:
            return start
    return None


def _after_mark(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """ "said: “…" and "said, “…": the words in the marks."""
    for at in range(frame.verb.i + 1, min(frame.verb.i + BEFORE_QUOTE, ceiling)):
        if not outside(doc[at], marks):
            return at if doc[at - 1].text in (":", ",") or at == frame.verb.i + 1 else None
        if at >= frame.stop and doc[at].tag_ in FINITE:
            return None
    return None


def _after_that(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    for at in range(frame.verb.i + 1, min(frame.verb.i + ADJUNCT, ceiling)):
        token = doc[at]
        if not outside(token, marks):
            return None
        if token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN"):
            return at + 1
        if at >= frame.stop and token.tag_ in FINITE:
            return None
    return None


def _complement(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """The clause that the parser ties to the verb; the addressee and "in a statement" stay outside."""
    first = _cue_head(frame)
    for child in first.children:
        if child.dep_ == "ccomp" and child.i > frame.verb.i and frame.kind & {"saying", "holding"}:
            start = max(child.left_edge.i, frame.verb.i + 1)
            if "saying" not in frame.kind and any(aux.tag_ == "TO" for aux in child.children):
                return None  # "expects it to rise"
            if start > frame.verb.i + ADJUNCT or (doc[start - 1].text == "," and child.tag_ == "VBG"):
                return None
            return _past_addressee(_widened(start, frame, doc), ceiling, doc)
    return None


def _widened(start: int, frame: Frame, doc: Doc) -> int:
    """Back to the cue where a name stands between it and the clause: "says Biden in 2021 proposed" has no addressee."""
    after = frame.verb.i + 1
    told = _cue_head(frame).lemma_ in _entries("cues_telling")
    return after if start > after >= frame.stop and not told and doc[after].pos_ in ("PROPN", "DET", "PRON", "NOUN") else start


def _asked(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """ "urged [Japan to stop]", "called for [restraint]": the addressee belongs to the content."""
    if "urging" not in frame.kind or frame.verb.i + 1 >= ceiling:
        return None
    rest = doc[frame.verb.i + 1 : ceiling]
    if frame.verb.lower_ in ("for", "against"):
        return rest.start
    asked = any(token.lower_ == "to" and token.tag_ == "TO" for token in rest[1:ADJUNCT])
    return rest.start if asked and rest[0].text not in (",", ".", "for", "about") else None


def _promised(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    after = frame.verb.i + 1
    promised = "promising" in frame.kind and after < ceiling and doc[after].tag_ == "TO"
    return after if promised else None


def _stance(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """ "expressed the hope [that …]", "voiced concern [over …]"."""
    if "expressing" not in frame.kind:
        return None
    for at in range(frame.verb.i + 1, min(frame.verb.i + 6, ceiling - 2)):
        if doc[at].lower_ in _entries("stances"):
            return at + 2 if doc[at + 1].lower_ == "that" else at + 1
    return None


def _named(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    if "naming" not in frame.kind:
        return None
    objects = [child for child in _cue_head(frame).children if child.dep_ == "dobj" and child.i > frame.verb.i]
    if not objects or ceiling - objects[0].left_edge.i < SHORTEST_NAMED:
        return None
    return objects[0].left_edge.i if objects[0].left_edge.i == frame.verb.i + 1 else None


def _bare(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> int | None:
    """ "Shoigu said Russia attached …" where the parser saw no clause: a noun phrase and a finite verb right after the cue."""
    after = frame.stop
    if (
        _cue_head(frame).lemma_ not in _entries("cues_bare")
        or frame.source is None
        or after >= ceiling
        or frame.verb.i + 1 != after
    ):
        return None
    start = _past_addressee(after, ceiling, doc)
    if start >= ceiling or doc[start].pos_ not in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM") or doc[start].lower_ == "nothing":
        return None
    return start if any(token.tag_ in FINITE for token in doc[start + 1 : ceiling]) else None


def _cue_head(frame: Frame) -> Token:
    """The verb of a cue that ends in a particle."""
    return frame.verb if frame.verb.pos_ in ("VERB", "AUX") else frame.verb.doc[frame.verb.i - 1]


def _past_addressee(start: int, ceiling: int, doc: Doc) -> int:
    """Past "reporters", "the media", "TASS" at the head of what follows the verb, and past "that"."""
    at = start
    while at < ceiling and (
        doc[at].text in _entries("addressees") or (doc[at].lower_ == "the" and _is_addressee(doc, at + 1, ceiling))
    ):
        at += 1
    at = _past_day(at, ceiling, doc)
    return at + 1 if at < ceiling and doc[at].lower_ == "that" and doc[at].dep_ == "mark" else at


def _past_day(at: int, ceiling: int, doc: Doc) -> int:
    """Past the day: "said Tuesday the ship had left"."""
    return (
        at + 1
        if at + 1 < ceiling and doc[at].lower_ in _entries("times") and doc[at].text[:1].isupper() and doc[at].dep_ != "nsubj"
        else at
    )


def _is_addressee(doc: Doc, at: int, ceiling: int) -> bool:
    return at < ceiling and doc[at].text in _entries("addressees")


def _right_stop(frame: Frame, start: int, ceiling: int, doc: Doc, marks: Marks) -> int:
    """Where the content ends: with the sentence, or before what goes on about the speaker: "…, declining to comment"."""
    stop = ceiling
    for child in _cue_head(frame).children:
        if child.i <= start or child.i >= stop or not outside(child, marks):
            continue
        edge = child.left_edge.i
        aside = child.dep_ == "advcl" and child.tag_ == "VBG" and doc[edge - 1].text == ","
        goes_on = child.dep_ == "conj" and (child.tag_ in FINITE or child.tag_ == _cue_head(frame).tag_)
        if edge > start and (aside or goes_on):
            stop = edge
    while stop > start + 1 and doc[stop - 1].pos_ == "CCONJ":
        stop -= 1
    return stop


def _left_is_quoted(frame: Frame, floor: int, doc: Doc, marks: Marks) -> bool:
    """Whether words in marks end right before the frame."""
    at = frame.start - 1
    while (
        at > floor
        and outside(doc[at], marks)
        and (doc[at].text in (",", "-", "–", "—") or doc[at].pos_ in ("ADV", "CCONJ", "SPACE"))
    ):
        at -= 1
    return at >= max(floor, 0) and not outside(doc[at], marks)


def _quoted_left(frame: Frame, floor: int, ceiling: int, doc: Doc, marks: Marks) -> tuple[Span, ...]:
    """ "“…,” he said", "“…,” he said, “…”", and "the deal is “historic,” he said"."""
    begin = doc[floor].idx
    left = marks.within(begin, doc[frame.start].idx)
    if not left or _words_between(doc, floor, frame.start, marks):
        return _around(frame, floor, ceiling, doc, marks)
    after = doc[ceiling - 1].idx + len(doc[ceiling - 1])
    right = tuple(
        q
        for q in marks.within(doc[frame.stop - 1].idx, after)
        if not _words_between(doc, frame.stop, _token_at(doc, q.outer.start, frame.stop), marks)
    )
    return tuple(q.inner for q in (*left, *right) if q.inner.start < q.inner.stop)


def _token_at(doc: Doc, position: int, start: int) -> int:
    at = start
    while at < len(doc) and doc[at].idx < position:
        at += 1
    return at


def _words_between(doc: Doc, start: int, stop: int, marks: Marks) -> bool:
    """Whether words stand outside of the marks, connectors left aside."""
    words = " ".join(
        token.lower_ for token in doc[start:stop] if outside(token, marks) and not token.is_punct and not token.is_space
    )
    return bool(words) and words not in _entries("connectors")


def _around(frame: Frame, floor: int, ceiling: int, doc: Doc, marks: Marks) -> tuple[Span, ...]:
    """ "…, he said", "According to him, …", and "the West, he said, is …": the clause on one side or on both."""
    left_stop = _left_stop(frame, floor, doc)
    left = _trimmed(doc, floor, left_stop, marks) if left_stop is not None and not _is_connector(doc, floor, left_stop) else ()
    if left_stop is not None and left and _is_circumstance(doc, floor, left_stop):
        return ()
    right = _rest(frame, ceiling, doc, marks)
    whole = (*left, *right)
    if left and not right and not _has_verb(doc, floor, left_stop or floor) and not marks.within(left[0].start, left[0].stop):
        return ()
    return whole


def _left_stop(frame: Frame, floor: int, doc: Doc) -> int | None:
    """The comma or dash before the frame: the clause to its left ends there."""
    at = frame.start - 1
    while at > floor and doc[at].pos_ in ("ADV", "CCONJ", "SPACE", "SCONJ") and doc[at].text not in (",", "—"):
        at -= 1
    if at > floor and doc[at].text in ('"', "”"):
        return at + 1  # the mark that closes words inside the content
    return at if at > floor and doc[at].text in (",", "—", "–", "-", "--") else None


def _is_connector(doc: Doc, start: int, stop: int) -> bool:
    return doc[start:stop].text.strip(" ,").lower() in _entries("connectors")


def _is_circumstance(doc: Doc, start: int, stop: int) -> bool:
    """ "When the talks ended," alone: one clause of circumstance, no comma inside after which the statement would follow."""
    at = start + 1 if doc[start].pos_ == "CCONJ" and start + 1 < stop else start
    opens = doc[at].lower_ in _entries("subordinators")
    return (
        opens
        and not any(token.text in (",", "—") for token in doc[at:stop])
        and doc[at].dep_ in ("mark", "advmod", "prep", "advcl")
    )


def _has_verb(doc: Doc, start: int, stop: int) -> bool:
    """A finite verb, or in a longer stretch any: the tagger takes "guards neutralize drones" for names of things."""
    return _has_clause(doc, start, stop) or (stop - start > 6 and any(token.pos_ in ("VERB", "AUX") for token in doc[start:stop]))


def _has_clause(doc: Doc, start: int, stop: int) -> bool:
    return any(token.tag_ in FINITE for token in doc[start:stop])


def _rest(frame: Frame, ceiling: int, doc: Doc, marks: Marks) -> tuple[Span, ...]:
    """The clause that goes on behind the frame's comma."""
    start = _behind_comma(frame, ceiling, doc)
    if start is None or start >= ceiling:
        return ()
    first = doc[start]
    if (
        first.tag_ in ("VBG", "WP", "WDT", "WRB")
        or (first.pos_ == "SCONJ" and frame.start > first.sent.start + 1)
        or not (_has_clause(doc, start, ceiling) or _opens_sentence(frame, start, ceiling))
    ):
        return ()
    return _trimmed(doc, start, ceiling, marks)


def _opens_sentence(frame: Frame, start: int, ceiling: int) -> bool:
    """ "According to him, …" at the head of a sentence: what follows is the statement, whatever the tagger made of its verb."""
    return frame.kind == {"according"} and frame.start == frame.verb.sent.start and ceiling - start >= SHORTEST_NAMED


def _behind_comma(frame: Frame, ceiling: int, doc: Doc) -> int | None:
    """Past the comma that closes the frame, and past an apposition: "According to Storozhev, commander of the ships, …"."""
    at = frame.stop
    while at < ceiling and doc[at].text not in (",", '"', "“") and at - frame.stop < ADJUNCT and doc[at].tag_ not in FINITE:
        at += 1
    if at >= ceiling or doc[at].text != ",":
        return at if at < ceiling and doc[at].text in ('"', "“") else None
    head = doc[frame.stop - 1]
    appositions = [
        child for token in doc[frame.start : frame.stop] for child in token.children if child.dep_ == "appos" and child.i > at
    ]
    if appositions:
        end = appositions[0].right_edge.i + 1
        if head.i < end < ceiling and doc[end].text == "," and _has_clause(doc, end, ceiling):
            return end + 1
    return at + 1


def _trimmed(doc: Doc, start: int, stop: int, marks: Marks) -> tuple[Span, ...]:
    """The words between two tokens without the punctuation around; one span in marks by itself loses its marks."""
    if start >= stop:
        return ()
    text = marks.text
    begin, end = doc[start].idx, doc[stop - 1].idx + len(doc[stop - 1])
    quoted = marks.around(begin)
    if (
        quoted
        and not text[quoted.outer.stop : end].strip(" .,;")
        and quoted.outer.start >= begin - 1
        and _introduced_bare(doc, start)
    ):
        return tuple(q.inner for q in marks.within(quoted.outer.start, end)) or (quoted.inner,)
    while begin < end and text[begin] in TRIMMED_BEFORE:
        begin += 1
    while (
        end > begin
        and text[end - 1] in TRIMMED_AFTER
        and not _inside_marks(marks, end - 1)
        and not _ends_abbreviation(text, begin, end)
    ):
        end -= 1
    return (Span(start=begin, stop=end),) if begin < end else ()


def _introduced_bare(doc: Doc, start: int) -> bool:
    """Whether no conjunction ties the marked words to the cue: "said that “…”" stays one clause with its marks."""
    return start == 0 or doc[start - 1].lower_ not in ("that", "of", "to")


def _inside_marks(marks: Marks, position: int) -> bool:
    return marks.around(position) is not None


def _ends_abbreviation(text: str, begin: int, end: int) -> bool:
    """ "the U.S." keeps its stop."""
    last = text[max(begin, end - 12) : end].rsplit(" ", 1)[-1]
    return last.endswith(".") and last[:-1] in _entries("abbreviations_final")


@cache
def _entries(name: str) -> frozenset[str]:
    return frozenset(load_entries(f"en/{name}.txt"))
