"""Set phrases in renderings: charted, never reported."""

from __future__ import annotations

from collections.abc import Sequence

from processors.alignment.utterances import Rendering
from processors.records import SetPhrase


def governing_phrase(rendering: Rendering) -> str | None:
    """The set phrase that a rendering is made of, if it is made of one."""
    return None


def find_uses(renderings: Sequence[Rendering]) -> tuple[SetPhrase, ...]:
    return ()
