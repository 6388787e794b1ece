"""Check: done in one rendering, still to come in the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from processors.divergence.passages import Passage
from processors.divergence.patterns import class_patterns, find_spans
from processors.divergence.russian_verbs import find_verbs
from processors.records import Finding, Span

Aspect = Literal["done", "ahead"]


def find_tense(passage: Passage) -> Mapping[Aspect, Span]:
    """The first word that says "done" and the first that says "still to come"."""
    places: dict[Aspect, Span] = {}
    aspects: tuple[Aspect, Aspect] = ("done", "ahead")
    for aspect in aspects:
        spans = find_aspect(aspect, passage)
        if not spans and passage.language == "ru" and aspect == "ahead":
            spans = find_verbs(aspect, passage.text, passage.spans)
        if spans:
            places[aspect] = spans[0]
    return places


def find_aspect(aspect: Aspect, passage: Passage) -> tuple[Span, ...]:
    """The words of the lexicon that say it, without those that only look like it: 已接近 (already near)."""
    patterns = class_patterns("tense", passage.language)
    free = find_spans(patterns["free"], passage.folded, passage.spans)
    found = find_spans(patterns[aspect], passage.folded, passage.spans)
    return tuple(span for span in found if not any(span.start < other.stop and other.start < span.stop for other in free))


def compare_tense(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """A finding when one side says only "done" and the other only "still to come"."""
    in_a, in_b = find_tense(a), find_tense(b)
    if set(in_a) == {"done"} and set(in_b) == {"ahead"}:
        return (Finding(type="tense", a=in_a["done"], b=in_b["ahead"], note="done in the first, still to come in the second"),)
    if set(in_a) == {"ahead"} and set(in_b) == {"done"}:
        return (Finding(type="tense", a=in_a["ahead"], b=in_b["done"], note="still to come in the first, done in the second"),)
    return ()
