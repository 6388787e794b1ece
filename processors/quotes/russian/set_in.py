"""Attributions set into a sentence: `По словам X, …`, `…, отметил он, …`, `Как сообщали в X, …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Token

from processors.quotes.russian.cues import cue_start, is_cue
from processors.quotes.russian.found import Found
from processors.quotes.russian.kinds import kind_of
from processors.quotes.russian.lines import Clause, Line, has_predicate
from processors.quotes.russian.phrases import phrase_of
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, opening, stop_of, trimmed
from processors.quotes.russian.sources import is_relay, is_relayed, source_behind
from processors.records import Span

FRONTED = re.compile(r"(?:[Оо] том, )?(?:что|будто) ", re.IGNORECASE)


def find_according(reading: Reading, line: Line, clauses: Sequence[Clause]) -> Iterator[Found]:
    """`По словам X, …`, `…, по его мнению, …`."""
    for place, token in enumerate(line.words):
        if token.lower_ not in ("по", "согласно") or (
            place and line.words[place - 1].text not in ",—–-" and not _is_opened(reading, line, token.idx)
        ):
            continue
        noun = next((word for word in line.words[place + 1 : place + 3] if word.pos_ == "NOUN" or word.text == ","), None)
        if noun is None or lemma(noun) not in lexicon("according_nouns") or feature(noun, "Case") != "Dat":
            continue
        after = line.words[place + 1 + line.words[place + 1 :].index(noun) + 1 :]
        owner = next(
            (word for word in line.words[place + 1 : place + 3] if word.lower_.replace("ё", "е") in lexicon("possessives")), None
        )
        if owner is not None:
            source, stop = Span(start=owner.idx, stop=stop_of(owner)), stop_of(noun)
        elif after and after[0].pos_ not in ("PUNCT", "ADP", "VERB", "SCONJ"):
            source = _owner(reading, noun, after)
            stop = source.stop
        else:
            continue
        if any(is_relay(word) for word in reading.between(source.start, source.stop)):
            continue  # по сообщению агентства: it only passes on
        cue = Span(start=token.idx, stop=stop_of(noun))
        content = _around(reading, line, token.idx, stop, clauses)
        if content:
            yield Found(kind=kind_of(reading, content), content=content, cue=cue, source=source)


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


def _around(reading: Reading, line: Line, start: int, stop: int, clauses: Sequence[Clause]) -> tuple[Span, ...]:
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
    if line.direct and words and _is_masked(reading, line, stop_of(words[-1]), line.span.stop):
        return stop_of(words[-1])
    return line.span.stop


def _is_masked(reading: Reading, line: Line, start: int, stop: int) -> bool:
    """Whether only words of direct speech stand between."""
    inside = {word.i for word in line.words}
    between = reading.between(start, stop)
    return bool(line.direct and between) and not any(word.i in inside for word in between)


def find_set_in(reading: Reading, line: Line, clauses: Sequence[Clause], used: set[int]) -> Iterator[Found]:
    """`…, сообщил ТАСС источник`, `Китай, отметил он, готов …`, `Как сообщали в Минобороны, …`."""
    for place, token in enumerate(line.words):
        if token.i in used or not is_cue(token, "cues_saying", "cues_beside_quotes") or feature(token, "VerbForm") == "Conv":
            continue
        begin = _set_in_at(reading, line, place)
        if begin is None:
            continue
        if any((child.dep_ == "nsubj" and child.i < token.i) or child.dep_ == "obj" for child in token.children) and lemma(
            token
        ) not in lexicon("cues_quoting"):
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
        earlier = [clause for clause in clauses if clause.cue.i < token.i]
        if earlier and (stop != line.span.stop or feature(token, "Tense") != "Past"):
            continue
        _give_way(earlier, begin)
        content = _around(reading, line, begin, stop, [])
        used.add(token.i)
        if content:
            cue = Span(start=cue_start(token), stop=stop_of(token))
            kind = "direct" if _after_dash(reading, content[0].start) else kind_of(reading, content)
            yield Found(kind=kind, content=content, cue=cue, source=source, cue_token=token.i)


def _give_way(clauses: Sequence[Clause], begin: int) -> None:
    """`Китай призывает стороны к миру, заявил Линь Цзянь`: all of it is his; what was said before, in the past, stays a quote."""
    for clause in clauses:
        clause.stop = min(clause.stop, begin)
        if feature(clause.cue, "Tense") == "Pres":
            clause.stop = clause.start


def _after_dash(reading: Reading, start: int) -> bool:
    """Whether a paragraph opens with a dash before the words: the other way to print direct speech."""
    head = reading.text[max(start - 4, 0) : start]
    return head.strip() in ("–", "—", "-", "--") and (start < 4 or "\n" in reading.text[max(start - 6, 0) : start])


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
