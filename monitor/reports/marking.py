"""Which words of a rendering the other side has: by the translation tables, by the comparison, or word for word in an edit."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice

from monitor.reports.evidence import Desk
from monitor.reports.passages import LONGEST_PASSAGE, Mark
from monitor.reports.places import mentions_at, text_at
from processors.alignment.instruments import Word
from processors.records import Divergence, QuoteRef, Span

MOST_WORDS = 400
MATCHES, WEIGHTY = 0.45, 4.0  # a match from this strength on, and a missing word from this weight on, is worth a colour
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def mark_words(reference: QuoteRef, divergence: Divergence, desk: Desk) -> list[tuple[Span, Mark]]:
    """Which words of a rendering the other side matches, by the tables; without them, as the comparison found it for the anchor."""
    if desk.tables is None and reference == divergence.anchor and divergence.kind in ("omitted", "edition"):
        matched = divergence.nearest.matched if divergence.nearest else ()
        return [*((a, "matched") for a, _ in matched), *((span, "unmatched") for span in divergence.unmatched)]
    other = _opposite(reference, divergence)
    if divergence.kind == "edited":
        return _changed_words(reference, other, desk) if other else []
    by_table = match_words(reference, other, desk) if other else []
    return [*by_table, *((span, "unmatched") for span in _finding_spans(reference, divergence))]


def _opposite(reference: QuoteRef, divergence: Divergence) -> QuoteRef | None:
    if divergence.kind in ("omitted", "edition"):
        near = divergence.nearest
        return None if near is None else QuoteRef(article_id=near.article_id, revision=near.revision, content=(near.window,))
    return next((quote for quote in divergence.quotes if quote != reference), None)


def match_words(reference: QuoteRef, other: QuoteRef, desk: Desk) -> list[tuple[Span, Mark]]:
    ours, theirs = (desk.analyses.get((quote.article_id, quote.revision)) for quote in (reference, other))
    if desk.tables is None or ours is None or theirs is None:
        return []
    x, y = (
        desk.tables.words(text_at(analysis, quote), analysis.language.code, quote.content, mentions_at(analysis, quote))
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
    spans = _word_spans(text_at(ours, reference), reference)
    mine = [text_at(ours, reference)[span.start : span.stop] for span in spans]
    yours = [text_at(theirs, other)[span.start : span.stop] for span in _word_spans(text_at(theirs, other), other)]
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


def _finding_spans(reference: QuoteRef, divergence: Divergence) -> list[Span]:
    if not divergence.quotes or divergence.kind not in ("altered", "attribution", "edited"):
        return []
    first = reference == divergence.quotes[0]
    return [span for finding in divergence.findings if (span := finding.a if first else finding.b)]
