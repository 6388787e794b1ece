"""Contents behind their verb: `заявил, что …`, `призвал …`, `предупреждает: …`, `назвал … успешным`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from processors.quotes.russian.cues import VERBAL, cue_start, is_cue, is_sure, is_telling
from processors.quotes.russian.found import Found
from processors.quotes.russian.kinds import kind_of
from processors.quotes.russian.lines import ALL_CUES, Clause, Line, has_predicate
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, stop_of, trimmed
from processors.quotes.russian.sources import find_source, is_passive, is_relay
from processors.records import Span

FARTHEST_CLAUSE = 22  # words from the verb to its что
FARTHEST_INFINITIVE = 14
FARTHEST_NOUN = 6
CONTRAST = re.compile(r",?\s?(?:а|однако|тогда как) ")


def find_clauses(reading: Reading, line: Line, used: set[int]) -> tuple[Clause, ...]:
    """The reporting words of a sentence with the bounds of what they report; their verbs are added to those used."""
    clauses = [*_with_that(reading, line, used), *_with_infinitive(reading, line, used), *_with_colon(reading, line, used)]
    clauses += _with_judgement(reading, line, used)
    used |= {clause.cue.i for clause in clauses}
    _set_ends(reading, line, clauses)
    return tuple(clauses)


def _with_that(reading: Reading, line: Line, used: set[int]) -> Iterator[Clause]:
    """`X заявил, что …`, `добавив, что …`, `уверен, что …`, `выразил мнение, что …`."""
    for place, token in enumerate(line.words):
        if token.i in used:
            continue
        noun = _speech_noun(line, place)
        if not (is_cue(token, "cues_saying") or is_sure(token) or noun):
            continue
        that = _that_behind(line, line.words.index(noun, place) if noun else place)
        if that is not None:
            end = stop_of(noun) if noun else stop_of(token)
            cue_span = Span(start=cue_start(token), stop=end)
            source = find_source(reading, token)
            yield Clause(token, cue_span, source, stop_of(that), line.span.stop, _connector(line, place, source))


def _speech_noun(line: Line, place: int) -> Token | None:
    """The noun of an expression like выразил уверенность."""
    if not is_cue(line.words[place], "cues_expressing"):
        return None
    for token in line.words[place + 1 : place + 1 + FARTHEST_NOUN]:
        if token.text in ",.;:":
            return None
        if token.pos_ == "NOUN" and lemma(token) in lexicon("speech_nouns"):
            return token
    return None


def _that_behind(line: Line, place: int) -> Token | None:
    """The что of the verb: behind a comma and before any other finite verb."""
    words = line.words
    object_before = False
    for at in range(place + 1, min(place + FARTHEST_CLAUSE, len(words) - 1)):
        token = words[at]
        object_before = object_before or _is_thing(token, words[place])
        if token.text == "," and words[at + 1].lower_ in ("что", "будто", "якобы"):
            pointed = lemma(words[at - 1]) in ("то", "тот")  # обвинил Пекин в том, что
            return words[at + 1] if pointed or not object_before else None  # ожидает утверждения, что может затянуться
        telling = token.pos_ in VERBAL and is_telling(token)
        if token.text in ".;:" or (telling and (feature(token, "VerbForm") != "Conv" or lemma(token) in lexicon("cues_saying"))):
            return None
    return None


def _is_thing(token: Token, cue: Token) -> bool:
    """Whether it is the verb's object and nobody who is spoken to."""
    if token.head.i != cue.i or token.dep_ not in ("obj", "iobj") or token.pos_ not in ("NOUN", "PROPN"):
        return False
    return feature(token, "Case") in ("Acc", "Gen") and feature(token, "Animacy") != "Anim"


def _with_infinitive(reading: Reading, line: Line, used: set[int]) -> Iterator[Clause]:
    """`призвал США смотреть`, `предложил провести`, `потребовал, чтобы …`, `призвал стороны к сдержанности`."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, "cues_urging"):
            continue
        start = _asked(line, place)
        if start is not None:
            cue_span = Span(start=cue_start(token), stop=stop_of(token))
            source = find_source(reading, token)
            stop = source.start if source is not None and source.start > start else line.span.stop
            yield Clause(token, cue_span, source, start, stop, _connector(line, place, source))


def _asked(line: Line, place: int) -> int | None:
    words = line.words
    for at in range(place + 1, min(place + FARTHEST_INFINITIVE, len(words))):
        token = words[at]
        if token.lower_ == "что" and words[at - 1].text == ",":
            return None
        if token.lower_ == "чтобы" and words[at - 1].text == ",":
            return stop_of(token)
        if token.pos_ in VERBAL and feature(token, "VerbForm") == "Inf":
            return stop_of(words[place])
        if token.lower_ == "к" and words[at + 1 : at + 2] and words[at + 1].lower_ == "тому":
            continue  # призвал к тому, чтобы
        if token.lower_ in ("к", "ко") and token.head.head.i == words[place].i and lemma(words[place]).startswith("приз"):
            return stop_of(words[place])
        if token.text in ".;:" or (token.pos_ in VERBAL and is_telling(token)):
            return None
    return None


def _with_colon(reading: Reading, line: Line, used: set[int]) -> Iterator[Clause]:
    """`Он предупреждает: делиться опытом полезно` without quotation marks."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, *ALL_CUES):
            continue
        for at in range(place + 1, min(place + 8, len(line.words) - 1)):
            if line.words[at].text == ":":
                start = stop_of(line.words[at])
                covered = any(outer.start <= start + 1 < outer.stop for item in line.direct for outer in item.outer)
                source = find_source(reading, token)
                if not covered and source is not None and has_predicate(line.words[at + 1 :]):
                    yield Clause(
                        token,
                        Span(start=cue_start(token), stop=stop_of(token)),
                        source,
                        start,
                        line.span.stop,
                        _connector(line, place, source),
                    )
            if line.words[at].text in ",.;:" or line.words[at].pos_ in VERBAL or line.words[at].dep_ == "obj":
                break


def _with_judgement(reading: Reading, line: Line, used: set[int]) -> Iterator[Clause]:
    """`назвал визит успешным`: an object and what it is said to be."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, "cues_naming"):
            continue
        children = [child for child in token.children if child.i > token.i]
        whom = any(child.dep_ == "obj" for child in children)
        what = any(_is_judged(child) for child in children)
        source = find_source(reading, token)
        if whom and what and source is not None:
            also = [child.idx for verb in children if verb.dep_ == "conj" for child in verb.children if child.dep_ == "cc"]
            marks = [word.idx for word in line.words[place + 1 :] if word.text in ",;:"]
            stop = min([*also, *marks, line.span.stop])
            yield Clause(
                token, Span(start=token.idx, stop=stop_of(token)), source, stop_of(token), stop, _connector(line, place, source)
            )


def _is_judged(child: Token) -> bool:
    """успешным in назвал визит успешным; the tagger takes rare participles for verbs, so an xcomp need only be no infinitive."""
    if child.dep_ == "xcomp":
        return not child.lower_.endswith(("ть", "ться", "ти", "чь"))
    return child.dep_ in ("obl", "iobj") and feature(child, "Case") == "Ins"


def _connector(line: Line, place: int, source: Span | None) -> int:
    """Where the clause of the verb begins: the comma before a gerund, the conjunction before a second verb or its subject."""
    words = line.words
    first = place
    while source is not None and first and words[first - 1].idx >= source.start:
        first -= 1
    if not any(word.pos_ in VERBAL for word in words[first:place]):
        place = first  # its own subject stands before it
    for at in range(place - 1, max(place - 9, -1), -1):
        token = words[at]
        if token.text in ",;":
            return token.idx
        if token.lower_ in ("и", "а", "но") and token.pos_ == "CCONJ":
            return words[at - 1].idx if at and words[at - 1].text == "," else token.idx
        if token.text == ".":
            break
    return words[place].idx


def _set_ends(reading: Reading, line: Line, clauses: list[Clause]) -> None:
    """Ends each content before what no longer belongs to it; a gerund that goes on has the same speaker."""
    for clause in clauses:
        ends = [clause.stop, *_tails(reading, line, clause), *_direct_behind(line, clause)]
        for other in clauses:
            if other is not clause and other.connector >= clause.start and _is_level(reading, other, clause):
                ends.append(other.connector)
                if feature(other.cue, "VerbForm") == "Conv" or _lacks_subject(reading, other):
                    other.source = clause.source
        clause.stop = min(ends)


def _lacks_subject(reading: Reading, clause: Clause) -> bool:
    """Whether the verb has no subject of its own to be found, and need not: `и подчеркнул, что`, not `а The Times заявляет`."""
    if clause.source is not None or is_passive(clause.cue) or CONTRAST.match(reading.text, clause.connector):
        return False
    return not any(lemma(word) == "который" for word in reading.between(clause.connector, clause.cue.idx))


def _direct_behind(line: Line, clause: Clause) -> Iterator[int]:
    """Where direct speech of the same sentence begins, with the words that announce it."""
    for item in line.direct:
        if item.outer and clause.start < item.outer[0].start < clause.stop:
            yield item.outer[0].start
            cue = next((place for place, word in enumerate(line.words) if word.i == item.cue_token), None)
            if cue is not None and clause.start < line.words[cue].idx < item.outer[0].start:
                yield _connector(line, cue, None)


def _is_level(reading: Reading, other: Clause, clause: Clause) -> bool:
    """Whether the other verb goes on beside this one, not inside its content: `…, добавив, что`, `и отметил, что`."""
    token = other.cue
    if (
        feature(token, "VerbForm") == "Conv"
    ):  # the parser hangs many of them on the content's verb: only a person could say it there
        inner = next((head for head in _heads(token) if head.pos_ in VERBAL and head.idx >= clause.start), None)
        return inner is None or not any(child.dep_ == "nsubj" and feature(child, "Animacy") == "Anim" for child in inner.children)
    if CONTRAST.match(reading.text, other.connector):
        return True
    shared = not any(child.dep_.startswith("nsubj") for child in token.children)
    return other.source == clause.source or (shared and any(head.i == clause.cue.i for head in (token.head, token.head.head)))


def _heads(token: Token) -> Iterator[Token]:
    for _ in range(4):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def _tails(reading: Reading, line: Line, clause: Clause) -> Iterator[int]:
    """Where an agency's `, передает ТАСС` or a gerund of the verb begins behind the content."""
    words = line.words
    for place, token in enumerate(words):
        if token.idx <= clause.start or words[place - 1].text not in ",—–-" or token.pos_ not in VERBAL:
            continue
        begin = words[place - 1].idx
        if (lemma(token) in lexicon("relay_verbs") and any(is_relay(word) for word in words[place + 1 : place + 4])) or (
            feature(token, "VerbForm") == "Conv" and token.head.i == clause.cue.i
        ):
            yield begin


def from_clause(reading: Reading, clause: Clause) -> Found:
    span = trimmed(reading.text, clause.start, clause.stop)
    content = (span,) if span else ()
    return Found(kind=kind_of(reading, content), content=content, cue=clause.cue_span, source=clause.source, cue_token=clause.cue.i)
