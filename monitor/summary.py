"""What a pass did, counted and told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Summary:
    """What a pass did; `lines` is what a person reads of it."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    run: str | None = None  # the pass's name in the log
