"""The Chinese pipeline: a spaCy tokenizer that is LAC, so that words, their classes and names come from one pass."""

from __future__ import annotations

from importlib.metadata import version

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from processors.entities.lac import LacTagger, load_lac
from processors.entities.lac_names import Word, find_names, words_of
from processors.text.chinese import simplify, split_sentences

LONGEST_TEXT = 50_000_000  # spaCy refuses texts above its own limit of a million characters
UNIVERSAL = {
    "a": "ADJ", "ad": "ADV", "an": "NOUN", "c": "CCONJ", "d": "ADV", "f": "NOUN", "m": "NUM", "n": "NOUN", "nr": "PROPN",
    "ns": "PROPN", "nt": "PROPN", "nw": "PROPN", "nz": "PROPN", "p": "ADP", "q": "NOUN", "r": "PRON", "s": "NOUN", "t": "NOUN",
    "u": "PART", "v": "VERB", "vd": "ADV", "vn": "NOUN", "w": "PUNCT", "xc": "PART", "PER": "PROPN", "LOC": "PROPN",
    "ORG": "PROPN", "TIME": "NOUN", "O": "X", "space": "SPACE",
}  # fmt: skip


class LacTokenizer:
    """Makes the whole Doc: words, classes, sentence starts, names. Positions are those of the text as given."""

    def __init__(self, vocab: Vocab, tagger: LacTagger) -> None:
        self.vocab = vocab
        self._tagger = tagger

    def __call__(self, text: str) -> Doc:
        plain = simplify(text)
        sentences = split_sentences(plain)
        tagged = self._tagger.tag_sentences([plain[span.start : span.stop] for span in sentences])
        words: list[Word] = []
        names: list[tuple[int, int, str]] = []
        for span, tokens in zip(sentences, tagged, strict=True):
            sentence = words_of(plain, span, tokens)
            sentence, found = find_names(plain, sentence)
            names.extend((len(words) + start, len(words) + stop, label) for start, stop, label in found)
            words.extend(sentence)
        return self._make_doc(text, plain, words, names)

    def _make_doc(self, text: str, plain: str, words: list[Word], names: list[tuple[int, int, str]]) -> Doc:
        filled, places = _fill_gaps(text, words)
        doc = Doc(
            self.vocab,
            words=[text[word.start : word.stop] for word in filled],
            spaces=[False] * len(filled),
            pos=[UNIVERSAL[word.tag] for word in filled],
            tags=[word.tag for word in filled],
            lemmas=[plain[word.start : word.stop] for word in filled],
            sent_starts=[word.first for word in filled],
        )
        doc.set_ents([Span(doc, places[start], places[stop - 1] + 1, label=label) for start, stop, label in names])
        return doc


def _fill_gaps(text: str, words: list[Word]) -> tuple[list[Word], list[int]]:
    """The words with the space between them as words of their own, and where each word then stands."""
    filled: list[Word] = []
    places = []
    position = 0
    for word in words:
        if word.start > position:
            filled.append(Word(position, word.start, "space", position == 0))
        places.append(len(filled))
        filled.append(word)
        position = word.stop
    if position < len(text):
        filled.append(Word(position, len(text), "space", position == 0))
    return filled, places


def build() -> Language:
    """A blank Chinese pipeline with LAC as its tokenizer."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = LacTokenizer(nlp.vocab, load_lac())
    nlp.max_length = LONGEST_TEXT
    return nlp


def describe() -> str:
    """The back end as `doctor` and each analysis name it."""
    return f"LAC-small of jieba {version('jieba')}"
