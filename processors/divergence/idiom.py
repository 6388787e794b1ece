"""Check: an idiom's image stands on one side and is told in plain words on the other."""

from __future__ import annotations

from collections.abc import Mapping

from processors.alignment.set_phrases import find_set_phrases, is_charted
from processors.divergence.passages import Passage
from processors.divergence.patterns import class_patterns, find_spans
from processors.records import Finding, Span


def find_images(passage: Passage) -> Mapping[str, Span]:
    """The idioms whose image the passage has: 泰山 in 稳如泰山 (stable as Mount Tai); of other idioms the whole phrase."""
    images = class_patterns("images", passage.language)
    found: dict[str, Span] = {}
    for phrase, span in find_set_phrases(passage.text, passage.language, passage.spans):
        if not is_charted(phrase) or (phrase in images and find_spans(images[phrase], passage.folded, [span])):
            found.setdefault(phrase, span)
    return found


def compare_idiom(a: Passage, b: Passage) -> tuple[Finding, ...]:
    """A finding for each image that one side has lost."""
    in_a, in_b = find_images(a), find_images(b)
    lost = [Finding(type="idiom", a=in_a[name], b=None, note=_note(name, "first")) for name in in_a if name not in in_b]
    return (*lost, *(Finding(type="idiom", a=None, b=in_b[name], note=_note(name, "second")) for name in in_b if name not in in_a))


def _note(name: str, side: str) -> str:
    return f"the image of “{name.replace('-', ' ')}” stands only in the {side}"
