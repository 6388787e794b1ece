"""What a reader is shown of one divergence: every word, place, time and hash that the verdict rests on, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.reports.passages import Piece
from monitor.reports.zones import Zoned
from processors.alignment.instruments import WordTables
from processors.records import Analysis, Divergence, QuoteRef, SetPhrase, Span

Gloss = Callable[[str, str, tuple[tuple[Span, str], ...]], str]  # (text, language, names in it) → word-by-word English


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One entity's name in three scripts; an empty string where the knowledge base has none."""

    id: str
    en: str
    ru: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the evidence is gathered from; `analyses` holds every article that the divergences name."""

    analyses: Mapping[tuple[str, int], Analysis]
    names: Callable[[str], Names]
    outlets: Mapping[str, str]  # id → name as printed: "tass" → "TASS"
    tables: WordTables | None = None
    gloss: Gloss | None = None
    set_phrases: tuple[SetPhrase, ...] = ()
    reads: tuple[str, ...] = ("en",)  # languages of the reader, the best first: they get no gloss


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One revision of one article, by what proves it."""

    article_id: str
    revision: int
    edition: str  # "tass/ru"
    language: str
    title: str
    url: str | None
    link: str | None  # the url, if it may be followed
    published: Zoned | None
    published_at: datetime | None
    fetched: Zoned | None
    text_sha256: str
    page_sha256: str | None
    warc: str | None
    completeness: str
    size: str  # "212 words", "388 characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """The words of one outlet, marked, with their gloss."""

    source: Source
    reference: QuoteRef
    kind: str
    speaker: str  # as printed: "he", 外交部发言人 (spokesperson of the Foreign Ministry); "" when the text names nobody
    given_to: Names | None  # whom we take that to be
    cue: str
    words: str
    pieces: tuple[Piece, ...]
    gloss: str
    in_headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    type: str
    meaning: str
    a: str
    b: str
    note: str
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseUse:
    phrase: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    divergence: Divergence
    speaker: Names | None
    renderings: tuple[Rendering, ...]  # the main one first, then in order of publication
    nearest: Rendering | None
    coverage: tuple[Source, ...]
    findings: tuple[FindingLine, ...]
    phrases: tuple[PhraseUse, ...]
    life: tuple[Moment, ...] = ()
    outlets: Mapping[str, str] = field(default_factory=dict)
    change: str = ""  # of an edit: "removed", "added", "reworded"
    missing: tuple[str, ...] = ()  # articles that the divergence names and the desk does not hold
    reads: tuple[str, ...] = ("en",)  # languages of the reader, the best first

    @property
    def main(self) -> Rendering:
        """Of the article that printed the words first, the rendering that shows most of them."""
        return self.renderings[0]

    @property
    def other(self) -> Rendering | None:
        """What is set beside the main rendering: the second version, or the nearest words of the silent side."""
        if self.divergence.kind in ("omitted", "edition"):
            return self.nearest
        return self.renderings[1] if len(self.renderings) > 1 else None

    @property
    def english(self) -> Rendering | None:
        """The fullest rendering that an outlet itself printed in English."""
        return self._printed_in("en")

    @property
    def readable(self) -> Rendering | None:
        """The fullest rendering that an outlet printed in a language of the reader, the one that he reads best."""
        return next((found for language in self.reads if (found := self._printed_in(language))), None)

    def _printed_in(self, language: str) -> Rendering | None:
        found = (rendering for rendering in self.renderings if rendering.source.language == language)
        return max(found, key=fullness, default=None)


def fullness(rendering: Rendering) -> tuple[bool, int, int]:
    """The speaker's own words before a report of them, a text before a headline, more before less."""
    return not rendering.in_headline, ("indirect", "mixed", "direct").index(rendering.kind), len(rendering.words)
