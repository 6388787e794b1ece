"""Check: another step on an ordered scale (alliance, partnership), or a word that strengthens on one side only."""

from __future__ import annotations

import re
from functools import cache

from processors.divergence.passages import Passage
from processors.divergence.patterns import compile_entries, find_spans
from processors.lexicons.loader import load_fields
from processors.records import Finding, Span


@cache
def _scales(language: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    fields = load_fields(f"{language}/strength.yml")
    return {name: tuple(compile_entries(step, language) for step in steps) for name, steps in fields["scales"].items()}


@cache
def _intensifiers(language: str) -> re.Pattern[str]:
    return compile_entries(load_fields(f"{language}/strength.yml")["intensifiers"], language)


def compare_strength(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """Findings on the scales, and a strengthening word that the other side lacks."""
    found = [finding for scale in sorted(_scales(a.language)) if (finding := _on_scale(scale, a, b)) is not None]
    strong_a, strong_b = (find_spans(_intensifiers(side.language), side.folded, side.spans) for side in (a, b))
    if bool(strong_a) != bool(strong_b):
        side, span, passage = ("first", strong_a, a) if strong_a else ("second", strong_b, b)
        note = f"“{passage.words_at(span[0])}” stands only in the {side}"
        found.append(Finding(type="strength", a=strong_a[0] if strong_a else None, b=strong_b[0] if strong_b else None, note=note))
    return tuple(found)


def _on_scale(scale: str, a: Passage, b: Passage) -> Finding | None:
    step_a, step_b = _step(scale, a), _step(scale, b)
    if step_a is None or step_b is None or step_a[0] == step_b[0]:
        return None
    words = [f"“{side.words_at(step[1])}”" for side, step in ((a, step_a), (b, step_b))]
    return Finding(type="strength", a=step_a[1], b=step_b[1], note=f"{words[0]} in the first, {words[1]} in the second")


def _step(scale: str, passage: Passage) -> tuple[int, Span] | None:
    """The weakest step of the scale that the passage stands on for degree ("one of the largest"), else the strongest."""
    steps = [
        (number, spans[0])
        for number, pattern in enumerate(_scales(passage.language)[scale])
        if (spans := find_spans(pattern, passage.folded, passage.spans))
    ]
    if not steps:
        return None
    return steps[0] if scale == "degree" else steps[-1]
