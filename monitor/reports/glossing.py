"""The word-by-word gloss, loaded when something is shown and not before."""

from __future__ import annotations

from monitor.reports.evidence import Gloss


def load_gloss() -> Gloss:
    """Gives a text and its language an English word for each word."""
    from processors.alignment.gloss import gloss  # brings the translation tables

    return gloss
