"""One thing that was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.settings import Settings
from processors.errors import ReadoutError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    what: str
    words: str  # where something is wrong, with what to do
    good: bool | None = True  # None: worth knowing, wrong with nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the doctor was asked for."""

    settings: Settings
    now: datetime
    deep: bool = False  # everything is read, whatever it takes
    offline: bool = False  # no server is asked


Look = Callable[[Visit], Iterable[Finding]]


def checked(what: str, look: Look, visit: Visit) -> Iterator[Finding]:
    """What a look finds; an expected failure is a finding too."""
    try:
        yield from look(visit)
    except (ReadoutError, ImportError, OSError, ValueError, LookupError) as wrong:
        yield Finding(what=what, words=str(wrong), good=False)
