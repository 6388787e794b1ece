"""Indirect and mixed speech: clauses with что, infinitives, `…, отметил он, …`, `по словам …`, `Об этом заявил …`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from processors.quotes.russian.cues import VERBAL, cue_start, is_cue, is_sure, is_telling
from processors.quotes.russian.found import Found
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, opening, stop_of, trimmed
from processors.quotes.russian.sources import find_source, is_passive, is_relay, is_relayed, phrase_of, source_behind
from processors.records import QuoteKind, Span

FARTHEST_CLAUSE = 22  # words from the verb to its что
FARTHEST_INFINITIVE = 14
FARTHEST_NOUN = 6
CONTRAST = re.compile(r",?\s?(?:а|однако|тогда как) ")
FRONTED = re.compile(r"(?:[Оо] том, )?(?:что|будто) ", re.IGNORECASE)
ALL_CUES = ("cues_saying", "cues_beside_quotes", "cues_urging")
QUOTING = ("цитировать", "процитировать")  # their object is the speaker
POSSESSIVES = ("его", "ее", "её", "их")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with the tokens that are not inside direct speech."""

    span: Span
    words: tuple[Token, ...]
    has_direct: bool


@dataclass(slots=True)
class Clause:
    """A reporting word with where its content begins; where it ends is known when all are found."""

    cue: Token
    cue_span: Span
    source: Span | None
    start: int
    stop: int
    connector: int  # where its own clause begins: what comes before may belong to another


def find_indirect(reading: Reading, direct: Sequence[Found]) -> tuple[Found, ...]:
    """All that is reported without quotation marks around the whole."""
    masks = sorted((outer.start, outer.stop) for item in direct for outer in item.outer)
    used = {item.cue_token for item in direct if item.cue_token is not None}
    lines = tuple(_lines(reading, masks))
    found: list[Found] = []
    for place, line in enumerate(lines):
        clauses = [
            *_with_that(reading, line, used),
            *_with_infinitive(reading, line, used),
            *_with_colon(reading, line, used, masks),
        ]
        clauses += _with_judgement(reading, line, used)
        used |= {clause.cue.i for clause in clauses}
        _set_ends(
            reading,
            line,
            clauses,
            [item for item in direct if any(line.span.start <= o.start < line.span.stop for o in item.outer)],
        )
        found.extend(_from_clause(reading, clause) for clause in clauses if clause.start < clause.stop)
        found.extend(_according(reading, line, clauses))
        found.extend(_set_in(reading, line, clauses, used))
        if place:
            found.extend(_about_that(reading, line, lines[place - 1], used))
    return tuple(item for item in found if item.content and not _is_author(reading, item))


def _is_author(reading: Reading, item: Found) -> bool:
    """я, мы outside quotation marks: the author's own words."""
    return item.source is not None and reading.text[item.source.start : item.source.stop].lower() in ("я", "мы", "вы", "ты")


def _lines(reading: Reading, masks: list[tuple[int, int]]) -> Iterator[Line]:
    for span in reading.sentences:
        words = []
        has_direct = False
        for token in reading.between(span.start, span.stop):
            place = bisect_left(masks, (token.idx + 1, 0)) - 1
            if place >= 0 and token.idx < masks[place][1]:
                has_direct = True
            else:
                words.append(token)
        yield Line(span, tuple(words), has_direct)


# --- clauses behind their verb ---------------------------------------------------------------------------------------


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
    cue = words[place]
    for at in range(place + 1, min(place + FARTHEST_CLAUSE, len(words) - 1)):
        token = words[at]
        if (
            token.dep_ in ("obj", "iobj")
            and token.head.i == cue.i
            and feature(token, "Case") in ("Acc", "Gen")
            and token.pos_ in ("NOUN", "PROPN")
            and feature(token, "Animacy") != "Anim"
        ):
            return None  # ожидает утверждения, что может затянуться: the что means all that was said
        if token.text == "," and words[at + 1].lower_ in ("что", "будто", "якобы"):
            return words[at + 1]
        telling = token.pos_ in VERBAL and is_telling(token)
        if token.text in ".;:" or (telling and (feature(token, "VerbForm") != "Conv" or lemma(token) in lexicon("cues_saying"))):
            return None
    return None


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


def _with_colon(reading: Reading, line: Line, used: set[int], masks: list[tuple[int, int]]) -> Iterator[Clause]:
    """`Он предупреждает: делиться опытом полезно` without quotation marks."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, *ALL_CUES):
            continue
        for at in range(place + 1, min(place + 8, len(line.words) - 1)):
            if line.words[at].text == ":":
                start = stop_of(line.words[at])
                covered = any(first <= start + 1 < last for first, last in masks)
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


def _set_ends(reading: Reading, line: Line, clauses: list[Clause], direct: Sequence[Found]) -> None:
    """Ends each content before what no longer belongs to it; a gerund that goes on has the same speaker."""
    for clause in clauses:
        ends = [clause.stop, *_tails(reading, line, clause), *_direct_behind(reading, line, clause, direct)]
        for other in clauses:
            if other is not clause and other.connector >= clause.start and _is_level(reading, other, clause):
                ends.append(other.connector)
                if feature(other.cue, "VerbForm") == "Conv" or (other.source is None and not is_passive(other.cue)):
                    other.source = clause.source
        clause.stop = min(ends)


def _direct_behind(reading: Reading, line: Line, clause: Clause, direct: Sequence[Found]) -> Iterator[int]:
    """Where direct speech of the same sentence begins, with the words that announce it."""
    if not line.has_direct:
        return
    for item in direct:
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


def _from_clause(reading: Reading, clause: Clause) -> Found:
    span = trimmed(reading.text, clause.start, clause.stop)
    content = (span,) if span else ()
    return Found(kind=_kind(reading, content), content=content, cue=clause.cue_span, source=clause.source, cue_token=clause.cue.i)


# --- attributions set into a sentence ----------------------------------------------------------------------------------


def _according(reading: Reading, line: Line, clauses: list[Clause]) -> Iterator[Found]:
    """`По словам X, …`, `…, по его мнению, …`."""
    for place, token in enumerate(line.words):
        if token.lower_ != "по" or (
            place and line.words[place - 1].text not in ",—–-" and not _is_opened(reading, line, token.idx)
        ):
            continue
        noun = next((word for word in line.words[place + 1 : place + 3] if word.pos_ == "NOUN" or word.text == ","), None)
        if noun is None or lemma(noun) not in lexicon("according_nouns") or feature(noun, "Case") != "Dat":
            continue
        after = line.words[place + 1 + line.words[place + 1 :].index(noun) + 1 :]
        owner = next((word for word in line.words[place + 1 : place + 3] if word.lower_ in POSSESSIVES), None)
        if owner is not None:
            source, stop = Span(start=owner.idx, stop=stop_of(owner)), stop_of(noun)
        elif after and after[0].pos_ not in ("PUNCT", "ADP", "VERB", "SCONJ"):
            source = _owner(reading, noun, after)
            stop = source.stop
        else:
            continue
        cue = Span(start=token.idx, stop=stop_of(noun))
        content = _around(reading, line, token.idx, stop, clauses)
        if content:
            yield Found(kind=_kind(reading, content), content=content, cue=cue, source=source)


def _owner(reading: Reading, noun: Token, after: Sequence[Token]) -> Span:
    """The genitive behind слов, мнения, данных: up to the comma, or the phrase by the tree where there is none."""
    head = after[0]
    while head.head.i != head.i and head.head.i > noun.i and head.head.i < after[-1].i:
        head = head.head
    phrase = phrase_of(reading, head)
    comma = next((word.idx for word in after if word.text in ",;—–"), None)
    start = after[0].idx
    if comma is not None and (phrase.start != start or phrase.stop > comma or comma - phrase.stop <= 40):
        return Span(start=start, stop=len(reading.text[:comma].rstrip()) if comma < 2_000_000 else comma)
    return Span(start=start, stop=max(phrase.stop, stop_of(after[0])))


def _is_opened(reading: Reading, line: Line, position: int) -> bool:
    """Whether only words that open a sentence stand before the position."""
    return _body(reading, line) >= position


def _body(reading: Reading, line: Line) -> int:
    """Where the sentence's own words begin behind Кроме того, Впрочем, При этом."""
    start = line.span.start
    for _ in range(2):
        match = opening("sentence_openers").match(reading.text, start, line.span.stop)
        if not match:
            break
        start = match.end()
    return start


def _around(reading: Reading, line: Line, start: int, stop: int, clauses: list[Clause]) -> tuple[Span, ...]:
    """What stands before and behind an attribution inside its sentence, without direct speech and what is another's."""
    begin = _body(reading, line)
    before = [word for word in line.words if begin <= word.idx < start]
    skipped = len(reading.between(begin, start)) != len(before)
    if (
        skipped
        or any(clause.cue_span.start < start for clause in clauses)
        or any(_subordinates(word) for word in [*before][-2:] if word.text != ",")
    ):
        begin = start
    parts = (
        trimmed(reading.text, _after_that(reading, begin), start) if begin < start else None,
        trimmed(reading.text, stop, _stop_of_line(reading, line, stop)),
    )
    return tuple(part for part in parts if part is not None)


def _subordinates(word: Token) -> bool:
    """где, который, что, поскольку right before an attribution: only what follows it is reported."""
    return word.pos_ == "SCONJ" or lemma(word) in ("где", "когда", "который", "куда", "откуда")


def _after_that(reading: Reading, start: int) -> int:
    """Where the words begin behind a fronted О том, что."""
    match = FRONTED.match(reading.text, start)
    return match.end() if match else start


def _stop_of_line(reading: Reading, line: Line, start: int) -> int:
    """The sentence's end, or where an agency's tail or direct speech begins."""
    words = [word for word in line.words if word.idx >= start]
    for word, following in pairwise(words):
        if (
            following.i > word.i + 1
            and stop_of(word) < following.idx - 3
            and _is_masked(reading, line, stop_of(word), following.idx)
        ):
            return stop_of(word)
    for before, token in pairwise(words):
        if (
            before.text in ",—–-"
            and lemma(token) in lexicon("relay_verbs")
            and any(is_relay(word) for word in words[words.index(token) :][:4])
        ):
            return before.idx
    if line.has_direct and words and _is_masked(reading, line, stop_of(words[-1]), line.span.stop):
        return stop_of(words[-1])
    return line.span.stop


def _is_masked(reading: Reading, line: Line, start: int, stop: int) -> bool:
    """Whether only words of direct speech stand between."""
    inside = {word.i for word in line.words}
    between = reading.between(start, stop)
    return line.has_direct and bool(between) and not any(word.i in inside for word in between)


def _set_in(reading: Reading, line: Line, clauses: list[Clause], used: set[int]) -> Iterator[Found]:
    """`…, сообщил ТАСС источник`, `Китай, отметил он, готов …`, `Как сообщали в Минобороны, …`."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, "cues_saying", "cues_beside_quotes") or feature(token, "VerbForm") == "Conv":
            continue
        begin = _set_in_at(reading, line, place)
        if begin is None or any(clause.cue.i < token.i for clause in clauses):
            continue
        comma = next((word for word in line.words[place + 1 :] if word.text in ",;:"), None)
        if (
            any((child.dep_ == "nsubj" and child.i < token.i) or child.dep_ == "obj" for child in token.children)
            and lemma(token) not in QUOTING
        ):
            continue
        colon = next((word.idx for word in line.words[place + 1 : place + 12] if word.text == ":"), line.span.stop)
        source = source_behind(reading, token, colon)
        if source is None or is_relayed(reading, token, source) or source.start < token.idx:
            continue
        comma = next((word for word in line.words[place + 1 :] if word.text in ",;:" and word.idx >= source.stop), None)
        stop = (
            comma.idx
            if comma is not None and _goes_on(line, comma, token, [word for word in line.words if word.idx < begin])
            else line.span.stop
        )
        content = _around(reading, line, begin, stop, [])
        used.add(token.i)
        if content:
            cue = Span(start=cue_start(token), stop=stop_of(token))
            yield Found(kind=_kind(reading, content), content=content, cue=cue, source=source, cue_token=token.i)


def _set_in_at(reading: Reading, line: Line, place: int) -> int | None:
    """Where the attribution begins when a comma, or как, stands right before the verb; a few adverbs may come between."""
    at = place - 1
    while at >= 0 and place - at < 5:
        token = line.words[at]
        if token.text in ",—–-":
            return token.idx
        if token.lower_ == "как" and (at == 0 or line.words[at - 1].text in ",—–-" or _is_opened(reading, line, token.idx)):
            return line.words[at - 1].idx if at else token.idx
        if token.pos_ not in ("ADV", "PART", "ADP", "DET", "NOUN", "ADJ") or feature(token, "Case") == "Nom":
            return None
        at -= 1
    return None


def _goes_on(line: Line, comma: Token, cue: Token, before: Sequence[Token]) -> bool:
    """Whether the reported words go on behind the attribution: not a gerund of its verb, a clause on its source, an apposition."""
    following = [word for word in line.words if word.idx > comma.idx]
    if not following or feature(following[0], "VerbForm") == "Conv" or any(lemma(word) == "который" for word in following[:2]):
        return False
    return has_predicate(following) or not has_predicate(before)


def has_predicate(words: Sequence[Token]) -> bool:
    """Whether a finite verb, a short adjective or a dash makes it a statement."""
    return any(
        (word.pos_ in VERBAL and feature(word, "VerbForm") not in ("Conv", "Part", "Inf"))
        or feature(word, "Variant") == "Short"
        or word.text in "—–"
        for word in words
    )


# --- attributions behind a sentence ------------------------------------------------------------------------------------


def _about_that(reading: Reading, line: Line, before: Line, used: set[int]) -> Iterator[Found]:
    """`… . Об этом заявил X`: the sentence before is the content."""
    match = opening("about_that").match(reading.text, line.span.start, line.span.stop)
    if not match or before.has_direct:
        return
    words = [word for word in line.words if word.idx >= match.end()]
    bare = match.group().strip().lower() in ("об этом", "это")
    if (
        bare
        and words
        and words[0].pos_ == "NOUN"
        and (feature(words[0], "Animacy") == "Inan" or feature(words[0], "Case") == "Loc")
    ):
        return  # Об этом человеке говорят разное
    for token in words[:6]:
        if token.i not in used and is_cue(token, *ALL_CUES, "cues_expressing"):
            used.add(token.i)
            span = trimmed(reading.text, _after_relay(reading, before), before.span.stop)
            content = (span,) if span else ()
            cue = Span(start=cue_start(token), stop=stop_of(token))
            source = source_behind(reading, token, line.span.stop) or find_source(reading, token)
            yield Found(kind=_kind(reading, content), content=content, cue=cue, source=source, cue_token=token.i)
            return


def _after_relay(reading: Reading, line: Line) -> int:
    """Where the words begin behind `Как передает агентство,`."""
    words = line.words
    if len(words) > 2 and words[0].lower_ == "как" and lemma(words[1]) in lexicon("relay_verbs"):
        comma = next((word for word in words[2:12] if word.text == ","), None)
        return stop_of(comma) if comma is not None else line.span.start
    return line.span.start


def _kind(reading: Reading, content: Sequence[Span]) -> QuoteKind:
    """mixed where words in quotation marks are the speaker's, not a name."""
    for part in content:
        for quoted in reading.quoted_in(part.start, part.stop):
            if (
                quoted.closed
                and part.start <= quoted.outer.start
                and quoted.outer.stop <= part.stop + 1
                and _are_words(reading, quoted.inner)
            ):
                return "mixed"
    return "indirect"


def _are_words(reading: Reading, inner: Span) -> bool:
    words = [word for word in reading.between(inner.start, inner.stop) if word.pos_ != "PUNCT"]
    if len(words) < 2:
        return False
    verb = any(word.pos_ in VERBAL for word in words)
    return words[0].text[:1].islower() or (len(words) > 3 and verb)
