"""One word, or some words that belong together, in English: what a person wrote down first, what the data say next."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from processors.alignment.concepts import load_concepts
from processors.alignment.tables import read_data
from processors.lexicons.loader import load_fields
from processors.records import Span
from processors.text.chinese import simplify
from processors.text.tokens import Token, short_states, word_tokens

LONGEST_PHRASE = 8  # tokens
JOINT = {"ru": " ", "zh": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGloss:
    language: str
    phrases: Mapping[str, str]  # norms with their joint → English; "" where English goes without
    concepts: Mapping[str, str]  # the same, concepts alone
    table: Mapping[str, str]  # single words

    def phrase(self, text: str, tokens: Sequence[Token], place: int) -> tuple[int, str | None]:
        """How many tokens from here on have one English expression, and it; (1, None) when none has."""
        if self.language == "zh" and _is_state(text, tokens[place]):
            return 1, self.concepts.get(tokens[place].norm)
        for length in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
            norms = tokens[place : place + length]
            if self.language == "zh" and norms[-1].stop - norms[0].start != sum(t.stop - t.start for t in norms):
                continue  # a mark stands between them
            english = self.phrases.get(JOINT[self.language].join(token.norm for token in norms))
            if english is not None:
                return length, english
        return 1, None

    def word(self, norm: str) -> str:
        """The word by the data, a Chinese or hyphenated compound by its parts; empty when it is not known."""
        if self.language == "zh":
            return " ".join(self._parts(norm))
        known = self.table.get(norm, "")
        if known or "-" not in norm:
            return known
        parts = [self.phrases.get(part) or self.table.get(part, "") for part in norm.split("-")]
        return "-".join(parts) if all(parts) else ""

    def knows(self, text: str, span: Span) -> bool:
        """Whether a person has written down what stands there."""
        return JOINT[self.language].join(t.norm for t in word_tokens(text[span.start : span.stop], self.language)) in self.phrases

    def _parts(self, compound: str) -> tuple[str, ...]:
        """The fewest known words that make up the whole; one character alone has too many senses, unless a person gave it one."""
        best: list[tuple[str, ...] | None] = [(), *(None for _ in compound)]
        for stop in range(1, len(compound) + 1):
            for start in range(stop):
                before, english = best[start], self._part(compound[start:stop])
                held = best[stop]
                if before is not None and english is not None and (held is None or len(before) + 1 < len(held)):
                    best[stop] = (*before, english)
        return tuple(filter(None, best[-1] or ()))

    def _part(self, word: str) -> str | None:
        return self.phrases.get(word, self.table.get(word) if len(word) > 1 else None)


@cache
def load_word_gloss(language: str) -> WordGloss:
    """What is known of the words of Russian or Chinese; read when it is first asked for."""
    concepts: dict[str, str] = {}
    for concept in load_concepts():
        for printed in concept[language]:
            concepts.setdefault(_key(printed, language), concept["en"][0])
    written: Mapping[str, str] = load_fields(f"{language}/gloss.yml")
    lines = gzip.decompress(read_data(f"gloss-{language}.tsv.gz")).decode().splitlines()
    return WordGloss(
        language=language,
        phrases=concepts | {_key(printed, language): english for printed, english in written.items()},
        concepts=concepts,
        table=dict(line.split("\t") for line in lines),
    )


def _key(printed: str, language: str) -> str:
    if language == "zh":
        return simplify(printed)
    return JOINT[language].join(token.norm for token in word_tokens(printed, language))


def _is_state(text: str, token: Token) -> bool:
    """One character among those of states: 中俄 (China and Russia); alone it may be a word: 中 (in)."""
    beside = {text[token.stop : token.stop + 1], text[max(0, token.start - 1) : token.start]}
    return token.norm in short_states() and not beside.isdisjoint(short_states())
