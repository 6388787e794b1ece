"""slovnet's three Russian models, taken from inside natasha's package without importing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LONGEST_SENTENCE = 120  # tokens; the parser's memory grows with the square
BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """One token as the models see it."""

    pos: str
    features: str  # Case=Nom|Number=Sing
    head: int  # place in the piece; its own place at the root
    relation: str
    entity: str  # B-PER, I-PER, O


@dataclass(frozen=True, slots=True, kw_only=True)
class Slovnet:
    ner: Any  # slovnet has no types
    morph: Any
    syntax: Any

    def tag(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[Tagged]]:
        """Each sentence tagged, in order; sentences are cut into what the parser can take by `cut_long`."""
        for start in range(0, len(sentences), BATCH):
            batch = [list(words) for words in sentences[start : start + BATCH]]
            for ner, morph, syntax in zip(self._entities(batch), self.morph(batch), self.syntax(batch), strict=True):
                yield [_tagged(*parts) for parts in zip(ner, morph.tokens, syntax.tokens, strict=True)]

    def _entities(self, batch: list[list[str]]) -> list[list[str]]:
        infer = self.ner.infer  # its own front door tokenises again
        return list(infer.decoder(infer.process(infer.encoder(batch))))


def cut_long(count: int) -> Iterator[tuple[int, int]]:
    """The ranges in which a sentence of so many tokens is handed to the models."""
    for start in range(0, count, LONGEST_SENTENCE):
        yield start, min(start + LONGEST_SENTENCE, count)


def load_slovnet() -> Slovnet:
    """The models with their embeddings; about half a second."""
    from navec import Navec
    from slovnet.api import NER, Morph, Syntax

    data = _data_folder()
    navec = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    kinds: dict[str, Any] = {"ner": NER, "morph": Morph, "syntax": Syntax}
    models = {
        name: kind.load(data / "model" / f"slovnet_{name}_news_v1.tar", batch_size=BATCH).navec(navec)
        for name, kind in kinds.items()
    }
    return Slovnet(ner=models["ner"], morph=models["morph"].map, syntax=models["syntax"].map)


def _data_folder() -> Path:
    spec = find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("natasha is not installed; it carries the Russian models")
    return Path(spec.submodule_search_locations[0]) / "data"


def _tagged(entity: str, morph: Any, syntax: Any) -> Tagged:
    features = "|".join(f"{name}={value}" for name, value in sorted((morph.feats or {}).items()))
    place, head = int(syntax.id) - 1, int(syntax.head_id) - 1
    return Tagged(pos=morph.pos, features=features, head=head if head >= 0 else place, relation=syntax.rel, entity=entity)
