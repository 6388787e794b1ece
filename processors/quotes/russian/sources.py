"""Finds who speaks: the noun phrase that is a cue's subject."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, stop_of
from processors.records import Span

SUBJECT = ("nsubj", "nsubj:pass", "csubj")
OUTSIDE = ("acl", "acl:relcl", "parataxis", "advcl", "punct", "advmod", "discourse", "cc", "ccomp", "obl", "cop", "orphan")
NAMING = ("PROPN", "NOUN", "ADJ", "NUM", "DET")


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


def phrase_of(reading: Reading, head: Token) -> Span:
    """The whole noun phrase with rank, office and name, without clauses and what commas set off."""
    if head.pos_ == "PRON":
        return Span(start=head.idx, stop=stop_of(head))
    first, last = _range_of(reading, head)
    place = reading.at(head.idx)
    while first < place and reading.tokens[first].pos_ in ("ADP", "PART", "CCONJ", "SCONJ", "ADV"):
        first += 1
    if feature(head, "Case") == "Nom":
        first = _without_circumstance(reading, _with_initials(reading, first), place, last)
    return _with_marks(reading, _with_name(reading, first, last))


def _range_of(reading: Reading, head: Token) -> tuple[int, int]:
    """The first and last place of the phrase's unbroken tokens."""
    inside = set(_members(head))
    first = last = reading.at(head.idx)
    while first > 0 and reading.tokens[first - 1].i in inside:
        first -= 1
    while last + 1 < len(reading.tokens) and reading.tokens[last + 1].i in inside:
        last += 1
    return first, last


def _without_circumstance(reading: Reading, first: int, head: int, last: int) -> int:
    """Where a nominative phrase really begins when the parser has drawn in what stands before: На встрече с С. Шойгу | Ли Шанфу."""
    tokens = reading.tokens
    if feature(tokens[first], "Case") not in ("Loc", "Ins", "Dat") and (first == 0 or tokens[first - 1].pos_ != "ADP"):
        return first
    while first < head and not _may_begin(reading, first):
        first += 1
    if _may_begin(reading, first):
        return first
    names = [place for place in range(head + 1, last + 1) if tokens[place].ent_type_ == "PER" and tokens[place].ent_iob_ == "B"]
    return names[-1] if names else first


def _may_begin(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    before = _with_initials(reading, place)
    alone = before == 0 or reading.tokens[before - 1].pos_ != "ADP"
    return alone and feature(token, "Case") == "Nom" and token.pos_ in NAMING


def _with_name(reading: Reading, first: int, last: int) -> Span:
    """The phrase, going on to the end of a rank or name that it reaches or that stands right behind it."""
    tokens = reading.tokens
    while first > 0 and tokens[first].ent_iob_ == "I" and tokens[first].ent_type_ == "PER":
        first -= 1
    first = _with_initials(reading, first)
    named = any(tokens[place].ent_type_ == "PER" for place in range(first, last + 1))
    for _ in range(6):
        longer = _longer(reading, last, named=named)
        if longer is None:
            break
        named = named or any(tokens[place].ent_type_ == "PER" for place in range(last + 1, longer + 1))
        last = longer
    return Span(start=tokens[first].idx, stop=stop_of(tokens[last]))


def _with_initials(reading: Reading, first: int) -> int:
    """`Шойгу` is `С. Шойгу` where the letter stands before it."""
    tokens = reading.tokens
    while first > 1 and tokens[first - 1].text == "." and _is_initial(tokens[first - 2]) and tokens[first].pos_ == "PROPN":
        first -= 2
    return first


def _is_initial(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isupper() and token.text.isalpha()


def _longer(reading: Reading, last: int, *, named: bool) -> int | None:
    """The last place of the phrase when the following word belongs to it; None where it is complete."""
    tokens = reading.tokens
    if last + 1 >= len(tokens):
        return None
    word, following = tokens[last], tokens[last + 1]
    if _is_initial(word) and following.text == "." and last + 2 < len(tokens) and tokens[last + 2].text[:1].isupper():
        return last + 2
    if following.idx > stop_of(word) + 1 or word.pos_ not in NAMING:
        return None
    nominative = feature(following, "Case") in ("", "Nom")
    begins = reading.entity_stops.get(following.idx)
    if begins is not None and (nominative or following.ent_iob_ == "I") and not (named and following.ent_type_ == "PER"):
        return max(last + 1, reading.at(begins - 1))
    if following.pos_ == "PROPN" and nominative and word.pos_ in ("PROPN", "NOUN"):
        return last + 1
    if not named and following.pos_ == "NOUN" and feature(following, "Case") == "Nom" and feature(following, "Animacy") == "Anim":
        return max(last + 1, _range_of(reading, following)[1])  # командир отряда | контр-адмирал
    return None if named else _over_second_title(reading, last) or _over_retirement(reading, last)


def _over_second_title(reading: Reading, last: int) -> int | None:
    """писатель | и журналист Виктор Шендерович"""
    tokens = reading.tokens
    if last + 2 >= len(tokens) or tokens[last + 1].lower_ != "и":
        return None
    second = tokens[last + 2]
    if second.pos_ == "NOUN" and feature(second, "Case") == "Nom" and feature(second, "Animacy") == "Anim":
        return max(last + 2, _range_of(reading, second)[1])
    return None


def _over_retirement(reading: Reading, last: int) -> int | None:
    """капитан 1-го ранга | в отставке Георгий Свиридов: a name behind two words with a preposition."""
    tokens = reading.tokens
    if last + 3 >= len(tokens) or tokens[last + 1].pos_ != "ADP" or tokens[last + 2].pos_ != "NOUN":
        return None
    name = tokens[last + 3]
    if name.ent_type_ == "PER" and feature(name, "Case") in ("", "Nom") and name.idx in reading.entity_stops:
        return max(last + 3, reading.at(reading.entity_stops[name.idx] - 1))
    return None


def _with_marks(reading: Reading, span: Span) -> Span:
    """Quotation marks that the phrase opens or closes are taken in whole: госкорпорации "Ростех"."""
    for quoted in reading.quoted_in(span.start, span.stop):
        if quoted.closed and quoted.outer.start < span.stop and quoted.inner.stop <= span.stop and span.start <= quoted.inner.start:
            span = Span(start=min(span.start, quoted.outer.start), stop=max(span.stop, quoted.outer.stop))
    return span


def _members(head: Token) -> Iterator[int]:
    """The tokens of the phrase by the tree."""
    waiting = [head]
    while waiting:
        token = waiting.pop()
        yield token.i
        for child in token.children:
            if child.dep_ == "punct" and child.text not in ",;:.—–-()":
                yield child.i
            elif child.dep_ not in OUTSIDE and not _set_off(child, head):
                waiting.append(child)


def _set_off(child: Token, head: Token) -> bool:
    """Whether a comma or dash parts the child's phrase from what it hangs on."""
    left = min((token.i for token in child.subtree), default=child.i)
    if child.i < child.head.i or left == 0:
        return False
    return child.doc[left].text in ",—–-(;" or child.doc[left - 1].text in ",—–(;"


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
    if lemma(cue) not in ("цитировать", "процитировать"):
        return None
    for token in reading.between(stop_of(cue), stop)[:5]:
        if token.pos_ in ("NOUN", "PROPN") and not is_relay(token) and not token.text.isascii():
            first, last = _range_of(reading, token)
            while last > first and (is_relay(reading.tokens[last]) or reading.tokens[last].text.isascii()):
                last -= 1
            return Span(start=reading.tokens[first].idx, stop=stop_of(reading.tokens[last]))
    return None


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
