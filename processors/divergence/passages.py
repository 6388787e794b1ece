"""The part of a rendering that a check looks at: its own words, as places in the text they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.alignment.instruments import Instruments, Words
from processors.alignment.score import without_insertions
from processors.alignment.utterances import Rendering
from processors.divergence.patterns import fold
from processors.records import Mention, Span

SENTENCE_END = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s)|[。！？；]+[”’」』]*|\n+")
CLAUSE_END = re.compile(r"[,;:.!?，；：。！？、]")
LONGEST = 5_000  # characters of a quote that are checked
CORRESPONDS = 0.38  # cosine from which two sentences of one utterance say the same thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    text: str  # of the article's field
    folded: str  # the same in lower case, position for position
    language: str
    spans: tuple[Span, ...]
    cue: Span | None = None
    mentions: tuple[Mention, ...] = ()  # those inside the spans
    matched: tuple[Span, ...] = ()  # the passage's words that the other passage has too

    def words_at(self, span: Span) -> str:
        return self.text[span.start : span.stop]


def read_passage(rendering: Rendering) -> Passage:
    """The rendering's own words, without editor's brackets."""
    article = rendering.analysis.article
    text = article.title if rendering.headline else article.text
    mentions = rendering.analysis.headline_mentions if rendering.headline else rendering.analysis.mentions
    spans = _shortened(without_insertions(rendering.quote))
    return Passage(
        text=text,
        folded=fold(text),
        language=rendering.analysis.language.code,
        spans=spans,
        mentions=tuple(m for m in mentions if any(span.start <= m.span.start and m.span.stop <= span.stop for span in spans)),
        cue=rendering.quote.cue,
    )


def _shortened(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans as far as they are looked at: nobody is quoted at such length in earnest."""
    kept: list[Span] = []
    left = LONGEST
    for span in spans:
        if left > 0:
            kept.append(Span(start=span.start, stop=min(span.stop, span.start + left)))
            left -= span.stop - span.start
    return tuple(kept)


def mark_matches(a: Passage, b: Passage, words_a: Words, words_b: Words, instruments: Instruments) -> tuple[Passage, Passage]:
    """Both passages with the words that the other one has too."""
    cover_a, cover_b = instruments.tables.cover(words_a, words_b), instruments.tables.cover(words_b, words_a)
    return (
        replace(a, matched=tuple(sorted(word.span for word, _, _ in cover_a.matched))),
        replace(b, matched=tuple(sorted(word.span for word, _, _ in cover_b.matched))),
    )


def is_matched_near(passage: Passage, span: Span, reach: int) -> bool:
    """Whether a word that both passages have stands within so many characters, inside the same clause."""
    for word in passage.matched:
        between = (span.stop, word.start) if word.start >= span.stop else (word.stop, span.start)
        if 0 <= between[1] - between[0] <= reach and not CLAUSE_END.search(passage.text, *between):
            return True
    return False


def split_sentences(passage: Passage) -> tuple[Span, ...]:
    """The passage's sentences; a span that ends without a full stop is one too."""
    found: list[Span] = []
    for span in passage.spans:
        start = span.start
        for match in SENTENCE_END.finditer(passage.text, span.start, span.stop):
            found.append(Span(start=start, stop=match.end()))
            start = match.end()
        found.append(Span(start=start, stop=span.stop))
    return tuple(span for span in found if passage.words_at(span).strip(" \n.,;:–—-"))


def keep_corresponding(a: Passage, b: Passage, instruments: Instruments) -> tuple[Passage, Passage]:
    """Both passages without the sentences that the other has nothing like: a lead or a lone half says no less than it says."""
    if instruments.encoder is None:
        return a, b
    parts_a, parts_b = split_sentences(a), split_sentences(b)
    if len(parts_a) < 2 and len(parts_b) < 2:
        return a, b
    likeness = (
        instruments.encoder.encode([a.words_at(part) for part in parts_a])
        @ instruments.encoder.encode([b.words_at(part) for part in parts_b]).T
    )
    kept_a = _corresponding(parts_a, likeness.max(axis=1))
    kept_b = _corresponding(parts_b, likeness.max(axis=0))
    return _narrow(a, kept_a), _narrow(b, kept_b)


def _narrow(passage: Passage, spans: tuple[Span, ...]) -> Passage:
    inside = tuple(m for m in passage.mentions if any(s.start <= m.span.start and m.span.stop <= s.stop for s in spans))
    return replace(passage, spans=spans, mentions=inside)


def _corresponding(parts: Sequence[Span], likeness: Sequence[float]) -> tuple[Span, ...]:
    best = max(likeness)
    return tuple(part for part, value in zip(parts, likeness, strict=True) if value >= min(CORRESPONDS, best))
