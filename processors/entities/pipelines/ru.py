"""The Russian pipeline: razdel cuts, slovnet tags, parses and names, pymorphy3 gives the lemmas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import pairwise

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from processors.entities.pipelines.ru_lemmas import lemma_of
from processors.entities.pipelines.ru_sentences import cut_sentences, cut_tokens, join_quoted
from processors.entities.pipelines.ru_slovnet import Slovnet, Tagged, cut_long, load_slovnet

MERGED = {"ORG": ("LOC", "ORG")}  # Минобороны + Китая: one organisation


def build() -> Language:
    """Tokens, sentences, pos, morph, lemma, dependencies and PER/ORG/LOC entities."""
    pipeline = spacy.blank("ru", config={"nlp": {"tokenizer": {"@tokenizers": "readout.razdel"}}})
    pipeline.add_pipe("readout_slovnet")
    return pipeline


def describe() -> str:
    return f"slovnet {version('slovnet')}, razdel {version('razdel')}, pymorphy3 {version('pymorphy3')}"


class RazdelTokenizer:
    """razdel's tokens as a spaCy document whose text is the text given, character for character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        last = 0
        for start, stop in [*cut_tokens(text), (len(text), len(text))]:
            gap = text[last:start]
            if words and gap.startswith(" "):
                spaces[-1] = True
                gap = gap[1:]
            for word in (gap, text[start:stop]):
                if word:
                    words.append(word)
                    spaces.append(False)
            last = stop
        return Doc(self.vocab, words=words, spaces=spaces)


@registry.tokenizers("readout.razdel")  # type: ignore[untyped-decorator]
def create_tokenizer() -> object:
    return lambda nlp: RazdelTokenizer(nlp.vocab)


@cache
def _models() -> Slovnet:
    return load_slovnet()


@Language.component(
    "readout_slovnet", assigns=["token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "doc.ents", "doc.sents"]
)
def annotate(doc: Doc) -> Doc:
    """The same document, annotated in place."""
    if not len(doc):
        return doc
    pieces = list(_pieces(doc))
    tagged: dict[int, Tagged] = {}
    heads = np.arange(len(doc))
    for places, piece in zip(pieces, _models().tag([[doc[i].text for i in places] for places in pieces]), strict=True):
        for place, token in zip(places, piece, strict=True):
            tagged[place] = token
        heads[places] = np.array(places)[_tree([token.head for token in piece])]
    _write_tokens(doc, tagged, heads)
    doc.ents = tuple(_merge(doc, _entities(doc, pieces, tagged)))
    return doc


def _pieces(doc: Doc) -> Iterator[list[int]]:
    """The places of the tokens that are no space, one list for each sentence that the models are given."""
    ends = [stop for _, stop in cut_sentences(doc.text)]
    at = 0
    sentence: list[int] = []
    for token in doc:
        while at < len(ends) and token.idx >= ends[at]:
            yield from _cut(sentence)
            sentence = []
            at += 1
        if not token.is_space:
            sentence.append(token.i)
    yield from _cut(sentence)


def _cut(sentence: list[int]) -> Iterator[list[int]]:
    for start, stop in cut_long(len(sentence)):
        yield sentence[start:stop]


def _tree(heads: list[int]) -> list[int]:
    """The heads with every cycle broken and every further root hung on the first: one tree."""
    state = [0] * len(heads)  # 1 on the path, 2 done
    for start in range(len(heads)):
        path: list[int] = []
        at = start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if state[at] == 1:
            heads[at] = at
        for place in path:
            state[place] = 2
    roots = [place for place, head in enumerate(heads) if place == head]
    for root in roots[1:]:
        heads[root] = roots[0]
    return heads


def _write_tokens(doc: Doc, tagged: dict[int, Tagged], heads: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """Everything but the entities; sentences follow from the tree, so a sentence's further roots hang on its first."""
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    rows = np.zeros((len(doc), 5), dtype="int64").astype("uint64")
    starts = set(join_quoted(doc.text, cut_sentences(doc.text)))
    root: int | None = None
    for token in doc:
        i = token.i
        if token.idx in starts:
            root = None
        item = tagged.get(i)
        if item is None:
            heads[i] = i - 1 if i else min(1, len(doc) - 1)
            pos, relation, lemma, features = "SPACE", "dep", token.text, ""
        else:
            pos, relation, lemma, features = item.pos, item.relation, lemma_of(token.text, item.pos), item.features
        if heads[i] == i and item is not None:
            if root is None:
                root, relation = i, "ROOT"
            else:
                heads[i], relation = root, "parataxis"
        row = [strings.add(pos), morphology.add(features), strings.add(lemma), strings.add(relation), 0]
        rows[i] = np.array(row, dtype="uint64")
    rows[:, 4] = (heads - np.arange(len(doc))).astype("uint64")
    doc.from_array(["POS", "MORPH", "LEMMA", "DEP", "HEAD"], rows)  # type: ignore[arg-type]


def _entities(doc: Doc, pieces: list[list[int]], tagged: dict[int, Tagged]) -> Iterator[Span]:
    """The spans of the B- and I- tags; an I- that continues nothing begins one."""
    for places in pieces:
        start, label = 0, ""
        for last, place in pairwise([places[0], *places, None]):
            part, _, kind = tagged[place].entity.partition("-") if place is not None else ("O", "", "")
            if label and (part != "I" or kind != label):
                yield Span(doc, start, (last or 0) + 1, label=label)
                label = ""
            if place is not None and part != "O" and not label:
                start, label = place, kind


def _merge(doc: Doc, found: Iterator[Span]) -> Iterator[Span]:
    """Entities with an organisation joined to the place or organisation right after it: Минобороны + Китая."""
    text = doc.text  # made anew by spaCy at each look
    waiting: Span | None = None
    for ent in found:
        if waiting is not None and ent.label_ in MERGED.get(waiting.label_, ()) and text[waiting.end_char : ent.start_char] == " ":
            waiting = Span(doc, waiting.start, ent.end, label=waiting.label_)
            continue
        if waiting is not None:
            yield waiting
        waiting = ent
    if waiting is not None:
        yield waiting
