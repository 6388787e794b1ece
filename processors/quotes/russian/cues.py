"""Tells which words report speech, by lexicon and form."""

from __future__ import annotations

from spacy.tokens import Token

from processors.quotes.russian.reading import feature, lemma, lexicon

VERBAL = ("VERB", "AUX")


def is_cue(token: Token, *names: str) -> bool:
    """Whether the word is a finite verb or a gerund of these lexicons, said and not only possible or denied."""
    if lemma(token) not in frozenset().union(*(lexicon(name) for name in names)):
        return False
    return is_telling(token) and not is_denied(token)


def is_telling(token: Token) -> bool:
    """Past, present or gerund of a third person: not сказать, скажет, скажите, сказавший, считаю."""
    if token.pos_ not in VERBAL:
        return False
    form = feature(token, "VerbForm")
    if form in ("Inf", "Part") or feature(token, "Mood") == "Imp":
        return False
    if feature(token, "Person") in ("1", "2"):
        return False
    return feature(token, "Tense") != "Fut" and not (feature(token, "Aspect") == "Perf" and feature(token, "Tense") == "Pres")


def is_sure(token: Token) -> bool:
    """уверен, убежден, согласен: a short adjective that takes a clause."""
    return (
        lemma(token) in lexicon("cues_sure")
        and token.pos_ != "NOUN"
        and feature(token, "VerbForm") != "Inf"
        and not is_denied(token)
    )


def is_denied(token: Token) -> bool:
    """Whether it is negated or only possible: не сказал, сказал бы. не исключил reports all the same."""
    before = token.nbor(-1) if token.i else None
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if any(word is not None and word.lower_ in ("бы", "б") for word in (before, after)):
        return True
    negated = before is not None and before.lower_ in ("не", "ни")
    if negated:
        return lemma(token) not in lexicon("negated_cues")
    return lemma(token) in lexicon("negated_only")


def cue_start(token: Token) -> int:
    """Where the cue begins: the negation is part of it where it is part of the verb's sense."""
    before = token.nbor(-1) if token.i else None
    return before.idx if before is not None and before.lower_ == "не" else token.idx
