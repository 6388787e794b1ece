"""What a rule finds, before it becomes a quote."""

from __future__ import annotations

from dataclasses import dataclass

from processors.records import QuoteKind, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    kind: QuoteKind
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    outer: tuple[Span, ...] = ()  # direct: with the marks; what other rules must not read
    cue_token: int | None = None  # the word that reports, by its place in the document
