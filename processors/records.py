"""The records that everything passes on: frozen values, no methods that do work.

Positions are half-open `start, stop` in code points of the text they belong to, so that `text[start:stop]` is always
the printed words. Times are aware and in UTC. Anything scored carries its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

LanguageCode = Literal["en", "ru", "zh"]
MentionType = Literal["PER", "ORG", "LOC", "EQUIP", "EVENT"]
QuoteKind = Literal["direct", "indirect", "mixed"]
QuoteField = Literal["text", "title"]
Completeness = Literal["full", "partial", "unknown"]
Relation = Literal["same", "altered"]
FindingType = Literal[
    "party-dropped", "party-added", "number", "negation", "strength", "modality", "addressee", "tense", "idiom",
]  # fmt: skip
DivergenceKind = Literal["omitted", "edition", "altered", "attribution", "edited"]
State = Literal["pending", "not-known", "uncertain", "new", "alerted", "confirmed", "rejected", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One revision of one document. Only `id` and `text` are certain to be there."""

    id: str
    text: str  # paragraphs separated by a blank line
    title: str = ""
    outlet: str | None = None
    edition: str | None = None  # the outlet's language edition: "zh" in xinhua/zh
    language: str | None = None  # as declared by who brought it, not as detected
    url: str | None = None
    published_at: datetime | None = None  # aware, UTC
    published_zone: str | None = None  # the printed offset, "+03:00"
    revision: int = 1
    fetched_at: datetime | None = None
    sha256: str | None = None  # of the bytes that were fetched
    warc: str | None = None
    completeness: Completeness = "unknown"  # unknown counts as full
    same_as: str | None = None
    extra: tuple[tuple[str, str], ...] = ()  # unknown fields kept aside: (name, JSON text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    code: str  # "en", "ru", "zh", another ISO 639-1 code, or "und"
    confidence: float
    method: str  # how it was decided: "script", "langdetect", "declared", …


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    score: float  # 0 to 1
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    span: Span
    text: str
    type: MentionType
    entity_id: str | None = None
    reason: str = ""  # how it was found and linked: "knowledge base: 魏凤和", "ner", …


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Content attributed to a source. `Вэй Фэнхэ [source] заявил [cue], что … [content]`."""

    id: str
    kind: QuoteKind
    content: tuple[Span, ...]  # often split: «…, — заявил он, — …»
    cue: Span | None = None  # заявил, 表示, said; None when the attribution is implied
    source: Span | None = None  # who spoke, as printed: "пресс-секретарь", 外交部发言人, "he"
    speaker_id: str | None = None  # the entity that the source resolves to
    speaker_reason: str = ""
    field: QuoteField = "text"
    insertions: tuple[Span, ...] = ()  # editor's brackets inside the content: nobody's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was understood of one revision of one article."""

    article: Article
    language: Language
    relevance: Relevance = field(default_factory=lambda: Relevance(score=0.0))
    mentions: tuple[Mention, ...] = ()
    headline_mentions: tuple[Mention, ...] = ()  # positions in the title
    quotes: tuple[Quote, ...] = ()
    headline_quotes: tuple[Quote, ...] = ()
    sentences: tuple[Span, ...] = ()
    tools: tuple[str, ...] = ()  # which back ends were used: "ru: slovnet", …


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRef:
    """A rendering: one quote of one revision, by its place."""

    article_id: str
    revision: int
    content: tuple[Span, ...]
    field: QuoteField = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How `b` differs from `a`, with the words that show it, as positions in the two articles' texts."""

    type: FindingType
    a: Span | None
    b: Span | None
    note: str = ""  # for a reader: "United States stands only in a"
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    a: QuoteRef
    b: QuoteRef
    relation: Relation
    probability: float
    findings: tuple[Finding, ...] = ()
    matched: tuple[tuple[Span, Span], ...] = ()  # word pairs that carry the verdict: (in a, in b)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCluster:
    id: str
    article_ids: tuple[str, ...]  # in order of publication
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    id: str
    event_id: str
    speaker_id: str | None
    versions: tuple[tuple[QuoteRef, ...], ...]  # inside a version the renderings say the same
    set_phrase: str | None = None  # the lexicon's name when it is a set phrase: charted, never reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest words on the silent side."""

    article_id: str
    revision: int
    window: Span
    score: float
    matched: tuple[tuple[Span, Span], ...] = ()  # (in the anchor rendering, in the window's article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    id: str
    kind: DivergenceKind
    state: State
    certain: bool
    event_id: str
    utterance_id: str
    speaker_id: str | None
    anchor: QuoteRef  # the earliest rendering
    quotes: tuple[QuoteRef, ...]
    carried: tuple[str, ...]  # editions, "tass/ru"
    absent: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    coverage: tuple[str, ...] = ()  # ids of the articles that prove the coverage
    nearest: Nearest | None = None
    unmatched: tuple[Span, ...] = ()  # weighty words of the anchor that nothing on the silent side matches
    salience: float = 0.0
    reasons: tuple[str, ...] = ()  # why it is salient
    doubts: tuple[str, ...] = ()  # why it is not certain
    probability: float = 0.0
    opened_at: datetime | None = None  # earliest rendering's publication
    window_closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPhrase:
    """One printed use of a set phrase: charted over time, never reported as a divergence."""

    phrase: str  # the lexicon's id
    quote: QuoteRef
    span: Span
    speaker_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    events: tuple[EventCluster, ...]
    utterances: tuple[Utterance, ...] = ()
    aligned: tuple[Alignment, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    set_phrases: tuple[SetPhrase, ...] = ()
