"""Check: how far a statement binds: agreed, will, is willing, may."""

from __future__ import annotations

from collections.abc import Mapping

from processors.divergence.passages import Passage
from processors.divergence.patterns import class_patterns, find_spans
from processors.divergence.russian_verbs import find_verbs
from processors.divergence.tense import find_aspect
from processors.records import Finding, FindingType, Span

CONFLICTS: tuple[tuple[str, str, FindingType], ...] = (
    ("agreed", "explore", "strength"),
    ("done", "may", "modality"),
    ("agreed", "may", "modality"),
    ("agreed", "willing", "strength"),
    ("will", "explore", "strength"),
    ("will", "may", "modality"),
    ("will", "willing", "modality"),
)


def find_modality(passage: Passage) -> Mapping[str, Span]:
    """The classes of words that say how far the passage binds, each with its first place."""
    places: dict[str, Span] = {}
    for name, pattern in class_patterns("modality", passage.language).items():
        spans = find_spans(pattern, passage.folded, passage.spans)
        if spans:
            places[name] = spans[0]
    done = find_aspect("done", passage)
    if done:
        places["done"] = done[0]
    if passage.language == "ru" and "will" not in places:
        ahead = find_verbs("ahead", passage.text, passage.spans)
        if ahead:
            places["will"] = ahead[0]
    return places


def compare_modality(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """A finding when both sides say how far they bind, and it conflicts."""
    in_a, in_b = find_modality(a), find_modality(b)
    if "intend" in in_a or "intend" in in_b:
        return ()  # намерены заявить is rendered as "will state" and as "are ready to state"
    for strong, weak, kind in CONFLICTS:
        if _conflict(strong, weak, in_a, in_b):
            return (_finding(kind, in_a[strong], in_b[weak], strong, weak),)
        if _conflict(strong, weak, in_b, in_a):
            return (_finding(kind, in_a[weak], in_b[strong], weak, strong),)
    return ()


def _conflict(strong: str, weak: str, binding: Mapping[str, Span], loose: Mapping[str, Span]) -> bool:
    """Whether one side binds as the other does not; beside a "may", what else the other side has does not bind."""
    if weak == "may" and "can" in binding:
        return False
    return strong in binding and weak in loose and weak not in binding and (weak == "may" or strong not in loose)


def _finding(kind: FindingType, a: Span, b: Span, first: str, second: str) -> Finding:
    return Finding(type=kind, a=a, b=b, note=f"{READABLE[first]} in the first, {READABLE[second]} in the second")


READABLE = {
    "agreed": "agreed", "done": "done", "will": "will", "willing": "willing", "may": "may", "explore": "to be considered",
    "intend": "intended", "must": "must", "can": "can",
}  # fmt: skip
