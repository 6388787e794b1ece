"""What the rules read: the text with its tokens, sentences and quotation marks, by position."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from processors.entities.pipelines.ru_sentences import cut_sentences, join_quoted
from processors.lexicons.loader import load_entries
from processors.records import Mention, Span
from processors.text.quotation import Quoted, find_quoted
from processors.text.russian_dateline import dateline_stop

EDGES = " \t\n\u00a0,;:-–—"
ENDS = ".…"


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    tokens: tuple[Token, ...]  # without spaces
    starts: tuple[int, ...]  # of the tokens
    sentences: tuple[Span, ...]  # without the dateline; words in one pair of quotation marks stay together
    quoted: tuple[Quoted, ...]
    entity_stops: dict[int, int]  # of each character at which an entity's name begins

    def between(self, start: int, stop: int) -> tuple[Token, ...]:
        """The tokens that lie inside."""
        return self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, stop)]

    def at(self, position: int) -> int:
        """The place of the token that holds the position, or of the next one."""
        place = bisect_right(self.starts, position) - 1
        if place >= 0 and position < stop_of(self.tokens[place]):
            return place
        return place + 1

    def quoted_in(self, start: int, stop: int) -> tuple[Quoted, ...]:
        """The spans in quotation marks that begin inside, or one place before."""
        first = bisect_left(self.quoted, start - 1, key=lambda quoted: quoted.outer.start)
        last = bisect_left(self.quoted, stop, key=lambda quoted: quoted.outer.start)
        return self.quoted[first:last]

    def sentence_at(self, position: int) -> Span | None:
        place = bisect_right(self.sentences, Span(start=position, stop=len(self.text))) - 1
        return self.sentences[place] if place >= 0 and position < self.sentences[place].stop else None


def read(text: str, doc: Doc, mentions: Sequence[Mention] = ()) -> Reading:
    """The text as the rules read it; names come from the mentions and from the pipeline."""
    tokens = tuple(token for token in doc if not token.is_space)
    cuts = cut_sentences(text)
    body = dateline_stop(text)
    starts = join_quoted(text, cuts)
    stops = dict(zip(starts, [*starts[1:], len(text)][: len(starts)], strict=True))
    sentences = (Span(start=max(start, body), stop=_trim_right(text, start, stop)) for start, stop in stops.items() if stop > body)
    return Reading(
        text,
        tokens,
        tuple(token.idx for token in tokens),
        tuple(span for span in sentences if span.start < span.stop),
        find_quoted(text),
        {ent.start_char: ent.end_char for ent in doc.ents} | {mention.span.start: mention.span.stop for mention in mentions},
    )


def stop_of(token: Token) -> int:
    return token.idx + len(token)


def trimmed(text: str, start: int, stop: int, *, keep_end: bool = False) -> Span | None:
    """The span without commas, dashes, space and (unless kept) the full stop around it."""
    while start < stop and text[start] in EDGES:
        start += 1
    ends = EDGES if keep_end else EDGES + ENDS
    while stop > start and text[stop - 1] in ends and not _abbreviated(text, start, stop):
        stop -= 1
    return Span(start=start, stop=stop) if start < stop else None


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether the full stop belongs to a shortened word: млрд долл."""
    last = text[max(start, stop - 12) : stop].split()
    return bool(last) and last[-1].lower() in lexicon("abbreviations")


def _trim_right(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


@cache
def lexicon(name: str) -> frozenset[str]:
    """The entries of a Russian lexicon with е for ё."""
    return frozenset(entry.replace("ё", "е") for entry in load_entries(f"ru/{name}.txt"))


@cache
def opening(name: str) -> re.Pattern[str]:
    """Matches an entry of the lexicon at the place given, with the comma behind it."""
    entries = "|".join(re.escape(entry) for entry in sorted(lexicon(name), key=len, reverse=True))
    return re.compile(rf"(?:{entries})(?!\w),?\s*", re.IGNORECASE)


def lemma(token: Token) -> str:
    return token.lemma_.lower().replace("ё", "е")


def feature(token: Token, name: str) -> str:
    """One grammatical feature of the word: `feature(token, "Case") == "Nom"`; empty where it has none."""
    values = token.morph.get(name, [])
    return values[0] if values else ""
