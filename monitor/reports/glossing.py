"""The word-by-word gloss, loaded when something is shown and not before."""

from __future__ import annotations

from importlib.util import find_spec

from monitor.reports.evidence import Gloss


def load_gloss() -> Gloss | None:
    """Gives a text and its language an English word for each word."""
    if find_spec("processors.alignment.gloss") is None:
        return None
    from processors.alignment.gloss import gloss

    return gloss
