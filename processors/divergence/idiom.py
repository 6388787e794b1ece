"""Check: a set phrase stands on one side and is told in plain words on the other."""

from __future__ import annotations

from processors.divergence.passages import Passage
from processors.records import Finding


def compare_idiom(a: Passage, b: Passage) -> tuple[Finding, ...]:
    return ()
