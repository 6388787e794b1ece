"""What a reader is shown of one divergence: every word, place, time and hash that the verdict rests on, ready to print."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from itertools import islice

from monitor.reports.passages import LONGEST_PASSAGE, Mark, Piece, cut_passage, printed
from monitor.reports.templating import one_line, safe_link
from monitor.reports.zones import Zoned, in_zones
from processors.alignment.instruments import Word, WordTables
from processors.records import Analysis, Article, Divergence, Finding, Mention, Quote, QuoteRef, SetPhrase, Span

Gloss = Callable[[str, str], str]  # (text, language) → word-by-word English
LONGEST_GLOSSED = 600
MOST_WORDS = 400
MATCHES, WEIGHTY = 0.45, 4.0  # a match from this strength on, and a missing word from this weight on, is worth a colour
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


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
        return max((rendering for rendering in self.renderings if rendering.source.language == "en"), key=_fullness, default=None)


MEANING = {
    "party-dropped": "a party is named in the first and not in the second",
    "party-added": "a party is named in the second and not in the first",
    "number": "the numbers differ",
    "negation": "one denies what the other says",
    "strength": "one commits to more than the other",
    "modality": "will, may and must are exchanged",
    "addressee": "it is said to somebody else",
    "tense": "the time of the action differs",
    "idiom": "a figure of speech is lost or replaced",
}


def gather_evidence(divergence: Divergence, desk: Desk, life: Iterable[Moment] = ()) -> Evidence:
    """Everything that a reader needs to check one divergence, in the order in which it is shown."""
    references = _in_order(divergence, desk)
    renderings = _main_first(
        [_rendering(reference, divergence, desk) for reference in references if _held(reference, desk)], divergence
    )
    wanted = [(quote.article_id, quote.revision) for quote in references] + [(name, None) for name in divergence.coverage]
    return Evidence(
        divergence=divergence,
        speaker=desk.names(divergence.speaker_id) if divergence.speaker_id else None,
        renderings=renderings,
        nearest=_nearest(divergence, renderings, desk),
        coverage=tuple(source_of(analysis) for name in divergence.coverage for analysis in _revisions(name, desk)),
        findings=tuple(_finding_line(finding, references, desk) for finding in divergence.findings),
        phrases=_phrase_uses(divergence, desk),
        life=tuple(sorted(life, key=lambda moment: moment.at)),
        outlets=desk.outlets,
        change=_change(divergence, desk),
        missing=tuple(sorted({name for name, revision in wanted if not _knows(name, revision, desk)})),
    )


def _main_first(renderings: list[Rendering], divergence: Divergence) -> tuple[Rendering, ...]:
    """A lead often says in other words what is quoted in full below it: the full quote is shown."""
    if divergence.kind not in ("omitted", "edition") or not renderings:
        return tuple(renderings)
    first = renderings[0].source
    main = max(
        (one for one in renderings if (one.source.article_id, one.source.revision) == (first.article_id, first.revision)),
        key=_fullness,
    )
    return (main, *(one for one in renderings if one is not main))


def _fullness(rendering: Rendering) -> tuple[bool, int, int]:
    """The speaker's own words before a report of them, a text before a headline, more before less."""
    return not rendering.in_headline, ("indirect", "mixed", "direct").index(rendering.kind), len(rendering.words)


def source_of(analysis: Analysis) -> Source:
    """The proof that one revision was fetched and read."""
    article = analysis.article
    return Source(
        article_id=article.id,
        revision=article.revision,
        edition=edition_of(article),
        language=analysis.language.code,
        title=article.title,
        url=article.url,
        link=safe_link(article.url),
        published=in_zones(article.published_at),
        published_at=article.published_at,
        fetched=in_zones(article.fetched_at),
        text_sha256=hashlib.sha256(article.text.encode()).hexdigest(),
        page_sha256=article.sha256,
        warc=article.warc,
        completeness={"unknown": "full, as far as it says"}.get(article.completeness, article.completeness),
        size=_size(article.text, analysis.language.code),
    )


def edition_of(article: Article) -> str:
    return f"{article.outlet or 'unknown'}/{article.edition or article.language or 'und'}"


def _change(divergence: Divergence, desk: Desk) -> str:
    """What became of an edited quote: one that stands in the last revision only was added."""
    if divergence.kind != "edited":
        return ""
    if len(divergence.quotes) > 1:
        return "reworded"
    later = [revision for name, revision in desk.analyses if name == divergence.anchor.article_id]
    return "removed" if max(later, default=0) > divergence.anchor.revision else "added"


def _in_order(divergence: Divergence, desk: Desk) -> list[QuoteRef]:
    """The anchor, then the rest by time; the sides of an alteration keep their order, since findings name them a and b."""
    quotes = list(dict.fromkeys((divergence.anchor, *divergence.quotes)))
    if divergence.kind in ("altered", "attribution", "edited"):
        return list(dict.fromkeys(divergence.quotes)) or quotes
    return quotes[:1] + sorted(quotes[1:], key=lambda quote: _when(quote, desk))


def _when(quote: QuoteRef, desk: Desk) -> tuple[str, str, int]:
    analysis = desk.analyses.get((quote.article_id, quote.revision))
    moment = analysis and analysis.article.published_at
    return (moment.isoformat() if moment else "~", quote.article_id, quote.content[0].start if quote.content else 0)


def _held(quote: QuoteRef, desk: Desk) -> bool:
    return (quote.article_id, quote.revision) in desk.analyses


def _knows(name: str, revision: int | None, desk: Desk) -> bool:
    return bool(_revisions(name, desk)) if revision is None else (name, revision) in desk.analyses


def _revisions(name: str, desk: Desk) -> list[Analysis]:
    return [desk.analyses[key] for key in sorted(desk.analyses) if key[0] == name]


def _rendering(reference: QuoteRef, divergence: Divergence, desk: Desk) -> Rendering:
    analysis = desk.analyses[reference.article_id, reference.revision]
    text = analysis.article.title if reference.field == "title" else analysis.article.text
    quote = _quote_at(reference, analysis)
    marks = [*_marks(reference, divergence, desk), *((span, "insertion") for span in (quote.insertions if quote else ()))]
    return Rendering(
        source=source_of(analysis),
        reference=reference,
        kind=quote.kind if quote else "indirect",
        speaker=_cut(text, quote.source) if quote else "",
        given_to=desk.names(quote.speaker_id) if quote and quote.speaker_id else None,
        cue=_cut(text, quote.cue) if quote else "",
        words=printed(text, reference.content),
        pieces=cut_passage(text, reference.content, marks),
        gloss=gloss_passage(analysis, reference, desk),
        in_headline=reference.field == "title",
    )


def _quote_at(reference: QuoteRef, analysis: Analysis) -> Quote | None:
    quotes = analysis.headline_quotes if reference.field == "title" else analysis.quotes
    return next((quote for quote in quotes if quote.content == reference.content), None)


def _marks(reference: QuoteRef, divergence: Divergence, desk: Desk) -> list[tuple[Span, Mark]]:
    """Which words of a rendering the other side matches, by the tables; without them, as the comparison found it for the anchor."""
    if desk.tables is None and reference == divergence.anchor and divergence.kind in ("omitted", "edition"):
        matched = divergence.nearest.matched if divergence.nearest else ()
        return [*((a, "matched") for a, _ in matched), *((span, "unmatched") for span in divergence.unmatched)]
    other = _opposite(reference, divergence)
    if divergence.kind == "edited":
        return _changed_words(reference, other, desk) if other else []
    by_table = _matches(reference, other, desk) if other else []
    return [*by_table, *((span, "unmatched") for span in _finding_spans(reference, divergence))]


def _opposite(reference: QuoteRef, divergence: Divergence) -> QuoteRef | None:
    if divergence.kind in ("omitted", "edition"):
        near = divergence.nearest
        return None if near is None else QuoteRef(article_id=near.article_id, revision=near.revision, content=(near.window,))
    return next((quote for quote in divergence.quotes if quote != reference), None)


def _matches(reference: QuoteRef, other: QuoteRef, desk: Desk) -> list[tuple[Span, Mark]]:
    ours, theirs = (desk.analyses.get((quote.article_id, quote.revision)) for quote in (reference, other))
    if desk.tables is None or ours is None or theirs is None:
        return []
    x, y = (
        desk.tables.words(_text(analysis, quote), analysis.language.code, quote.content, _mentions(analysis, quote))
        for analysis, quote in ((ours, reference), (theirs, other))
    )
    cover = desk.tables.cover(x, y)
    pairs = [*cover.matched, *((word, word, 0.0) for word in cover.unmatched)]
    good = {word.span for word, other, strength in pairs if strength >= MATCHES and _may_match(word, other)}
    marks: list[tuple[Span, Mark]] = [(span, "matched") for span in good]
    return [*marks, *((word.span, "unmatched") for word, _, _ in pairs if word.span not in good and word.weight >= WEIGHTY)]


def _may_match(word: Word, other: Word) -> bool:
    """A name is matched by the same name only: "United States" is not "stated", Moscow is not Beijing."""
    return not word.norm.startswith("@") or word.norm == other.norm


def _changed_words(reference: QuoteRef, other: QuoteRef, desk: Desk) -> list[tuple[Span, Mark]]:
    """Word for word against the other version, since both are in one language."""
    ours, theirs = (desk.analyses.get((quote.article_id, quote.revision)) for quote in (reference, other))
    if ours is None or theirs is None:
        return []
    spans = _word_spans(_text(ours, reference), reference)
    mine = [_text(ours, reference)[span.start : span.stop] for span in spans]
    yours = [_text(theirs, other)[span.start : span.stop] for span in _word_spans(_text(theirs, other), other)]
    kept = {
        at
        for block in SequenceMatcher(None, mine, yours, autojunk=False).get_matching_blocks()
        for at in range(block.a, block.a + block.size)
    }
    return [(span, "matched" if at in kept else "unmatched") for at, span in enumerate(spans)]


def _word_spans(text: str, quote: QuoteRef) -> list[Span]:
    """Words, in Chinese characters, of a quote; the first few hundred, because the comparison is quadratic."""
    found = (
        word for span in quote.content for word in WORD.finditer(text, span.start, min(span.stop, span.start + LONGEST_PASSAGE))
    )
    return [Span(start=word.start(), stop=word.end()) for word in islice(found, MOST_WORDS)]


def _text(analysis: Analysis, quote: QuoteRef) -> str:
    return analysis.article.title if quote.field == "title" else analysis.article.text


def _mentions(analysis: Analysis, quote: QuoteRef) -> tuple[Mention, ...]:
    return analysis.headline_mentions if quote.field == "title" else analysis.mentions


def _finding_spans(reference: QuoteRef, divergence: Divergence) -> list[Span]:
    if not divergence.quotes or divergence.kind not in ("altered", "attribution", "edited"):
        return []
    first = reference == divergence.quotes[0]
    return [span for finding in divergence.findings if (span := finding.a if first else finding.b)]


def _nearest(divergence: Divergence, renderings: Sequence[Rendering], desk: Desk) -> Rendering | None:
    near = divergence.nearest
    analysis = None if near is None else desk.analyses.get((near.article_id, near.revision))
    if near is None or analysis is None:
        return None
    words = printed(analysis.article.text, (near.window,))
    place = QuoteRef(article_id=near.article_id, revision=near.revision, content=(near.window,))
    marks: list[tuple[Span, Mark]] = [(b, "matched") for _, b in near.matched]
    if desk.tables is not None and renderings:
        marks = [(span, mark) for span, mark in _matches(place, renderings[0].reference, desk) if mark == "matched"]
    return Rendering(
        source=source_of(analysis), reference=place, kind="nearest words", speaker="", given_to=None, cue="", words=words,
        pieces=cut_passage(analysis.article.text, place.content, marks), gloss=gloss_passage(analysis, place, desk),
    )  # fmt: skip


def _finding_line(finding: Finding, references: list[QuoteRef], desk: Desk) -> FindingLine:
    texts = [
        _text(desk.analyses[key], quote) for quote in references[:2] if (key := (quote.article_id, quote.revision)) in desk.analyses
    ]
    a, b = [*texts, "", ""][:2]
    return FindingLine(
        type=finding.type, meaning=MEANING[finding.type], a=_cut(a, finding.a), b=_cut(b, finding.b),
        note=finding.note, certain=finding.certain,
    )  # fmt: skip


def _phrase_uses(divergence: Divergence, desk: Desk) -> tuple[PhraseUse, ...]:
    here = {*divergence.coverage, *(quote.article_id for quote in divergence.quotes)}
    return tuple(
        PhraseUse(phrase=use.phrase, words=_cut(_text(analysis, use.quote), use.span), source=source_of(analysis))
        for use in desk.set_phrases
        if use.quote.article_id in here and (analysis := desk.analyses.get((use.quote.article_id, use.quote.revision)))
    )


def gloss_passage(analysis: Analysis, place: QuoteRef, desk: Desk) -> str:
    """The passage word by word in English, with people by name; empty when it is English already, or nobody can gloss it."""
    language = analysis.language.code
    if desk.gloss is None or language == "en":
        return ""
    text, known = _text(analysis, place), [m for m in _mentions(analysis, place) if m.type == "PER" and m.entity_id]
    parts = (_with_names(text, _shortened(span), known, desk, desk.gloss, language) for span in sorted(place.content))
    return one_line(" … ".join(parts), 4 * LONGEST_GLOSSED)


def _with_names(text: str, span: Span, known: Sequence[Mention], desk: Desk, gloss: Gloss, language: str) -> str:
    """The words between the names are glossed; a name taken for words would read as nonsense."""
    inside = sorted((m for m in known if span.start <= m.span.start and m.span.stop <= span.stop), key=lambda m: m.span)
    pieces, at = [], span.start
    for mention in inside:
        pieces += [gloss(text[at : mention.span.start], language), desk.names(mention.entity_id or "").en]
        at = mention.span.stop
    return " ".join(piece for piece in (*pieces, gloss(text[at : span.stop], language)) if piece.strip())


def _shortened(span: Span) -> Span:
    return Span(start=span.start, stop=min(span.stop, span.start + LONGEST_GLOSSED))


def _cut(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.stop].split())


def _size(text: str, language: str) -> str:
    return f"{sum(not c.isspace() for c in text):,} characters" if language == "zh" else f"{len(text.split()):,} words"
