"""Finds who speaks: the noun phrase that is a cue's subject."""

from __future__ import annotations

from spacy.tokens import Token

from processors.quotes.russian.phrases import NAMING, phrase_of, range_of
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, stop_of
from processors.records import Span

SUBJECT = ("nsubj", "nsubj:pass", "csubj")


def find_source(reading: Reading, cue: Token, *, start: int = 0, stop: int | None = None) -> Span | None:
    """The subject of the cue, or of the verb whose subject it shares; for `сообщили в Минобороны` what follows в."""
    subject = _subject(cue)
    if subject is not None and stop is not None and subject.idx >= stop:
        subject = None  # found in the words that it announces
    if subject is None and feature(cue, "VerbForm") != "Conv" and not is_passive(cue):
        subject = _nominative_before(reading, cue, start)
    if subject is not None:
        if _is_relative(subject):  # чиновники, которые заявили: the officials
            return phrase_of(reading, cue.head) if cue.dep_.startswith("acl") and cue.head.pos_ in ("NOUN", "PROPN") else None
        return None if lemma(subject) in lexicon("speech_nouns") else _up_to(reading, subject, cue)
    place = _place(cue)
    return phrase_of(reading, place) if place is not None and not _is_relative(place) else None


def _up_to(reading: Reading, subject: Token, cue: Token) -> Span:
    """The subject's phrase, cut or drawn out to the verb where the parser has lost the end of a long title."""
    span = phrase_of(reading, subject)
    if span.start < cue.idx < span.stop:
        return Span(start=span.start, stop=len(reading.text[span.start : cue.idx].rstrip()) + span.start)
    between = reading.between(span.stop, cue.idx) if span.stop < cue.idx else ()
    names = [token for token in between if token.ent_type_ == "PER"]
    if names and all(
        token.ent_type_ == "PER" or (token.pos_ in NAMING and feature(token, "Case") == "Gen")
        for token in between[: names[-1].i - between[0].i + 1]
    ):
        return Span(start=span.start, stop=stop_of(names[-1]))
    return span


def is_passive(cue: Token) -> bool:
    """отмечается, подчеркивалось: nobody need be its subject."""
    return lemma(cue) in lexicon("cues_impersonal")


def _subject(cue: Token) -> Token | None:
    """The word itself when it has a subject; a gerund or second verb shares its head's."""
    token = cue
    for _ in range(6):
        subjects = [child for child in token.children if child.dep_ in SUBJECT and child.pos_ not in ("SCONJ", "VERB")]
        subjects = [child for child in subjects if not any(word.dep_ == "case" for word in child.children)]
        if subjects:
            return next((child for child in subjects if feature(child, "Animacy") == "Anim"), subjects[0])
        if token.dep_ not in ("conj", "advcl", "xcomp") or token.head.i == token.i or is_passive(cue):
            return None
        nearer = _between(token.head, token)
        if nearer is not None:
            return nearer
        token = token.head
    return None


def _between(head: Token, token: Token) -> Token | None:
    """A nominative that stands between two verbs said to share a subject: the parser has lost it."""
    if feature(token, "VerbForm") == "Conv":
        return None
    for word in reversed(token.doc[head.i + 1 : token.i]):
        if word.pos_ in ("VERB", "AUX"):
            return None
        if (
            word.pos_ in ("NOUN", "PROPN", "PRON")
            and feature(word, "Case") == "Nom"
            and word.dep_ in (*SUBJECT, "appos", "flat:name", "parataxis", "conj")
        ):
            return _top_before(word, head)
    return None


def _top_before(word: Token, limit: Token) -> Token:
    """The head of the nominative phrase that the word ends."""
    while (
        word.dep_ not in SUBJECT
        and limit.i < word.head.i < word.i
        and feature(word.head, "Case") == "Nom"
        and word.head.pos_ in ("NOUN", "PROPN")
    ):
        word = word.head
    return word


def _nominative_before(reading: Reading, cue: Token, start: int) -> Token | None:
    """The nearest nominative before a verb whose subject the parser has not seen."""
    for token in reversed(reading.between(max(start, cue.idx - 150), cue.idx)):
        if token.text in ".;:,()" or token.pos_ in ("VERB", "SCONJ"):
            return None
        if token.pos_ in ("NOUN", "PROPN", "PRON") and feature(token, "Case") == "Nom":
            agrees = feature(token, "Number") == feature(cue, "Number") or not feature(token, "Number")
            return _top_before(token, cue.doc[max(token.i - 25, 0)]) if agrees else None
    return None


def _place(cue: Token) -> Token | None:
    for child in cue.children:
        if (
            child.dep_ in ("obl", "nmod")
            and feature(child, "Case") == "Loc"
            and any(case.lower_ in ("в", "во", "на") for case in child.children)
        ):
            return child
    return None


def _is_relative(token: Token) -> bool:
    return lemma(token) in ("который", "кто", "что", "это") or token.pos_ == "SCONJ"


def is_relay(token: Token) -> bool:
    """Whether it names an agency or paper that only passes words on."""
    return lemma(token) in lexicon("relays")


def source_behind(reading: Reading, cue: Token, stop: int) -> Span | None:
    """The noun phrase right behind a verb that follows the words: `…, - сказал журналистам министр`."""
    quoted_one = _one_quoted(reading, cue, stop)
    if quoted_one is not None:
        return quoted_one
    subject = next((child for child in cue.children if child.dep_ in SUBJECT and child.i > cue.i and child.idx < stop), None)
    if subject is not None and subject.pos_ not in ("SCONJ", "VERB") and not _is_relative(subject):
        return phrase_of(reading, subject)
    for token in reading.between(stop_of(cue), stop):
        if token.text in ",.;:—–-":
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON") and feature(token, "Case") == "Nom":
            return phrase_of(reading, _top(token, cue))
    place = _place(cue)
    if place is not None and cue.i < place.i and place.idx < stop and (feature(cue, "Number") != "Sing" or is_passive(cue)):
        return phrase_of(reading, place)  # сообщили в министерстве, говорится в заявлении
    return None


def _one_quoted(reading: Reading, cue: Token, stop: int) -> Span | None:
    """цитирует министра ТАСС: the object speaks; the agency that stands behind it in the same breath is cut off."""
    if lemma(cue) not in lexicon("cues_quoting"):
        return None
    nouns = [token for token in reading.between(stop_of(cue), stop)[:5] if token.pos_ in ("NOUN", "PROPN")]
    nouns = [token for token in nouns if not is_relay(token) and not token.text.isascii()]
    if not nouns:
        return None
    first, last = range_of(reading, next((token for token in nouns if feature(token, "Animacy") == "Anim"), nouns[0]))
    while last > first and (is_relay(reading.tokens[last]) or reading.tokens[last].text.isascii()):
        last -= 1
    return Span(start=reading.tokens[first].idx, stop=stop_of(reading.tokens[last]))


def _top(token: Token, cue: Token) -> Token:
    """The head of the phrase that begins behind the cue."""
    while (
        token.head.i != token.i
        and token.head.i > cue.i
        and token.head.pos_ in ("NOUN", "PROPN")
        and token.dep_ not in ("nsubj", "conj")
    ):
        token = token.head
    return token


def is_relayed(reading: Reading, cue: Token, source: Span) -> bool:
    """`передает ТАСС`, `пишет «Gzt.ru»`: who passes it on has not said it."""
    words = reading.between(source.start, source.stop)
    if lemma(cue) not in lexicon("relay_verbs") or not words:
        return False
    return (
        any(is_relay(word) for word in words[:2])
        or words[0].text in '«“"'
        or (words[0].text.isascii() and words[0].ent_type_ != "PER")
    )
